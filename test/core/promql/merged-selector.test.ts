import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeSelectors, Narrowing } from "../../../src/core/promql/merged-selector.ts";
import { seriesMatcher } from "../../../src/core/promql/series-matcher.ts";
import { type Matcher, printSelector, type Selector } from "../../../src/core/promql/selector.ts";

const selector = (...matchers: readonly Matcher[]): Selector => ({ metric: "x_total", matchers });
const matcher = (label: string, operator: Matcher["operator"], value: string): Matcher => ({ label, operator, value });

describe("mergeSelectors", () => {
  it.each([
    {
      what: "equal ones stay",
      of: [selector(matcher("job", "=", "a")), selector(matcher("job", "=", "a"))],
      expected: 'x_total{job="a"}',
    },
    {
      what: "values on one label are joined",
      of: [selector(matcher("job", "=", "b")), selector(matcher("job", "=", "a"))],
      expected: 'x_total{job=~"a|b"}',
    },
    {
      what: "a matcher of one alone is dropped",
      of: [selector(matcher("job", "=", "a")), selector(matcher("job", "=", "a"), matcher("code", "=~", "5.."))],
      expected: 'x_total{job="a"}',
    },
    {
      what: "text is escaped, expressions are bracketed",
      of: [selector(matcher("job", "=", "a.b")), selector(matcher("job", "=~", "c|d"))],
      expected: 'x_total{job=~"a\\\\.b|(?:c|d)"}',
    },
    {
      what: "differing exclusions are dropped",
      of: [
        selector(matcher("job", "=", "a"), matcher("code", "!=", "1")),
        selector(matcher("job", "=", "a"), matcher("code", "!=", "2")),
      ],
      expected: 'x_total{job="a"}',
    },
  ] as const)("$what", ({ of, expected }) => {
    const [first, ...rest] = of;
    expect(printSelector(mergeSelectors([first, ...rest]))).toBe(expected);
  });

  it("holds every series of each of its parts", () => {
    const value = fc.constantFrom("", "a", "b", "a.b", "5xx", "500");
    const oneMatcher = fc.record({
      label: fc.constantFrom("job", "code", "pod"),
      operator: fc.constantFrom<Matcher["operator"][]>("=", "!=", "=~", "!~"),
      value: fc.constantFrom("a", "b", "a.b", "", "5..", "a|b", ".+"),
    });
    const one = fc.array(oneMatcher, { maxLength: 3 }).map((matchers) => selector(...matchers));
    const labels = fc.record({ job: value, code: value, pod: value });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), labels, (parts, series) => {
        const [first = selector(), ...rest] = parts;
        const named = { __name__: "x_total", ...series };
        const wanted = parts.some((part) => seriesMatcher(part)?.(named) === true);
        const merged = seriesMatcher(mergeSelectors([first, ...rest]));
        if (wanted) expect(merged?.(named)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Whether the union of all narrows by some label, as its matchers say it. */
const narrows = (parts: readonly [Selector, ...Selector[]]): boolean =>
  mergeSelectors(parts).matchers.some(({ operator }) => operator === "=" || operator === "=~") ||
  parts.some(({ matchers }) => !matchers.some(({ operator }) => operator === "=" || operator === "=~"));

describe("Narrowing", () => {
  it("is not narrow when the parts have no label in common, unless one wants the whole metric", () => {
    const narrowing = new Narrowing();
    narrowing.add(selector(matcher("job", "=", "a")));
    const other = selector(matcher("app", "=", "b"));
    expect(narrowing.admits(other)).toBe(false);
    narrowing.add(other);
    expect(narrowing.isNarrow).toBe(false);
    narrowing.add(selector());
    expect(narrowing.isNarrow).toBe(true);
  });

  it("says before each one that comes what the union of all says, for any selectors and long values", () => {
    const long = fc.integer({ min: 0, max: 9 }).map((digit) => String(digit).repeat(900));
    const anyMatcher = fc.record({
      label: fc.constantFrom("a", "b", "c"),
      operator: fc.constantFrom("=" as const, "=~" as const, "!=" as const),
      value: fc.oneof(fc.constantFrom("x", "y|z", "a.b"), long),
    });
    const anySelector = fc.array(anyMatcher, { maxLength: 3 }).map((matchers): Selector => selector(...matchers));
    fc.assert(
      fc.property(fc.array(anySelector, { minLength: 1, maxLength: 12 }), (parts) => {
        const narrowing = new Narrowing();
        for (const [i, part] of parts.entries()) {
          const [first = part, ...rest] = parts.slice(0, i + 1);
          expect(narrowing.admits(part)).toBe(narrows([first, ...rest]));
          narrowing.add(part);
          expect(narrowing.isNarrow).toBe(narrows([first, ...rest]));
        }
      }),
      { numRuns: 500 },
    );
  });
});
