import { nearest } from "../diagnostics/nearest.ts";
import { parseBound } from "../promql/bucket-bound.ts";
import { alternativesOf, isNegative, valueTest } from "../promql/matched-values.ts";
import type { Matcher } from "../promql/selector.ts";
import { vocabulariesOf, VOCABULARIES, type Vocabulary } from "../promql/vocabulary.ts";

/** A value that series of a metric will never have, as far as those that are there tell. */
export interface ValueSlip {
  /** The list that all values come from, where they come from one: no other value can appear then. */
  readonly of: string | undefined;
  /** What was most likely meant, as a positive matcher. */
  readonly meant: Matcher | undefined;
}

/**
 * What is wrong with an alternative of a matcher, told from the values that its label has. A value that is merely not
 * there yet is no slip: many series begin with the first failure.
 *
 * @param alternative - a positive matcher
 * @param values - those of its label; not empty
 */
export function slipIn(alternative: Matcher, values: readonly string[]): ValueSlip | undefined {
  const test = valueTest(alternative);
  if (alternative.value === "" || values.some((value) => test(value) !== false)) return undefined;
  const closed = vocabulariesOf(alternative.label, values);
  if (closed.length > 0) {
    if (closed.some(({ words }) => words.some((word) => test(word) !== false))) return undefined;
    const [first] = closed;
    return { of: first?.of, meant: first && translated(alternative, first) };
  }
  const of = otherKind(alternative.value, values);
  if (of !== undefined) return { of, meant: undefined };
  if (alternative.operator !== "=") return undefined;
  const meant = MEASURES.has(alternative.label)
    ? nearestBound(alternative.value, values)
    : meantBy(alternative.value, values);
  return meant === undefined ? undefined : { of: undefined, meant: { ...alternative, value: meant } };
}

/** Numbers where all values are words, or a word where all are numbers. */
function otherKind(text: string, values: readonly string[]): string | undefined {
  if (/^\d(?:\d*|xx|\.\.|\.\*)$/i.test(text) && values.every((value) => /^\D+$/.test(value))) return "words";
  return /^[\p{L}_-]+$/u.test(text) && values.every((value) => /^\d+$/.test(value)) ? "numbers" : undefined;
}

/** Labels that hold bounds: their values are chosen beforehand, and never appear with an event. */
export const MEASURES: ReadonlySet<string> = new Set(["le", "quantile"]);

/** The matcher with what was meant in place of one of its alternatives. */
export function mended(matcher: Matcher, alternative: Matcher, meant: Matcher): Matcher {
  const alternatives = alternativesOf(matcher);
  const negative = isNegative(matcher);
  if (alternatives.length < 2) return { ...meant, operator: negative ? NEGATED[meant.operator] : meant.operator };
  const texts = alternatives.map((one) => (one.value === alternative.value ? patternOf(meant) : patternOf(one)));
  return { ...matcher, value: [...new Set(texts)].join("|") };
}

const NEGATED = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" } as const;

const patternOf = ({ operator, value }: Matcher): string =>
  operator === "=" ? value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : value;

/** The same thing in the words of a list. */
function translated({ label, value }: Matcher, { words }: Vocabulary): Matcher | undefined {
  const status = /^([1-5])(?:\d\d|xx|\.\.|\\d\\d|\\d\{2\}|\[0-9\]\{2\}|\[0-9\]\[0-9\]|\d?\.\*)$/i.exec(value)?.[1];
  if (status !== undefined && words.includes("200")) return { label, operator: "=~", value: `${status}..` };
  const exact = (word: string | undefined): Matcher | undefined =>
    word === undefined ? undefined : { label, operator: "=", value: word };
  if (status !== undefined) return exact(words.find((word) => /^\dxx$/i.test(word) && word.startsWith(status)));
  // Lists of one length have their words in one order.
  const twin = VOCABULARIES.find((other) => other.words.length === words.length && other.words.includes(value));
  return exact(words[twin?.words.indexOf(value) ?? -1] ?? meantBy(value, words));
}

/** Shorter words are as often another word as a slip. */
const SHORTEST_SLIP = 4;

/** Endings of one word: fail, failed, failure. */
const LONGEST_ENDING = 3;

/** Words for failures of any kind; of two of them that do not meet, one is a slip. */
const FAILURES = new Set([
  "error",
  "errors",
  "err",
  "fail",
  "failed",
  "failure",
  "failures",
  "ko",
  "nok",
  "unsuccessful",
]);

function meantBy(word: string, values: readonly string[]): string | undefined {
  const same = values.find((value) => bare(value) === bare(word) && bare(word) !== "");
  if (same !== undefined) return same;
  if (FAILURES.has(word.toLowerCase())) {
    const failure = values.find((value) => FAILURES.has(value.toLowerCase()));
    if (failure !== undefined) return failure;
  }
  if (word.length < SHORTEST_SLIP) return undefined;
  return (
    nearest(
      word,
      values.filter((value) => value.length >= SHORTEST_SLIP && !isAnother(word, value)),
    ) ?? values.find((value) => isInflected(word, value) || isInflected(value, word))
  );
}

/** The letters and digits alone: `Not_Found` is written `notFound` elsewhere. */
const bare = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Words that look alike and are not: `node-1` and `node-2`, `available` and `unavailable`. */
const isAnother = (one: string, other: string): boolean =>
  one.replaceAll(/\d/g, "") === other.replaceAll(/\d/g, "") || one.endsWith(other) || other.endsWith(one);

const isInflected = (word: string, longer: string): boolean =>
  longer.startsWith(word) &&
  word.length >= SHORTEST_SLIP &&
  /^[a-z]+$/i.test(longer.slice(word.length)) &&
  longer.length - word.length <= LONGEST_ENDING;

/** Buckets grow by factors, so the nearest is the one at the least ratio. */
function nearestBound(text: string, values: readonly string[]): string | undefined {
  const bound = parseBound(text);
  const distance = (value: string): number => Math.abs(Math.log(parseBound(value) / bound));
  const [first] = values
    .filter((value) => Number.isFinite(distance(value)))
    .toSorted((a, b) => distance(a) - distance(b));
  return first;
}
