import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { goModule } from "../../programs/go-programs.ts";
import { fetchResults } from "../../scripts/benchmark-reference.ts";
import { readPages, ROOT } from "./markdown.ts";

const pages = await readPages();
const readme = pages.find(({ file }) => file === "README.md");
const specAt =
  readme?.blocks.findIndex(({ language, text }) => language === "yaml" && text.startsWith("version: headroom/v1")) ??
  -1;
const spec = readme?.blocks[specAt]?.text ?? "";
const page = readme?.blocks[specAt + 1];

describe("the README's spec", () => {
  it("has twelve lines", () => {
    expect(spec.split("\n")).toHaveLength(12);
  });

  it("yields the page that stands below it, as its promtool test has it", async () => {
    const { services, diagnostics } = await parseSpecs([{ file: "slo-specs/checkout.yaml", text: spec }]);
    expect(diagnostics).toEqual([]);
    const test = generateRules(services).find(({ path }) => path === "alert-rules/tests/checkout.test.yaml");
    const fastBurn = parse(test?.text ?? "").tests.find(
      ({ name }: { readonly name: string }) => name === "availability: fast burn",
    );
    const annotations: readonly string[] = Object.values(fastBurn.alert_rule_test[0].exp_alerts[0].exp_annotations);
    expect(annotations.toSorted()).toEqual(page?.text.split("\n").toSorted());
  });
});

describe("the README's table of statuses", () => {
  const columns = (text: string): string => (text.split("\n")[0] ?? "").replaceAll(/\s+/g, " ");

  it("has the columns of the tutorial's, which is compared with what headroom prints", () => {
    const tables = (file: string): readonly string[] =>
      pages
        .filter((one) => one.file === file)
        .flatMap(({ blocks }) => blocks.map(({ text }) => text))
        .filter((text) => text.startsWith("STATE "));
    const [tested = ""] = tables("docs/tutorial/first-slo.md");
    const shown = tables("README.md");
    expect(shown).toHaveLength(2);
    expect(new Set(shown.map(columns))).toEqual(new Set([columns(tested)]));
  });
});

describe("the README's table of what an autoscaler does", () => {
  it("names tests on a real control plane", async () => {
    const files = await readdir(join(ROOT, "test/cluster"));
    const tests = files.filter((name) => name.endsWith(".test.ts")).map((name) => join(ROOT, "test/cluster", name));
    const titles = (await Promise.all(tests.map((file) => readFile(file, "utf8")))).join("\n");
    const named = [...(readme?.prose.matchAll(/^\|.*\| "([^"]+)" \|$/gm) ?? [])].map(([, title = ""]) => title);
    expect(named).toHaveLength(5);
    expect(named.filter((title) => !titles.includes(`"${title}`))).toEqual([]);
  });
});

describe("the README's table of costs", () => {
  /** Runs differ; what a reader concludes from the table must not. */
  const TOLERANCE = 0.25;

  it.each([
    { row: "| Sloth 0.16.0, its rules", column: 2, name: "Prometheus CPU per SLO and 30 s: Sloth, rules every 30 s" },
    { row: "| Pyrra 0.10.1 |", column: 2, name: "Prometheus CPU per SLO and 30 s: Pyrra" },
    { row: "| Pyrra 0.10.1, perf", column: 2, name: "Prometheus CPU per SLO and 30 s: Pyrra, performance mode" },
    {
      row: "| rules and alerts",
      column: 2,
      name: "Prometheus CPU per SLO and 30 s: Headroom, generated rules and alerts",
    },
    { row: "| rules and alerts", column: 3, name: "generated rules: times less than Sloth's rules every 30 s" },
    { row: "| the ledger", column: 2, name: "Prometheus CPU per SLO and 30 s: Headroom, ledger" },
    { row: "| the ledger", column: 3, name: "ledger: times less than Sloth's rules every 30 s" },
    {
      row: "| the same ledger",
      column: 2,
      name: "Prometheus CPU per SLO and 30 s: Headroom, ledger, no counters shared",
    },
    {
      row: "| the same ledger",
      column: 3,
      name: "ledger, no counters shared: times less than Sloth's rules every 30 s",
    },
  ])("tells what the last benchmark measured: $name", async ({ row, column, name }) => {
    const cell =
      readme?.prose
        .split("\n")
        .find((line) => line.startsWith(row))
        ?.split("|")[column] ?? "";
    const measured = (await fetchResults()).find((result) => result.name === name)?.measured ?? Number.NaN;
    expect(Number.parseFloat(cell) / measured).toBeGreaterThan(1 - TOLERANCE);
    expect(Number.parseFloat(cell) / measured).toBeLessThan(1 + TOLERANCE);
  });

  it.each([
    { peer: "Sloth", folder: "peers/sloth", module: "github.com/slok/sloth" },
    { peer: "Pyrra", folder: "peers/pyrra", module: "github.com/pyrra-dev/pyrra" },
  ])("names the version of $peer that was measured, as the page of benchmarks does", async (named) => {
    const version = new RegExp(`${named.module} v(\\S+)`).exec(await goModule(named.folder))?.[1] ?? "none";
    const reference = pages.find(({ file }) => file === "docs/reference/benchmarks.md");
    for (const { prose } of [readme, reference].filter((one) => one !== undefined))
      expect(prose).toContain(`${named.peer} ${version}`);
  });

  it("says which goals are missed", async () => {
    const missed = (await fetchResults()).filter(({ met }) => !met).map(({ name }) => name);
    expect(missed.length === 0).toBe(readme?.prose.includes("not met yet") === false);
  });
});
