import { describe, expect, it } from "vitest";
import {
  aggregate,
  binary,
  call,
  compareBool,
  number,
  range,
  string,
  subquery,
  sumOf,
  verbatim,
  vector,
} from "../../../src/core/promql/expression.ts";
import { formatNumber } from "../../../src/core/promql/format-number.ts";
import { printExpression } from "../../../src/core/promql/print.ts";
import { printSelector, type Selector, withMatcher } from "../../../src/core/promql/selector.ts";
import { minutes } from "../../../src/core/units/seconds.ts";

const requests: Selector = { metric: "http_requests_total", matchers: [{ label: "job", operator: "=", value: "api" }] };
const a = vector({ metric: "a", matchers: [] });
const b = vector({ metric: "b", matchers: [] });

describe("formatNumber", () => {
  it.each([
    [1 - 0.999, "0.001"],
    [14.4 * (1 - 0.999), "0.0144"],
    [0.1 + 0.2, "0.3"],
    [1e-7, "0.0000001"],
    [1e21, "1000000000000000000000"],
    [-0, "0"],
    [5, "5"],
  ])("%d is printed %s", (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (value) => {
    expect(() => formatNumber(value)).toThrow(RangeError);
  });
});

describe("a printed selector", () => {
  it("keeps a hostile label value a label value", () => {
    const hostile = withMatcher(
      { metric: "up", matchers: [] },
      { label: "job", operator: "=", value: 'x"} or vector(1) or up{job="y\\\n' },
    );
    expect(printSelector(hostile)).toBe('up{job="x\\"} or vector(1) or up{job=\\"y\\\\\\n"}');
  });

  it("quotes names outside the classic alphabet as Prometheus 3 reads them", () => {
    expect(
      printSelector({ metric: "http.requests", matchers: [{ label: "service.name", operator: "=~", value: "a|b" }] }),
    ).toBe('{"http.requests","service.name"=~"a|b"}');
  });

  it("does not repeat an equal matcher", () => {
    expect(withMatcher(requests, { label: "job", operator: "=", value: "api" })).toBe(requests);
  });
});

describe("a printed expression", () => {
  it.each([
    [
      aggregate("sum", ["handler"], call("rate", range(requests, minutes(5)))),
      'sum by (handler) (rate(http_requests_total{job="api"}[5m]))',
    ],
    [binary(binary(a, "+", b), "/", a), "(a + b) / a"],
    [binary(a, "-", binary(b, "-", a)), "a - (b - a)"],
    [binary(binary(a, "-", b), "-", a), "a - b - a"],
    [binary(a, "or", binary(a, "*", number(0))), "a or a * 0"],
    [binary(verbatim("a or b"), "/", a), "(a or b) / a"],
    [binary(a, "*", number(-1)), "a * (-1)"],
    [compareBool(a, ">", number(0)), "a > bool 0"],
    [binary(a, "/", b, { on: ["service", "slo"], groupLeft: [] }), "a / on (service, slo) group_left () b"],
    [
      call("label_replace", a, string("x"), string('"'), string(""), string("")),
      'label_replace(a, "x", "\\"", "", "")',
    ],
    [aggregate("quantile", [], a, number(0.9)), "quantile(0.9, a)"],
    [sumOf([a, b, a]), "a + b + a"],
    [binary(binary(a, "+", b), "%", number(7)), "(a + b) % 7"],
    [call("max_over_time", subquery(a, minutes(60), minutes(1))), "max_over_time(a[1h:1m])"],
    [call("max_over_time", subquery(binary(a, "and", b), minutes(60), minutes(1))), "max_over_time((a and b)[1h:1m])"],
    [subquery(call("vector", call("time")), minutes(1), minutes(1), "start"), "vector(time())[1m:1m] @ start()"],
  ])("%# reads as Prometheus would bind it", (expression, expected) => {
    expect(printExpression(expression)).toBe(expected);
  });
});
