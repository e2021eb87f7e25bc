import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ensureTools } from "../../../programs/ensure-tools.ts";
import { checkExpression } from "../../../src/core/promql/check-expression.ts";
import { parseSelector } from "../../../src/core/promql/parse-selector.ts";
import { printSelector, type Selector } from "../../../src/core/promql/selector.ts";
import { BAD_QUERIES, GOOD_QUERIES } from "../../fixtures/queries.ts";

let promtool = "";
const folder = mkdtempSync(join(tmpdir(), "promtool-oracle-"));

beforeAll(async () => {
  promtool = (await ensureTools(["promtool"])).promtool;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether promtool accepts every query as a rule's expression. */
function accepts(queries: readonly string[]): boolean {
  const file = join(folder, "rules.yaml");
  writeFileSync(
    file,
    stringify({ groups: [{ name: "g", rules: queries.map((expr, i) => ({ record: `r${i}`, expr })) }] }),
  );
  return spawnSync(promtool, ["check", "rules", "--lint=none", file]).status === 0;
}

describe("the check of expressions", () => {
  it("accepts what promtool accepts", () => {
    expect(accepts(GOOD_QUERIES)).toBe(true);
    expect(GOOD_QUERIES.filter((query) => checkExpression(query).some(({ severity }) => severity === "error"))).toEqual(
      [],
    );
  });

  it.each(BAD_QUERIES)("refuses %j, as promtool does", (query) => {
    expect(accepts([query])).toBe(false);
    expect(checkExpression(query).filter(({ severity }) => severity === "error")).not.toEqual([]);
  });
});

describe("a printed selector", () => {
  // Prometheus loads U+FFFD as an escape and evaluates it nowhere, so it is read back nowhere.
  const isRead = (each: string): boolean => !each.includes("\ufffd");
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter(isRead);
  const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,10}$/).filter((label) => label !== "__name__");
  const nasty = fc.constantFrom(
    'x"} or vector(1) or up{job="y',
    "\\",
    '"',
    "`",
    "\n",
    "\r\n\t",
    "\u0000\u0007\u001b",
    "{{ .Bad",
    "${__url}</script>",
    "# not a comment",
    "é😀",
  );
  const selectors: fc.Arbitrary<Selector> = fc.record({
    metric: fc
      .stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,10}$/)
      .filter((metric) => !KEYWORDS.has(metric.toLowerCase())),
    matchers: fc.array(
      fc.record({ label: name, operator: fc.constantFrom("=" as const, "!=" as const), value: fc.oneof(text, nasty) }),
      { maxLength: 4 },
    ),
  });

  it("is read back as the same selector, whatever its values hold", () => {
    fc.assert(
      fc.property(selectors, (selector) => {
        expect(parseSelector(printSelector(selector))).toEqual({ ok: true, value: selector });
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps any name in the quoted form of Prometheus 3", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter(isRead),
        text,
        (metric, value) => {
          const selector: Selector = { metric, matchers: [{ label: `${metric}.label`, operator: "=", value }] };
          fc.pre(!KEYWORDS.has(metric.toLowerCase()));
          expect(parseSelector(printSelector(selector))).toEqual({ ok: true, value: selector });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is one selector to Prometheus too", () => {
    const queries = fc.sample(selectors, 200).map(printSelector);
    expect(accepts(queries)).toBe(true);
    // Prometheus prints what it has read: with the same number of matchers, nothing has leaked out of a value.
    const injected = printSelector({
      metric: "up",
      matchers: [{ label: "job", operator: "=", value: 'x"} or vector(1) or up{job="y' }],
    });
    expect(
      execFileSync(promtool, ["check", "rules", "--lint=none", rulesWith(injected)], { encoding: "utf8" }),
    ).toContain("SUCCESS: 1 rules found");
    expect(parseSelector(injected)).toMatchObject({
      ok: true,
      value: { matchers: [{ value: 'x"} or vector(1) or up{job="y' }] },
    });
  });
});

function rulesWith(expr: string): string {
  const file = join(folder, "one.yaml");
  writeFileSync(file, stringify({ groups: [{ name: "g", rules: [{ record: "r", expr }] }] }));
  return file;
}

/**
 * Words that Prometheus' grammar keeps for itself where a metric could stand; its JavaScript twin also takes the names
 * of every object's members.
 */
const KEYWORDS = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
  "and",
  "or",
  "unless",
  "atan2",
  "nan",
  "inf",
  "by",
  "without",
  "on",
  "ignoring",
  "group_left",
  "group_right",
  "offset",
  "bool",
  "start",
  "end",
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "stddev",
  "stdvar",
  "group",
  "topk",
  "bottomk",
  "quantile",
  "count_values",
  "limitk",
  "limit_ratio",
  "anchored",
  "smoothed",
  "step",
  "range",
]);
