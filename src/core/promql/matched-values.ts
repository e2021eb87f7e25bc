import { anchoredRegex } from "./anchored-regex.ts";
import type { Matcher } from "./selector.ts";

/** Whether a matcher lets a value through. @returns undefined for what cannot be told here */
export type ValueTest = (value: string) => boolean | undefined;

/** Longer values are not held against regular expressions here. */
const LONGEST_VALUE = 100;

export function valueTest({ operator, value }: Matcher): ValueTest {
  switch (operator) {
    case "=":
      return (text) => text === value;
    case "!=":
      return (text) => text !== value;
    case "=~":
      return patternTest(value);
    case "!~": {
      const test = patternTest(value);
      return (text) => negated(test(text));
    }
  }
}

const negated = (found: boolean | undefined): boolean | undefined => (found === undefined ? undefined : !found);

function patternTest(pattern: string): ValueTest {
  const regex = isCheap(pattern) ? anchoredRegex(pattern) : undefined;
  return (text) => (regex === undefined || text.length > LONGEST_VALUE ? undefined : regex.test(text));
}

/**
 * Regular expressions that JavaScript's backtracking engine answers at once: short, few quantifiers, none on a group.
 */
const isCheap = (regex: string): boolean =>
  regex.length <= 100 && !/\)[*+?{]/.test(regex) && (regex.match(/[*+{]/g)?.length ?? 0) <= 3;

/** Whether a matcher leaves values out in place of choosing them. */
export const isNegative = ({ operator }: Matcher): boolean => operator === "!=" || operator === "!~";

/** The matcher that chooses what a negative one leaves out; a positive one itself. */
export const toPositive = (matcher: Matcher): Matcher =>
  isNegative(matcher) ? { ...matcher, operator: matcher.operator === "!=" ? "=" : "=~" } : matcher;

/**
 * What a matcher names: its value, or the alternatives of a regular expression that has no other structure. Each is a
 * positive matcher by itself.
 */
export function alternativesOf(matcher: Matcher): readonly Matcher[] {
  const positive = toPositive(matcher);
  if (positive.operator === "=") return [positive];
  const inside = /^\(([^()]*)\)$/.exec(positive.value)?.[1] ?? positive.value;
  // Within brackets of any kind, and behind a backslash, a bar may be no alternative.
  if (/[[\]()]|\\\|/.test(inside)) return [positive];
  return inside.split("|").map((value) => plainText(value, positive.label) ?? { ...positive, value });
}

/** A regular expression of plain letters chooses that text alone. */
function plainText(pattern: string, label: string): Matcher | undefined {
  const value = pattern.replaceAll(/\\([^\w])/g, "$1");
  return /[.*+?^${}()|[\]]/.test(pattern.replaceAll(/\\[^\w]/g, "")) || /\\\w/.test(pattern)
    ? undefined
    : { label, operator: "=", value };
}
