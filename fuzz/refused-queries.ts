import { features, type Promtool, type Refusals, runPromtool } from "./promtools.ts";

/** Which of many queries work as the expression of a rule, and why the others do not. */
export interface QueryRefusals {
  readonly notLoaded: Refusals;
  /** Loaded, and then refused at every evaluation, whatever the data. */
  readonly notEvaluated: Refusals;
}

/** Holds all queries against a promtool at once, each as a recording rule. */
export async function refusedQueries(tool: Promtool, queries: readonly string[]): Promise<QueryRefusals> {
  const notLoaded = await loading(tool, queries);
  return { notLoaded, notEvaluated: await evaluation(tool, queries, notLoaded) };
}

async function loading(tool: Promtool, queries: readonly string[]): Promise<Refusals> {
  const { output } = await runPromtool(tool, ["check", "rules", "--lint=none", ...features(tool), "rules.yaml"], {
    "rules.yaml": inAscii(ruleFile([...queries.entries()])),
  });
  const refused = [...output.matchAll(/rule \d+, "r(\d+)": (.*)/g)].map(([, rule, why]): [number, string] => [
    Number(rule),
    why ?? "",
  ]);
  // A file that is no YAML to Go would refuse nothing by name.
  if (refused.length === 0 && !output.includes("SUCCESS")) throw new Error(`promtool said ${output.slice(0, 500)}`);
  return new Map(refused);
}

/** What depends on the data that a query meets, and functions that promtool's tests do not enable. */
const OF_THE_DATA = /same labelset|many-to-many|many-to-one|multiple matches|duplicate series|experimental|not enabled/;

async function evaluation(tool: Promtool, queries: readonly string[], notLoaded: Refusals): Promise<Refusals> {
  const loaded = [...queries.entries()].filter(([at]) => !notLoaded.has(at));
  const { output } = await runPromtool(tool, ["test", "rules", ...features(tool), "test.yaml"], {
    "rules.yaml": inAscii(ruleFile(loaded)),
    "test.yaml": inAscii(TEST),
  });
  const refused = [...output.matchAll(/rule: r(\d+), time: \S+, err: (.*)/g)].map(([, rule, why]): [number, string] => [
    Number(rule),
    why ?? "",
  ]);
  if (refused.length === 0 && !output.includes("SUCCESS")) throw new Error(`promtool said ${output.slice(0, 500)}`);
  return new Map(refused.filter(([, why]) => !OF_THE_DATA.test(why)));
}

const ruleFile = (queries: readonly (readonly [number, string])[]): object => ({
  groups: [{ name: "g", rules: queries.map(([at, expr]) => ({ record: `r${at}`, expr })) }],
});

/** One series of each metric, so that operations between them meet what they need. */
const SERIES = ["x", "y", "up", "z_total", "h_bucket"];

const TEST = {
  rule_files: ["rules.yaml"],
  evaluation_interval: "10m",
  tests: [
    {
      interval: "1m",
      input_series: SERIES.map((metric) => ({ series: `${metric}{job="a",a="b",le="1"}`, values: "1+1x20" })),
      promql_expr_test: [{ expr: "vector(1)", eval_time: "20m", exp_samples: [{ labels: "{}", value: 1 }] }],
    },
  ],
};

/** JSON, which is YAML too, with escapes for what Go's YAML reader takes for the end of a line, or for no text. */
const inAscii = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
