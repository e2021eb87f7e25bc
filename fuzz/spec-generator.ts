import fc from "fast-check";
import { stringify } from "yaml";
import { promql } from "./promql-generator.ts";
import { hostileText, mutated } from "./texts.ts";

const label = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("job", "handler", "code", "a", "by", "on", "bool", "offset", "_x", "end") },
  { weight: 1, arbitrary: fc.constantFrom("le", "inf", "NaN", "without", "service", "slo", "__a", "a:b") },
);
const value = fc.oneof(fc.constantFrom("a", "checkout", "5..", "2..|3..", ""), hostileText);
const metric = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("http_requests_total", "x_total", "a:b_total", "sum", "start") },
  { weight: 1, arbitrary: fc.constantFrom("atan2", "bool", "inf", "é_total") },
);
const matcher = fc
  .tuple(label, fc.constantFrom("=", "=", "!=", "=~", "!~"), value)
  .map(([name, operator, text]) => `${name}${operator}${JSON.stringify(text)}`);
const selector = fc
  .tuple(metric, fc.array(matcher, { maxLength: 3 }))
  .map(([name, matchers]) => `${name}{${matchers.join(",")}}`);
/** Of one metric, so that one is a part of the other. */
const events = fc
  .tuple(metric, fc.array(matcher, { maxLength: 2 }), matcher, fc.constantFrom("bad", "good"))
  .map(([name, matchers, more, as]) => ({
    events: { total: `${name}{${matchers.join(",")}}`, [as]: `${name}{${[...matchers, more].join(",")}}` },
  }));
const windowed = fc.oneof(
  selector.map((of) => `sum(rate(${of}[{{window}}]))`),
  selector.map((of) => `sum by (handler) (increase(${of}[{{window}}])) / 2`),
  promql.map((query) => `sum(rate(x_total[{{window}}])) * (${query})`),
  promql.map((query) => query.replace("[5m", "[{{window}}")),
);
const indicator = fc.oneof(
  { weight: 3, arbitrary: events },
  { weight: 2, arbitrary: fc.record({ promql: fc.record({ errors: windowed, total: windowed }) }) },
  { weight: 1, arbitrary: selector.map((success) => ({ probe: { success } })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(selector, fc.constantFrom("300ms", "1s", "0.5s"), fc.constantFrom({}, { type: "native" }))
      .map(([histogram, under, type]) => ({
        latency: { histogram: histogram.replace("_total", "_seconds"), under, ...type },
      })),
  },
);
const slo = fc
  .tuple(
    indicator,
    fc.record(
      {
        description: hostileText,
        window: fc.constantFrom("1d", "7d", "28d", "30d", "90d"),
        by: fc.array(label, { minLength: 1, maxLength: 2 }),
        alerts: fc.constantFrom({ page: "off" }, { minBadEvents: 0 }, { noData: "page" }, { exhausted: "off" }),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom("50%", "90%", "99%", "99.9%", "99.999%"),
  )
  .map(([measured, more, target]) => ({ target, ...measured, ...more }));

/** Specs of every kind of indicator, with texts and queries that are hard to carry through. */
export const spec: fc.Arbitrary<string> = fc
  .record(
    {
      owner: hostileText,
      labels: fc.dictionary(label, hostileText, { maxKeys: 2 }),
      runbook: fc.constantFrom("https://example.com/a?b=c&d", "https://example.com/{{x}}"),
      slos: fc.array(slo, { minLength: 1, maxLength: 2 }),
      causes: fc.array(
        fc.record({
          name: hostileText,
          query: fc.constantFrom("max(x)", "max(rate(x_total[5m]))"),
          unit: fc.constant("ratio"),
        }),
        { maxLength: 1 },
      ),
    },
    { requiredKeys: ["slos"] },
  )
  .map(({ slos, ...more }) =>
    stringify(
      {
        version: "headroom/v1",
        service: "fuzzed",
        ...more,
        slos: slos.map((one, i) => ({ name: `s${i}`, ...one })),
      },
      { aliasDuplicateObjects: false },
    ),
  )
  .chain(mutated);
