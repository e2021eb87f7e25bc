import type { Matcher, Selector } from "./selector.ts";

/** A union must stay a query that Prometheus parses gladly. */
const LONGEST_UNION = 4096;

/**
 * One selector whose series include those of all the given ones (all of one metric): equal matchers stay, differing
 * ones on a label that every selector narrows are joined (`job=~"a|b"`), everything else is dropped. The answer
 * may hold more series than asked for; whoever reads it matches each series again.
 */
export function mergeSelectors(selectors: readonly [Selector, ...Selector[]]): Selector {
  const [first] = selectors;
  const labels = [...new Set(first.matchers.map((m) => m.label))];
  return { metric: first.metric, matchers: labels.flatMap((label) => mergeLabel(label, selectors)) };
}

/** True when the union still narrows by some label, or one of the selectors wants the whole metric anyway. */
export function isNarrow(merged: Selector, selectors: readonly Selector[]): boolean {
  return merged.matchers.some(isPositive) || selectors.some((selector) => !selector.matchers.some(isPositive));
}

function mergeLabel(label: string, selectors: readonly Selector[]): readonly Matcher[] {
  const perSelector = selectors.map((selector) => selector.matchers.filter((m) => m.label === label));
  const texts = new Set(
    perSelector.map((matchers) =>
      JSON.stringify(matchers.map(({ operator, value }) => `${operator}${value}`).toSorted(byText)),
    ),
  );
  if (texts.size === 1) return perSelector[0] ?? [];
  const alternatives = new Set<string>();
  for (const matchers of perSelector) {
    // Of several matchers on one label each admits all that they admit together.
    const positive = matchers.find(isPositive);
    if (positive === undefined) return [];
    alternatives.add(positive.operator === "=" ? escapeRegex(positive.value) : positive.value);
  }
  const value = [...alternatives].toSorted(byText).map(bracketed).join("|");
  return value.length > LONGEST_UNION ? [] : [{ label, operator: "=~", value }];
}

/** Code unit order: the same query whatever the locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isPositive = (matcher: Matcher): boolean => matcher.operator === "=" || matcher.operator === "=~";

/** Flags such as (?i) end with their group, so a regular expression is bracketed unless it is plain text. */
const bracketed = (pattern: string): string => (/^(?:[\w-]|\\\W)*$/u.test(pattern) ? pattern : `(?:${pattern})`);

/** Text as an RE2 pattern that matches only it. */
export const escapeRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/gu, "\\$&");
