import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { checkExpression } from "../../../src/core/promql/check-expression.ts";
import { parseSelector } from "../../../src/core/promql/parse-selector.ts";
import { printSelector } from "../../../src/core/promql/selector.ts";
import { PROMTOOLS, runProgram } from "../../fixtures/promtool.ts";

const folder = mkdtempSync(join(tmpdir(), "prometheus-agrees-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of each query, whether all promtools load it as a rule. */
async function loads(queries: readonly string[]): Promise<readonly boolean[]> {
  const file = join(folder, "rules.yaml");
  const rules = queries.map((expr, i) => ({ record: `r${i}`, expr }));
  writeFileSync(file, stringify({ groups: [{ name: "g", rules }] }));
  const outputs = await Promise.all(
    PROMTOOLS.map(async ({ path }) => runProgram(await path(), ["check", "rules", "--lint=none", file])),
  );
  return queries.map((_, i) => outputs.every(({ output }) => !output.includes(`"r${i}":`)));
}

const refused = (query: string): readonly string[] =>
  checkExpression(query)
    .filter(({ severity }) => severity === "error")
    .map(({ code, from, to }) => `${code} ${query.slice(from, to)}`);

/** What does not load, and what is told of it. */
const UNLOADABLE = [
  ["sum by (inf) (x)", "promql-syntax inf"],
  ["sum without (job, NaN) (x)", "promql-syntax NaN"],
  ["x + on (Inf) y", "promql-syntax Inf"],
  ["x * on (a) group_left (without) y", "promql-syntax without"],
  ["max_over_time(-x[1h:1m])", "promql-syntax -x"],
  ["max_over_time(x ^ y[1h:1m])", "promql-syntax x ^ y"],
  ['x{a="\ufffd"}', "promql-syntax \ufffd"],
  ["sum(x)\u00a0/ y", "promql-syntax \u00a0"],
  ["sum(é)", "promql-syntax é"],
  ['sum(rate(atan2{a="b"}[5m]))', "promql-syntax atan2"],
  ["1_000 * x", "promql-syntax 1_000"],
  ["x * 5m", "promql-type 5m"],
  ["x > 1h30m", "promql-type 1h30m"],
  ["x > 9e999", "promql-syntax 9e999"],
  ["x offset 1e3", "promql-type 1e3"],
  ["x offset +5m", "promql-type +5m"],
  ['x{""="a"}', 'promql-syntax ""'],
  ["x offset 0s", "promql-type 0s"],
  ["x offset 300y", "promql-syntax 300y"],
  ["x @ inf", "promql-syntax inf"],
  ["x @ 1 @ 2", "promql-syntax x @ 1 @ 2"],
  ["x offset 5m offset 5m", "promql-syntax x offset 5m offset 5m"],
  ['x{__name__=~"y"}', 'promql-no-metric x{__name__=~"y"}'],
  ['count_values("\\q", x)', 'promql-syntax "\\q"'],
  ['{"a", "b"}', 'promql-syntax "b"'],
  ['info(x, y{a="b"})', 'promql-type y{a="b"}'],
  ["x * 0x8000000000000000", "promql-syntax 0x8000000000000000"],
  ["x @ 1e19", "promql-syntax 1e19"],
  ["x[9223372036855ms]", "promql-syntax 9223372036855ms"],
  ['x * on (a) group_left ("a") y', 'promql-type on (a) group_left ("a")'],
  ['{__name__=~"(.*)"}', 'promql-no-metric {__name__=~"(.*)"}'],
  ['{a=~"|b"}', 'promql-no-metric {a=~"|b"}'],
  ['x{a=~"\\xff"}', 'promql-regex "\\xff"'],
  ['{"\\xff"}', 'promql-syntax "\\xff"'],
  ["constructor(x)", "promql-syntax constructor"],
  ["x * 5.m", "promql-syntax ."],
] as const;

describe("a query that Prometheus cannot load", () => {
  it("is no query to every supported promtool", async () => {
    const queries = UNLOADABLE.map(([query]) => query);
    const loaded = await loads(queries);
    expect(queries.filter((_, i) => loaded[i])).toEqual([]);
  });

  it.each(UNLOADABLE)("%s is refused by its part: %s", (query, told) => {
    expect(refused(query)).toContain(told);
  });
});

describe("a query that loads and then fails at every evaluation", () => {
  it.each([
    ['count_values("1a", x)', '"1a"'],
    ['count_values("a b", x)', '"a b"'],
    ['count_values((""), x)', '("")'],
    ['label_replace(x, "a-b", "$1", "c", "(.*)")', '"a-b"'],
    ['label_join(x, "a", "-", "b", "c d")', '"c d"'],
  ])("%s is refused", (query, told) => {
    expect(refused(query)).toEqual([`promql-type ${told}`]);
  });

  it.each([
    ['x{a="\\ufffd"}', 'promql-syntax "\\ufffd"'],
    ["sum by ('inf') (x)", "promql-syntax 'inf'"],
    ["topk(NaN, x)", "promql-type NaN"],
    ["bottomk(-(Inf), x)", "promql-type -(Inf)"],
    ["limitk(0x7fffffffffffffff, x)", "promql-type 0x7fffffffffffffff"],
    ["double_exponential_smoothing(x[5m], 1, 0.5)", "promql-type 1"],
  ])("%s is refused by its part: %s", (query, told) => {
    expect(refused(query)).toEqual([told]);
  });

  it("is refused for a pattern that is no regular expression", () => {
    expect(refused('label_replace(x, "a", "$1", "b", "(")')).toEqual(['promql-regex "("']);
  });

  it("is told of as new where Prometheus 3 evaluates it", () => {
    const query = 'label_replace(x, "http.route", "$1", "b", "(.*)")';
    expect(checkExpression(query).map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      "promql-utf8-name warning",
    ]);
  });
});

describe("a placeholder of another tool in a text", () => {
  it.each(["x{a='{{job}}'}", 'x{a="$__interval"}', "x{a=`${job}`}", 'label_join(x, "a", "${1}", "b")'])(
    "%s is told of as what it is, since Prometheus takes it for the text itself",
    async (query) => {
      expect(await loads([query])).toEqual([true]);
      expect(checkExpression(query)).toMatchObject([
        { code: "promql-template", problem: expect.stringContaining("is a placeholder of another tool") },
      ]);
    },
  );
});

describe("a number where nothing was measured", () => {
  it.each([
    "x or 0 * up",
    "x or up * 0",
    "x or vector(0*1)",
    "x or vector(scalar(absent(y)))",
    "x or absent(y) * 0",
    "x or (absent(y) * 0)",
    "x or sum(absent(y)) - 1",
    "x or on () (vector(time()) * 0)",
    "x or count(up{job='a'}) * 0",
    "sum(x or clamp_max(absent(x), 0))",
    "0 * up or x",
  ])("%s is a mask", (query) => {
    expect(checkExpression(query).map(({ code }) => code)).toContain("promql-mask");
  });

  it.each(["x or y", "x or y * 0", "x or absent(x)", "x or up", "x or up == 0 and y", "x > 5 or absent(y)"])(
    "%s is none",
    (query) => {
      expect(checkExpression(query).map(({ code }) => code)).not.toContain("promql-mask");
    },
  );
});

/** What the published grammar misreads, and what looks odd. */
const LOADABLE = [
  "-x offset 5m",
  "x + y offset 5m",
  "sum(- 1.5 * x)",
  "x - +Inf",
  "sum by (bool, on, offset) (x)",
  "sum(rate(constructor[5m]))",
  "Constructor{a='b'} / on (constructor) __proto__",
  'x{constructor="a",__proto__="b"}',
  "sum by (constructor) (toString - hasOwnProperty)",
  "offset",
  "offset offset 5m",
  "rate(offset{a='b'}[5m] offset 5m)",
  "x + on (a) OFFSET",
  "and and offset offset -5m",
  "5. * x",
  "x > 5.e-3 or x < .5e1",
  "clamp(x, 0., 0X1F)",
  "x * 0x7fffffffffffffff",
  "x @ 5.",
  "max_over_time(x[9223372036854ms:5m]) and 017 * x",
  '{a!=""}',
  '{a!~"|b"}',
  'x{a="\\xff"}',
  'x{a!~"\\xc3\\xa9|\\303\\251"}',
  "x * on () group_left () 5",
  'x{a=~"\\\\x{fffd}"}',
  'label_replace(x, "a", "${1}-${b}", "c", "(.)(?P<b>.)")',
];

describe("a query that Prometheus loads", () => {
  it("loads in every supported promtool", async () => {
    const loaded = await loads(LOADABLE);
    expect(LOADABLE.filter((_, i) => !loaded[i])).toEqual([]);
  });

  it.each(LOADABLE)("%s is accepted", (query) => {
    expect(refused(query).filter((told) => !told.startsWith("promql-cost"))).toEqual([]);
  });

  it.each(["atan2", "inf", "NaN", "bool", "on", "offset", "group_left", "smoothed", "fill", "without"])(
    "may choose the metric %s by a matcher, and is printed so",
    async (metric) => {
      const written = `{__name__="${metric}",a="b"}`;
      const parsed = parseSelector(written);
      expect(parsed).toMatchObject({ ok: true, value: { metric } });
      const printed = printSelector({ metric, matchers: [{ label: "a", operator: "=", value: "b" }] });
      expect(printed).toBe(written);
      expect(await loads([printed])).toEqual([true]);
    },
  );
});
