import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ensureTools } from "../../../scripts/ensure-tools.ts";
import { checkExpression } from "../../../src/core/promql/check-expression.ts";
import { parseSelector } from "../../../src/core/promql/parse-selector.ts";
import { printSelector, type Selector } from "../../../src/core/promql/selector.ts";

let promtool = "";
const folder = mkdtempSync(join(tmpdir(), "promtool-oracle-"));

beforeAll(async () => {
  promtool = (await ensureTools(["promtool"])).promtool;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether promtool accepts every query as a rule's expression. */
function accepts(queries: readonly string[]): boolean {
  const file = join(folder, "rules.yaml");
  writeFileSync(file, stringify({ groups: [{ name: "g", rules: queries.map((expr, i) => ({ record: `r${i}`, expr })) }] }));
  return spawnSync(promtool, ["check", "rules", "--lint=none", file]).status === 0;
}

const GOOD = [
  "up", "up == 1", "sum(up)", "sum by (job) (up)", "sum(up) by (job)", "sum without (job) (rate(x[5m]))", 'x{a="b",c!="d",e=~"f.*",g!~"h|i"}',
  "rate(x[5m])", "rate(x[1h30m])", "rate(x[5m] offset 1h)", "x offset -5m", "x @ 1700000000", "x @ start()", "max_over_time(rate(x[5m])[1h:1m])",
  "max_over_time(x[1h:])", "a / b", "a / on (job) b", "a / ignoring (code) group_left (x) b", "a and b", "a unless on () b", "a or b", "-a", "a ^ 2 % 3",
  "a > bool 1", "histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))", "topk(3, x)", 'count_values("v", x)', "quantile(0.9, x)",
  'label_replace(x, "a", "$1", "b", "(.*)")', 'label_join(x, "a", "-", "b", "c")', "round(x)", "round(x, 0.1)", "clamp(x, 0, 1)", "clamp_max(x, 1)",
  "absent(x)", "absent_over_time(x[5m])", "vector(1)", "predict_linear(x[1h], 3600)", "day_of_week()", "hour(x)",
  "quantile_over_time(0.5, x[5m])", "timestamp(x)", "sort_desc(x)", "x * scalar(y)", "x{a=`raw\\d`}", "x{a='single'}", "sgn(x) atan2 y", "changes(x[5m])",
  '{__name__="x"}', '{a="b"}', 'x{a=~"(?i)b"}', 'x{a=~"[[:alpha:]]+"}', 'x{a=~"\\\\d+"}', 'x{a="\\u00e9"}', "sum(rate(x[5m])) / 1e3", "group(x)", "bottomk(1, x)",
];

const BAD = [
  "", "sum(", "up)", "up[", "x{", 'x{a="b}', "x{a=b}", 'x{a="b"', "x{a=~\"(\"}", 'x{a=~"(?!b)"}', 'x{a=~"(?<=b)c"}', 'x{a=~"(a)\\\\1"}', 'x{a=~"a{2000}"}', 'x{a=~"*"}',
  "rate(x)", "sum(x[5m])", "x[5m] + 1", "rate(x[5m], 1)", "rate()", "topk(x)", "topk(x, 3)", 'topk("a", x)', "count_values(1, x)", "round(x, y)",
  "histogram_quantile(x, y)", "vector(x)", "scalar(1)", "nosuch(x)", "x offset", "sum(x) offset 5m", "rate(x[5m]) offset 1m", "x[0s]", "rate(x[0s])",
  "x[5m][5m]", "rate(x[5m])[5m]", "1 > 2", "x bool y", "x + bool y", "x and 1", "1 or x", "x and on (a) group_left b", "x / on (a) group_left (a) y", "x + on (a) 1",
  '"a" + 1', '-"a"', "-x[5m]", "{}", '{a=""}', '{a=~".*"}', 'x{__name__="y"}', 'label_replace(x, "a", "b", "c")', "x y", "sum by (a (x)", "absent(x[5m])", "time(1)",
  'x{a="\\q"}', "x{a='\\\"'}", "rate(x[abc])", "x @ y", "sum(sum)(x)", "x[5m:1s", "max_over_time(x)", "clamp(x, 0)",
];

describe("the check of expressions", () => {
  it("accepts what promtool accepts", () => {
    expect(accepts(GOOD)).toBe(true);
    expect(GOOD.filter((query) => checkExpression(query).some(({ severity }) => severity === "error"))).toEqual([]);
  });

  it.each(BAD)("refuses %j, as promtool does", (query) => {
    expect(accepts([query])).toBe(false);
    expect(checkExpression(query).filter(({ severity }) => severity === "error")).not.toEqual([]);
  });
});

describe("a printed selector", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,10}$/).filter((label) => label !== "__name__");
  const nasty = fc.constantFrom('x"} or vector(1) or up{job="y', "\\", '"', "`", "\n", "\r\n\t", "\u0000\u0007\u001b", "{{ .Bad", "${__url}</script>", "# not a comment", "é😀");
  const selectors: fc.Arbitrary<Selector> = fc.record({
    metric: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,10}$/).filter((metric) => !KEYWORDS.has(metric.toLowerCase())),
    matchers: fc.array(fc.record({ label: name, operator: fc.constantFrom("=" as const, "!=" as const), value: fc.oneof(text, nasty) }), { maxLength: 4 }),
  });

  it("is read back as the same selector, whatever its values hold", () => {
    fc.assert(fc.property(selectors, (selector) => {
      expect(parseSelector(printSelector(selector))).toEqual({ ok: true, value: selector });
    }), { numRuns: 2000 });
  });

  it("keeps any name in the quoted form of Prometheus 3", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), text, (metric, value) => {
      const selector: Selector = { metric, matchers: [{ label: `${metric}.label`, operator: "=", value }] };
      fc.pre(!KEYWORDS.has(metric.toLowerCase()));
      expect(parseSelector(printSelector(selector))).toEqual({ ok: true, value: selector });
    }), { numRuns: 1000 });
  });

  it("is one selector to Prometheus too", () => {
    const queries = fc.sample(selectors, 200).map(printSelector);
    expect(accepts(queries)).toBe(true);
    // Prometheus prints what it has read: with the same number of matchers, nothing has leaked out of a value.
    const injected = printSelector({ metric: "up", matchers: [{ label: "job", operator: "=", value: 'x"} or vector(1) or up{job="y' }] });
    expect(execFileSync(promtool, ["check", "rules", "--lint=none", rulesWith(injected)], { encoding: "utf8" })).toContain("SUCCESS: 1 rules found");
    expect(parseSelector(injected)).toMatchObject({ ok: true, value: { matchers: [{ value: 'x"} or vector(1) or up{job="y' }] } });
  });
});

function rulesWith(expr: string): string {
  const file = join(folder, "one.yaml");
  writeFileSync(file, stringify({ groups: [{ name: "g", rules: [{ record: "r", expr }] }] }));
  return file;
}

/** Words that Prometheus' grammar keeps for itself where a metric could stand; its JavaScript twin also takes the names of every object's members. */
const KEYWORDS = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
  "and", "or", "unless", "atan2", "nan", "inf", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "start", "end", "sum", "avg", "min", "max",
  "count", "stddev", "stdvar", "group", "topk", "bottomk", "quantile", "count_values", "limitk", "limit_ratio", "anchored", "smoothed", "step", "range",
]);
