import fc from "fast-check";
import { mostly, mostlyOf } from "./mostly.ts";
import { promql } from "./promql-generator.ts";
import { WORDS } from "./promql-tokens.ts";
import { hostileText } from "./texts.ts";

export const label = mostlyOf(
  "job handler code a by on bool offset _x end start group_left sum rate constructor toString".split(" "),
  [...WORDS, "service", "slo", "__a", "http.route", "é", "a b", "1a", '"', "{{a}}"],
);
const regex = mostlyOf(
  ["5..", "2..|3..", "a|b", ".+", "(?i)a.*", "[45]..", "5\\d\\d", "a{2}", "^x$", "(a|b)c?", "\\.", "[^a]+", "", "a|"],
  ["(", "(?=a)", "a{1001}", "\\C", ".*", "\\x{fffd}", "[[:alpha:]]", "\\pL+", "(?P<n>a)", "(?s).", "a\nb", "\\Qa.b\\E"],
);
const value = mostly(fc.constantFrom("a", "checkout", "500", "", "é", "a b", '"', "\\", "{{x}}", "a|b"), hostileText);
const metric = mostlyOf(
  "http_requests_total x_total a:b_total sum start constructor offset_total requests up".split(" "),
  [...WORDS, "http.requests", "é_total"],
);

/** A label as a matcher writes it. */
const written = (name: string): string => (/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name));

const matcher = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .tuple(label, fc.constantFrom("=", "=", "!="), value)
      .map(([name, operator, text]) => `${written(name)}${operator}${JSON.stringify(text)}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(label, fc.constantFrom("=~", "!~"), regex)
      .map(([name, operator, text]) => `${written(name)}${operator}${JSON.stringify(text)}`),
  },
);
const selector = fc
  .tuple(metric, fc.array(matcher, { maxLength: 3 }))
  .map(([name, matchers]) => `${name}{${matchers.join(",")}}`);

/** Of one metric, so that one is a part of the other. */
const events = fc
  .tuple(metric, fc.array(matcher, { maxLength: 2 }), matcher, fc.constantFrom("bad", "good"), fc.boolean())
  .map(([name, matchers, more, as, isList]) => {
    const part = `${name}{${[...matchers, more].join(",")}}`;
    return { events: { total: `${name}{${matchers.join(",")}}`, [as]: isList ? [part] : part } };
  });

const sumOfRate = (of: string): string => `sum(rate(${of}[{{window}}]))`;
const windowed = fc.oneof(
  { weight: 3, arbitrary: selector.map(sumOfRate) },
  { weight: 2, arbitrary: selector.map((of) => `sum by (handler, code) (rate(${of}[{{window}}]))`) },
  { weight: 1, arbitrary: selector.map((of) => `sum by (handler) (increase(${of}[{{window}}])) / 2`) },
  { weight: 1, arbitrary: promql.map((query) => `${sumOfRate("x_total")} * (${query})`) },
  { weight: 1, arbitrary: promql.map((query) => query.replaceAll("[5m", "[{{window}}")) },
);
const latency = fc
  .tuple(
    selector,
    mostly(
      fc.constantFrom<string | number>("300ms", "1s", "0.5s", "500us", 5, 0.3),
      fc.constantFrom<string | number>("1.0001ms", "9d", 1e9, 0.1 + 0.2, "0s"),
    ),
    fc.constantFrom({}, {}, { type: "native" }, { unit: "milliseconds" }, { unit: "seconds" }),
    fc.constantFrom("_seconds", "_milliseconds", "", "_bucket"),
  )
  .map(([histogram, under, more, suffix]) => ({
    latency: { histogram: histogram.replace("_total", suffix), under, ...more },
  }));

/** What an SLO measures, of every kind. */
export const indicator: fc.Arbitrary<object> = fc.oneof(
  { weight: 4, arbitrary: events },
  { weight: 2, arbitrary: fc.record({ promql: fc.record({ errors: windowed, total: windowed }) }) },
  { weight: 1, arbitrary: selector.map((success) => ({ probe: { success } })) },
  { weight: 2, arbitrary: latency },
);
