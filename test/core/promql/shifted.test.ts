import { describe, expect, it } from "vitest";
import { binary, call, number, range, subquery, vector, verbatim } from "../../../src/core/promql/expression.ts";
import { printExpression } from "../../../src/core/promql/print.ts";
import { shifted } from "../../../src/core/promql/shifted.ts";
import { minutes } from "../../../src/core/units/seconds.ts";

const a = { metric: "a", matchers: [] };

describe("an expression of a time that was ten minutes ago", () => {
  it.each([
    [binary(vector(a), "*", number(2)), "a offset 10m * 2"],
    [call("rate", range(a, minutes(5))), "rate(a[5m] offset 10m)"],
    [subquery(call("timestamp", vector(a)), minutes(60), minutes(1)), "timestamp(a offset 10m)[1h:1m]"],
    [verbatim("rate(b[5m]) / a"), "rate(b[5m] offset 10m) / a offset 10m"],
  ])("%# reads every series with an offset", (expression, expected) => {
    expect(printExpression(shifted(expression, minutes(10)))).toBe(expected);
  });

  it("is the expression itself where there is no delay", () => {
    expect(shifted(vector(a), minutes(0))).toEqual(vector(a));
  });
});
