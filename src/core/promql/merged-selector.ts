import type { Matcher, Selector } from "./selector.ts";

/** A union must stay a query that Prometheus parses gladly. */
export const LONGEST_UNION = 4096;

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

/** How a label is narrowed by all selectors that came together. */
interface Narrowed {
  /** Its matchers as a text, while they are the same in all of them. */
  same: string | undefined;
  readonly alternatives: Set<string>;
  /** Of the alternatives, each with what stands between it and the next one. */
  length: number;
}

/**
 * Selectors that come together one after the other: whether their union, as {@link mergeSelectors} makes it, still
 * narrows by some label, or one of them wants the whole metric anyway. To ask for one more costs the same however many
 * there are.
 */
export class Narrowing {
  #wantsAll = false;
  /** By the label. */
  #narrowed: Map<string, Narrowed> | undefined;

  /** Whether it does. */
  get isNarrow(): boolean {
    if (this.#wantsAll) return true;
    return [...(this.#narrowed?.values() ?? [])].some((one) => one.same !== undefined || isShort(one.length));
  }

  /** Whether it would with this one too. */
  admits(selector: Selector): boolean {
    const own = narrowedLabels(selector);
    if (this.#narrowed === undefined || this.#wantsAll || own.length === 0) return true;
    return own.some(([label, text, alternative]) => {
      const known = this.#narrowed?.get(label);
      return known !== undefined && (known.same === text || isShort(known.length + added(known, alternative)));
    });
  }

  /** One more comes. */
  add(selector: Selector): void {
    const own = narrowedLabels(selector);
    if (own.length === 0) this.#wantsAll = true;
    const before = this.#narrowed;
    this.#narrowed = new Map();
    for (const [label, text, alternative] of own) {
      const known =
        before === undefined ? { same: text, alternatives: new Set<string>(), length: 0 } : before.get(label);
      if (known === undefined) continue;
      if (known.same !== text) known.same = undefined;
      known.length += added(known, alternative);
      known.alternatives.add(alternative);
      this.#narrowed.set(label, known);
    }
  }
}

const added = ({ alternatives }: Narrowed, one: string): number => (alternatives.has(one) ? 0 : one.length + 1);

const isShort = (length: number): boolean => length - 1 <= LONGEST_UNION;

/** The labels that a selector narrows, with a text that is equal for equal matchers, and what it admits. */
const narrowedLabels = ({ matchers }: Selector): readonly (readonly [label: string, text: string, value: string])[] =>
  [...Map.groupBy(matchers, ({ label }) => label)].flatMap(([label, own]) => {
    const positive = own.find(isPositive);
    return positive === undefined ? [] : [[label, textOf(own), bracketed(alternativeOf(positive))] as const];
  });

function mergeLabel(label: string, selectors: readonly Selector[]): readonly Matcher[] {
  const perSelector = selectors.map((selector) => selector.matchers.filter((m) => m.label === label));
  const texts = new Set(perSelector.map(textOf));
  if (texts.size === 1) return perSelector[0] ?? [];
  const alternatives = new Set<string>();
  for (const matchers of perSelector) {
    // Of several matchers on one label each admits all that they admit together.
    const positive = matchers.find(isPositive);
    if (positive === undefined) return [];
    alternatives.add(alternativeOf(positive));
  }
  const value = [...alternatives].toSorted(byText).map(bracketed).join("|");
  return value.length > LONGEST_UNION ? [] : [{ label, operator: "=~", value }];
}

/** Equal for the same matchers of a label. */
const textOf = (matchers: readonly Matcher[]): string =>
  JSON.stringify(matchers.map(({ operator, value }) => `${operator}${value}`).toSorted(byText));

const alternativeOf = ({ operator, value }: Matcher): string => (operator === "=" ? escapeRegex(value) : value);

/** Code unit order: the same query whatever the locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isPositive = (matcher: Matcher): boolean => matcher.operator === "=" || matcher.operator === "=~";

/** Flags such as (?i) end with their group, so a regular expression is bracketed unless it is plain text. */
const bracketed = (pattern: string): string => (/^(?:[\w-]|\\\W)*$/u.test(pattern) ? pattern : `(?:${pattern})`);

/** Text as an RE2 pattern that matches only it. */
export const escapeRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/gu, "\\$&");
