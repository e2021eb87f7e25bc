import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { BURN_WINDOWS } from "../../src/core/objective/burn-window.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { badEventsSeries, errorRatioSeries, RECORDED, totalEventsSeries } from "../../src/core/sli/series-names.ts";
import { indicators, objective, service } from "../fixtures/objectives.ts";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

const RULES = "checkout.rules.yaml";
const STEPS = 50;
/** Both pages and the ticket over 6 hours and 3 days ask for no more. */
const AT = "20m";

const { bad, good, lists, classic, probe, promql } = indicators;
const OBJECTIVES = Object.entries({ bad, good, lists, classic, probe, promql }).map(([slo, indicator]) =>
  objective({ slo, indicator }),
);
const GROUPED = objective({ slo: "grouped", indicator: good, by: ["handler"] });

/** A fifth of all events is bad, or none. */
const raw = (share: 0 | 20): readonly { readonly series: string; readonly values: string }[] => {
  const growing = (series: string, growth: number) => ({ series, values: `0+${growth}x${STEPS}` });
  const requests = 'job="checkout",handler="/a"';
  return [
    growing(`http_requests_total{${requests},code="200"}`, 100 - share),
    growing(`http_requests_total{${requests},code="500"}`, share),
    growing('grpc_server_handled_total{job="checkout",grpc_code="OK"}', 100 - share),
    growing('grpc_server_handled_total{job="checkout",grpc_code="Internal"}', share),
    growing('http_request_duration_seconds_count{job="checkout"}', 100),
    growing('http_request_duration_seconds_bucket{job="checkout",le="0.3"}', 100 - share),
    growing('orders_total{job="checkout"}', 100),
    growing('orders_failed_total{job="checkout"}', share),
    { series: 'probe_success{job="blackbox",target="checkout"}', values: probeValues(share) },
  ];
};

const probeValues = (share: 0 | 20): string =>
  share === 0 ? `1x${STEPS}` : Array.from({ length: STEPS }, (_, i) => (i % 5 === 0 ? 0 : 1)).join(" ");

/** Everything that another ruler recorded of the same objectives, as it arrives with its external label. */
function foreign(share: number, only: (name: string) => boolean): readonly object[] {
  const values: Readonly<Record<string, string>> = {
    [totalEventsSeries("5m")]: "7",
    [badEventsSeries("5m")]: String(7 * share),
    [totalEventsSeries("30m")]: "7",
    [badEventsSeries("30m")]: String(7 * share),
    ...Object.fromEntries(BURN_WINDOWS.map((window) => [errorRatioSeries(window), String(share)])),
    [RECORDED.windowErrorRatio]: String(share),
    [RECORDED.budgetLeft]: String(1 - share / 0.001),
    [RECORDED.objective]: "0.999",
    [RECORDED.newestSample]: "1000000",
  };
  return [...OBJECTIVES, GROUPED].flatMap(({ slo, by }) =>
    Object.entries(values)
      .filter(([name]) => only(name))
      .map(([name, value]) => ({
        series: `${name}{service="checkout",slo="${slo}",prometheus="edge"${by.length > 0 && name !== RECORDED.objective ? ',handler="/a"' : ""}}`,
        values: `${value}x${STEPS}`,
      })),
  );
}

const every = (): boolean => true;

let folder: string;
let rules: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-foreign-"));
  rules =
    generateRules([service([...OBJECTIVES, GROUPED])]).find(({ path }) => path.endsWith(".rules.yaml"))?.text ?? "";
  await writeFile(join(folder, RULES), rules);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const SLOS = [...OBJECTIVES, GROUPED].map(({ slo }) => slo);

/** An expression, and what it should say of each objective; undefined for nothing at all. */
interface Expected {
  readonly expr: string;
  readonly labels: (slo: string) => string;
  readonly value: number | undefined;
}

/** What promtool finds wrong; empty when all is as expected. */
async function faults(
  promtool: string,
  series: readonly object[],
  expected: readonly Expected[],
  file = RULES,
): Promise<readonly string[]> {
  const test = join(folder, "test.yaml");
  await writeFile(
    test,
    stringify({
      rule_files: [file],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "30s",
          input_series: series,
          promql_expr_test: expected.map(({ expr, labels, value }) => ({
            expr,
            eval_time: AT,
            exp_samples: value === undefined ? [] : SLOS.map((slo) => ({ labels: labels(slo), value })),
          })),
        },
      ],
    }),
  );
  const { code, output } = await runProgram(promtool, ["test", "rules", test], folder);
  return code === 0 ? [] : output.split("\n").filter((line) => /rule:|expr:|exp:|got:/.test(line));
}

const firing = (alert: string, severity: string, fires: boolean, label = "prometheus"): Expected => ({
  expr: `count by (slo, ${label}) (ALERTS{alertname="${alert}",severity="${severity}",alertstate="firing"})`,
  labels: (slo) => (label === "ruler" ? `{slo="${slo}",ruler="central"}` : `{slo="${slo}"}`),
  value: fires ? 1 : undefined,
});

const burning = (fires: boolean, label?: string): readonly Expected[] =>
  ["page", "ticket"].map((severity) => firing("ErrorBudgetBurn", severity, fires, label));

/** A probe's few samples are no exact share. */
const ratios = (share: number): readonly Expected[] =>
  BURN_WINDOWS.map((window) => ({
    expr: `abs(${errorRatioSeries(window)}{prometheus=""} - ${share}) < bool 0.1`,
    labels: (slo) => `{service="checkout",slo="${slo}"${slo === "grouped" ? ',handler="/a"' : ""}}`,
    value: 1,
  }));

describe.each(PROMTOOLS)("rules beside recordings of another ruler, in $version", ({ path }) => {
  it.each([
    { says: "that nothing is bad", share: 0, only: every },
    { says: "that all is bad", share: 1, only: every },
    { says: "nothing but the totals", share: 0, only: (name: string) => name.startsWith("slo:total_events") },
  ])(
    "which says $says: count and alert on their own counters alone",
    async ({ share, only }) => {
      const promtool = await path();
      const others = foreign(share, only);
      expect(await faults(promtool, [...raw(20), ...others], [...ratios(0.2), ...burning(true)])).toEqual([]);
      expect(await faults(promtool, [...raw(0), ...others], [...ratios(0), ...burning(false)])).toEqual([]);
    },
    300_000,
  );

  it("tell that their own data is missing, although the other's is not", async () => {
    expect(await faults(await path(), foreign(0, every), [firing("SliDataMissing", "ticket", true)])).toEqual([]);
  }, 300_000);

  it("alert where the ruler finds its own recordings with external labels too", async () => {
    const labelled: { groups: { rules: { record?: string; labels: Record<string, string> }[] }[] } = parse(rules);
    for (const group of labelled.groups)
      for (const rule of group.rules) if (rule.record !== undefined) rule.labels["ruler"] = "central";
    await writeFile(join(folder, "labelled.rules.yaml"), stringify(labelled));
    const series = [...raw(20), ...foreign(0, every)];
    expect(await faults(await path(), series, burning(true, "ruler"), "labelled.rules.yaml")).toEqual([]);
  }, 300_000);

  it("tell of a rule that records nothing while its counters come in", async () => {
    const broken: { groups: { rules: { record?: string; expr: string }[] }[] } = parse(rules);
    for (const { rules: ofGroup } of broken.groups)
      for (const rule of ofGroup) if (rule.record === badEventsSeries("5m")) rule.expr = "no_such_series";
    await writeFile(join(folder, "broken.rules.yaml"), stringify(broken));
    const missing = firing("SliDataMissing", "ticket", true);
    expect(await faults(await path(), raw(0), [missing], "broken.rules.yaml")).toEqual([]);
    expect(await faults(await path(), raw(0), [{ ...missing, value: undefined }])).toEqual([]);
  }, 300_000);
});
