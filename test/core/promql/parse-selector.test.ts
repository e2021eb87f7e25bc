import { describe, expect, it } from "vitest";
import { listSelectors } from "../../../src/core/promql/list-selectors.ts";
import { parseSelector } from "../../../src/core/promql/parse-selector.ts";

describe("parseSelector", () => {
  it.each([
    { text: "up", metric: "up", matchers: [] },
    { text: ' up { job = "a" , } ', metric: "up", matchers: [{ label: "job", operator: "=", value: "a" }] },
    { text: '{__name__="up"}', metric: "up", matchers: [] },
    {
      text: '{"http.requests","http.method"!="GET"}',
      metric: "http.requests",
      matchers: [{ label: "http.method", operator: "!=", value: "GET" }],
    },
    {
      text: "up{a='it\\'s',b=`c:\\d`}",
      metric: "up",
      matchers: [
        { label: "a", operator: "=", value: "it's" },
        { label: "b", operator: "=", value: "c:\\d" },
      ],
    },
    {
      text: 'up{a="\\x41\\101\\u00e9\\U0001F600\\t"}',
      metric: "up",
      matchers: [{ label: "a", operator: "=", value: "AAé😀\t" }],
    },
  ])("reads $text", ({ text, metric, matchers }) => {
    expect(parseSelector(text)).toEqual({ ok: true, value: { metric, matchers } });
  });

  it.each([
    { text: "rate(up[5m])", code: "promql-not-selector" },
    { text: "up[5m]", code: "promql-not-selector" },
    { text: "up offset 5m", code: "promql-not-selector" },
    { text: "up > 0", code: "promql-not-selector" },
    { text: "1", code: "promql-not-selector" },
    { text: '{job="a"}', code: "promql-no-metric" },
    { text: 'up{__name__=~"a"}', code: "promql-no-metric" },
    { text: '{__name__="up",__name__!="a"}', code: "promql-no-metric" },
    { text: "up # comment", code: "promql-comment" },
    { text: 'up{a=~"("}', code: "promql-regex" },
    { text: 'up{a="\\400"}', code: "promql-syntax" },
    { text: 'up{a="b}', code: "promql-syntax" },
    { text: "up down", code: "promql-syntax" },
    { text: "", code: "promql-syntax" },
  ])("refuses $text as $code", ({ text, code }) => {
    const parsed = parseSelector(text);
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.code)).toEqual([code]);
  });
});

describe("listSelectors", () => {
  it("finds every selector of a query in its order, also in subqueries and on both sides", () => {
    const query =
      'max_over_time(rate(a{x="1"}[5m])[1h:]) / on (job) group_left (sum by (job) (b) or absent(c offset 5m))';
    expect(listSelectors(query)).toEqual([]);
    expect(listSelectors(query.replace("group_left ", "group_left () ")).map(({ metric }) => metric)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });
});
