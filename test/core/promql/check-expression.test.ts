import { parser } from "@prometheus-io/lezer-promql";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExpression } from "../../../src/core/promql/check-expression.ts";
import { days } from "../../../src/core/units/seconds.ts";
import { AGGREGATIONS, FUNCTIONS } from "../../../src/core/promql/functions.ts";

const told = (query: string, use = {}): readonly string[] =>
  checkExpression(query, use).map(({ code, from, to }) => `${code} ${query.slice(from, to)}`);

const SLI = { placeholder: "{{window}}", longest: days(3), sli: true };

describe("checkExpression", () => {
  it.each([
    { query: "rate(foo)", expected: ["promql-type foo"] },
    { query: "sum(foo[5m])", expected: ["promql-type foo[5m]"] },
    { query: "foo[5m]", expected: ["promql-type foo[5m]"] },
    { query: "time()", expected: ["promql-type time()"] },
    { query: "1 > 2", expected: ["promql-type 1 > 2"] },
    { query: "topk(foo)", expected: ["promql-type topk(foo)"] },
    { query: "nosuch(foo)", expected: ["promql-syntax nosuch"] },
    { query: "foo or vector(0)", expected: ["promql-mask vector(0)"] },
    { query: "vector(1) or foo", expected: ["promql-mask vector(1)"] },
    { query: "foo or on () (vector(0))", expected: ["promql-mask (vector(0))"] },
    { query: "foo or (bar * 0)", expected: [] },
    { query: "sum(foo_total)", expected: ["promql-raw-counter foo_total"] },
    { query: "count(foo_total)", expected: [] },
    { query: "absent(foo_total)", expected: [] },
    { query: "bar unless foo_total", expected: [] },
    { query: "foo_total unless bar", expected: ["promql-raw-counter foo_total"] },
    { query: "rate(foo_total[5m])", expected: [] },
    { query: "max_over_time(foo[30d:1s])", expected: ["promql-cost foo[30d:1s]"] },
    { query: "max_over_time(foo[30d:1h])", expected: [] },
    { query: "rate(foo[5])", expected: ["promql-type 5"] },
    { query: "rate(foo[5m + 5m])", expected: ["promql-type 5m + 5m"] },
    { query: "foo # bar", expected: ["promql-comment # bar"] },
    { query: '{"http.requests"}', expected: ['promql-utf8-name {"http.requests"}'] },
    { query: "mad_over_time(foo[5m])", expected: ["promql-experimental mad_over_time"] },
    { query: "rate(foo[$__rate_interval])", expected: ["promql-template $__rate_interval"] },
    { query: "rate(foo[{{window}}])", expected: ["promql-template {{window}}"] },
    { query: "foo offset 5m", expected: [] },
  ])("tells of $query: $expected", ({ query, expected }) => {
    expect(told(query)).toEqual(expected);
  });

  it.each([
    { query: "sum(rate(foo[{{window}}]))", expected: [] },
    { query: "sum(rate(foo[5m]))", expected: ["promql-no-window sum(rate(foo[5m]))"] },
    { query: "sum(rate(foo[{{window}}] offset 5m))", expected: ["promql-offset offset 5m"] },
    { query: "sum(rate(foo[{{window}}] @ start()))", expected: ["promql-offset @ start()"] },
    { query: "max_over_time(foo[{{window}}:1s])", expected: ["promql-cost foo[{{window}}:1s]"] },
    { query: "sum(rate(foo[{{ window }}]))", expected: ["promql-template {{ window }}"] },
    { query: "sum(rate(foo[{{window}}])) + nosuch(bar)", expected: ["promql-syntax nosuch"] },
  ])("tells of $query inside an SLO: $expected, at the author's own offsets", ({ query, expected }) => {
    expect(told(query, SLI)).toEqual(expected);
  });

  it("knows every function and aggregation of the grammar", () => {
    const parses = (text: string): boolean => {
      let whole = true;
      parser.parse(text).iterate({
        enter: ({ type }) => {
          whole &&= !type.isError;
        },
      });
      return whole;
    };
    const known = new Set([...FUNCTIONS.keys(), ...AGGREGATIONS.keys()]);
    // The grammar names its functions in the camel case of Go.
    const names = parser.nodeSet.types
      .map(({ name }) => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase())
      .map((name) => name.replace("limit_k", "limitk"));
    const functions = [...new Set(names)].filter(
      (name) => /^[a-z0-9_]+$/.test(name) && parses(`${name}(x)`) && !["bool", "on", "by"].includes(name),
    );
    expect(functions.length).toBeGreaterThan(80);
    expect(functions.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !parses(`${name}(x)`))).toEqual([]);
  });

  it("answers any text with problems inside the text, and never throws", () => {
    const piece = fc.constantFrom(
      "sum",
      "rate",
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "x",
      "5m",
      '"a"',
      "=~",
      "=",
      ",",
      " by ",
      " or ",
      "vector",
      "0",
      "-",
      "/",
      "#",
      "offset ",
      "@",
      ":",
      "{{window}}",
      "'",
      "\\",
      "\n",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (query) => {
        for (const { from, to } of checkExpression(query, SLI)) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(from).toBeLessThanOrEqual(query.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    { name: "a chain of sums", query: `a${" + a".repeat(1000)}` },
    { name: "signs", query: `${"-".repeat(4000)}a` },
    { name: "brackets", query: "(".repeat(4000) },
    { name: "braces", query: "{".repeat(4000) },
    { name: "quotes", query: '"\\'.repeat(2000) },
  ])("answers $name within a second", ({ query }) => {
    const start = performance.now();
    expect(checkExpression(query)).not.toEqual([]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
