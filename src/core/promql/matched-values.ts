import { anchoredRegex, type ValueTest } from "./anchored-regex.ts";
import type { Matcher } from "./selector.ts";

/** Whether a matcher lets a value through. @returns undefined for what cannot be told here */
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

const patternTest = (pattern: string): ValueTest => anchoredRegex(pattern) ?? (() => undefined);

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
