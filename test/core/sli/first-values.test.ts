import { describe, expect, it } from "vitest";
import { printExpression } from "../../../src/core/promql/print.ts";
import { firstValues } from "../../../src/core/sli/first-values.ts";
import { minutes } from "../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../fixtures/objectives.ts";

const printed = (overrides: Parameters<typeof objective>[0]) => {
  const values = firstValues(objective(overrides), minutes(5));
  return values === undefined
    ? undefined
    : { total: printExpression(values.total), part: printExpression(values.part) };
};

/** What a counter shows, less its increase, if it was not there within the hour before. */
const ofNew = (selector: string): string =>
  `clamp_min(last_over_time(${selector}[5m]) - (increase(${selector}[5m]) or last_over_time(${selector}[5m]) * 0), 0) unless last_over_time(${selector}[1h] offset 5m)`;

describe("firstValues", () => {
  it("asks for counters that were not there before, by the objective's labels", () => {
    expect(printed({ by: ["handler"] })).toEqual({
      total: `sum by (handler) (${ofNew('http_requests_total{job="checkout"}')})`,
      part: `sum by (handler) (${ofNew('http_requests_total{job="checkout",code=~"5.."}')})`,
    });
  });

  it("asks for the count and the good bucket of a classic histogram", () => {
    expect(printed({ indicator: indicators.classic })).toEqual({
      total: `sum(${ofNew('http_request_duration_seconds_count{job="checkout"}')})`,
      part: `sum(${ofNew('http_request_duration_seconds_bucket{job="checkout",le=~"0[.]3(0*|0{9}[0-9]*)|0[.]29{9}[0-9]*"}')})`,
    });
  });

  it.each(["native", "probe", "promql"] as const)("asks for nothing of what is no counter: %s", (kind) => {
    expect(printed({ indicator: indicators[kind] })).toBeUndefined();
  });
});
