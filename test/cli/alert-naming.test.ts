import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { runProgram } from "../fixtures/promtool.ts";

const SETTINGS = `alerts:
  name: {burn: BudgetBurn, noData: SloBlind, noEvaluation: SloRulesLate}
  severities: {page: critical, ticket: warning}
  labels: {page: {pager: oncall}, ticket: {channel: "#slo"}}
`;

let folder: string;
let service: HeadroomProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-naming-"));
  await mkdir(join(folder, "slo-specs"));
  await cp(join(import.meta.dirname, "../golden/rules/events/spec.yaml"), join(folder, "slo-specs/checkout.yaml"));
});
afterEach(async () => {
  await service?.stop("SIGKILL");
  service = undefined;
  await rm(folder, { recursive: true, force: true });
});

const headroom = (...args: readonly string[]) => runHeadroom(args, { cwd: folder });
const fetchFile = (path: string): Promise<string> => readFile(join(folder, path), "utf8");

interface AlertRule {
  readonly alert?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Each alert of a rule file with the labels that routes go by. */
function alertsIn(rules: string): readonly (readonly (string | undefined)[])[] {
  const { groups } = parse(rules) as { readonly groups: readonly { readonly rules: readonly AlertRule[] }[] };
  return groups
    .flatMap((group) => group.rules)
    .filter(({ alert }) => alert !== undefined)
    .map(({ alert, labels }) => [alert, labels["severity"], labels["tier"], labels["pager"], labels["channel"]]);
}

describe("names of alerts", () => {
  it("come from the settings file to rules, their tests, inhibition and dashboards alike", async () => {
    await writeFile(join(folder, "headroom.yaml"), SETTINGS);
    expect(await headroom("generate")).toMatchObject({ code: 0 });
    expect(alertsIn(await fetchFile("alert-rules/checkout.rules.yaml"))).toEqual([
      ["BudgetBurn", "critical", "fast", "oncall", undefined],
      ["BudgetBurn", "warning", "slow", undefined, "#slo"],
      ["ErrorBudgetExhausted", "warning", undefined, undefined, "#slo"],
      ["SloBlind", "warning", undefined, undefined, "#slo"],
      ["SloRulesLate", "warning", undefined, undefined, "#slo"],
    ]);
    const { promtool } = await ensureTools(["promtool"]);
    const tested = await runProgram(promtool, ["test", "rules", join(folder, "alert-rules/tests/checkout.test.yaml")]);
    expect([tested.code, tested.output]).toEqual([0, expect.stringContaining("SUCCESS")]);
    expect(await fetchFile("alert-rules/alertmanager-inhibit.yaml")).not.toContain("ErrorBudgetBurn");
    for (const file of ["checkout", "overview"]) {
      const dashboard = await fetchFile(`dashboards/${file}.json`);
      expect(dashboard).toContain("BudgetBurn|ErrorBudgetExhausted|SloBlind|SloRulesLate");
      expect(dashboard).not.toMatch(/severity=\\"page|ErrorBudgetBurn/);
    }
    expect(await headroom("generate", "--check")).toMatchObject({ code: 0, stdout: "" });
  });

  it("come from another file that is named, and from flags before the file", async () => {
    await writeFile(join(folder, "names.yaml"), SETTINGS);
    const flags = ["--severity", "page=P1", "--alert-name", "burn=Burns", "--alert-label", "page:pager=shop=a"];
    expect(await headroom("generate", "--config", "names.yaml", ...flags)).toMatchObject({ code: 0 });
    expect(alertsIn(await fetchFile("alert-rules/checkout.rules.yaml")).slice(0, 2)).toEqual([
      ["Burns", "P1", "fast", "shop=a", undefined],
      ["Burns", "warning", "slow", undefined, "#slo"],
    ]);
  });

  it("yield to what a spec says of its own labels", async () => {
    await writeFile(join(folder, "headroom.yaml"), SETTINGS);
    const spec = await fetchFile("slo-specs/checkout.yaml");
    await writeFile(
      join(folder, "slo-specs/checkout.yaml"),
      spec.replace(/^labels: \{/m, "labels: {pager: own, channel: own, "),
    );
    expect(await headroom("generate")).toMatchObject({ code: 0 });
    const alerts = alertsIn(await fetchFile("alert-rules/checkout.rules.yaml"));
    expect(alerts[0]?.[3]).toBe("own");
    expect(alerts.at(-1)).toEqual(["SloRulesLate", "warning", undefined, "own", "own"]);
  });

  it("are known to lint, which takes the mapped severity for paging and no other", async () => {
    const rule = (severity: string) =>
      `groups: [{name: a, rules: [{alert: Busy, expr: node_load1 > 3, labels: {severity: ${severity}}}]}]\n`;
    await writeFile(join(folder, "sos.yaml"), rule("sos"));
    await writeFile(join(folder, "critical.yaml"), rule("critical"));
    expect((await headroom("lint", "sos.yaml")).code).toBe(0);
    await writeFile(join(folder, "headroom.yaml"), "alerts: {severities: {page: sos, ticket: critical}}\n");
    expect((await headroom("lint", "sos.yaml")).code).toBe(1);
    expect((await headroom("lint", "critical.yaml")).code).toBe(0);
  });

  it("are refused by check where a spec splits an SLO by a label that all pages carry", async () => {
    await writeFile(join(folder, "headroom.yaml"), "alerts: {labels: {page: {handler: a}}}\n");
    const spec = await fetchFile("slo-specs/checkout.yaml");
    await writeFile(
      join(folder, "slo-specs/checkout.yaml"),
      spec.replace("    target:", "    by: [handler]\n    target:"),
    );
    const { code, stdout } = await headroom("check");
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("the label handler is set for every page, in the SLO's alerts.labels or in the settings"),
    ]);
  });

  it("are those of the rules that the service tells", async () => {
    await writeFile(join(folder, "headroom.yaml"), `${SETTINGS}prometheus: http://127.0.0.1:1\n`);
    service = await serveHeadroom(["--config", join(folder, "headroom.yaml"), "--specs", join(folder, "slo-specs")]);
    await expect
      .poll(async () => (await fetch(`${service?.url}/api/v1/rules/checkout.rules.yaml`)).status, { timeout: 20_000 })
      .toBe(200);
    const rules = await (await fetch(`${service.url}/api/v1/rules/checkout.rules.yaml`)).text();
    expect(alertsIn(rules)[0]).toEqual(["BudgetBurn", "critical", "fast", "oncall", undefined]);
  });

  it.each([
    ["alerts: {severities: {page: a, ticket: a}}", /alerts\.severities: pages and tickets both have the severity a/],
    ["alerts: {severities: {page: ticket}}", /both have the severity ticket/],
    ["alerts: {name: SliDataMissing}", /alerts\.name: two kinds of alerts are named SliDataMissing/],
    ["alerts: {name: {brn: A}}", /unknown setting brn; did you mean burn\?/],
    ["alerts: {name: {noEvalution: A}}", /unknown setting noEvalution; did you mean noEvaluation\?/],
    ["alerts: {name: {noEvaluation: SliDataMissing}}", /two kinds of alerts are named SliDataMissing/],
    ["alerts: {severities: {page: 'very bad'}}", /is no severity; write letters, digits/],
    ["alerts: {labels: {page: {severity: a}}}", /the label severity is set by headroom/],
    ["alerts: {labels: {pages: {a: b}}}", /unknown setting pages; did you mean page\?/],
    ["alerts: critical", /headroom.yaml:1:1/],
  ])("that fit no set of alerts are refused in the settings: %s", async (yaml, told) => {
    await writeFile(join(folder, "headroom.yaml"), `${yaml}\n`);
    const { code, stderr } = await headroom("generate");
    expect([code, stderr]).toEqual([2, expect.stringMatching(told)]);
  });

  it.each([
    ["--severity", "critical", "Expected page=NAME or ticket=NAME"],
    ["--severity", "page=ticket", "both have the severity ticket"],
    ["--alert-name", "fast=A", "Expected burn=NAME"],
    ["--alert-label", "pager=shop", "Expected page:LABEL=VALUE"],
    ["--alert-label", "page:severity=a", "the label severity is set by headroom"],
  ])("that fit no set of alerts are refused as flags: %s %s", async (flag, value, told) => {
    const { code, stderr } = await headroom("generate", flag, value);
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)]);
  });
});
