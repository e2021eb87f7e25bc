import { RE2JS } from "re2js";
import { regexExtent } from "./regex-fault.ts";

/** Whether a value matches as a whole; undefined where only the Prometheus that is asked can tell. */
export type ValueTest = (value: string) => boolean | undefined;

/** Plain texts and alternatives of them: most matchers. Space and punctuation of these kinds stand for themselves. */
const PLAIN = /^[\w\-/:;,@#%&=<>"'`~! |]*$/u;

/** What an expression may come to, with its repetitions written out: compiled in less than a second. */
const LONGEST_WRITTEN_OUT = 100_000;

/** Steps of the engine on one value, at most; some tenths of a second in the worst case. */
const MOST_STEPS = 20_000_000;

/** Kept by their patterns, since many SLOs ask for the same; one takes about 10 KB. */
const MOST_KEPT = 500;
const kept = new Map<string, ValueTest>();

/** Values whose answer a pattern keeps, and their characters: at most as much as the pattern itself takes. */
const MOST_REMEMBERED = 100;
const LONGEST_REMEMBERED = 50;

/**
 * A matcher's regular expression as Prometheus means it: RE2 syntax over the whole value, in time that grows with the
 * value's length alone. Prometheus 3 lets a dot match a line break and Prometheus 2 does not: where that makes a
 * difference to a value, it cannot be told.
 *
 * @returns undefined for what is no regular expression or too large; the caller then lets Prometheus do the matching
 */
export function anchoredRegex(pattern: string): ValueTest | undefined {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const test = PLAIN.test(pattern) ? plainTest(pattern) : engineTest(pattern);
  if (test === undefined) return undefined;
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(pattern, test);
  return test;
}

function plainTest(pattern: string): ValueTest {
  const alternatives = new Set(pattern.split("|"));
  return (value) => alternatives.has(value);
}

function engineTest(pattern: string): ValueTest | undefined {
  const extent = regexExtent(pattern);
  if ("problem" in extent || extent.size > LONGEST_WRITTEN_OUT) return undefined;
  const current = compiledOnce(`^(?s:${pattern})$`);
  const before = compiledOnce(`^(?:${pattern})$`);
  return remembered((value) => {
    const matches = current(value);
    return value.includes("\n") && before(value) !== matches ? undefined : matches;
  });
}

/** Most labels have few values: codes, methods, bounds of buckets. */
function remembered(test: ValueTest): ValueTest {
  const answers = new Map<string, ReturnType<ValueTest>>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known;
    const answer = test(value);
    if (value.length > LONGEST_REMEMBERED) return answer;
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    answers.set(value, answer);
    return answer;
  };
}

/** Compiled when the first value comes: many are only ever asked for by Prometheus. */
function compiledOnce(pattern: string): ValueTest {
  let regex: RE2JS | "other" | undefined;
  return (value) => {
    regex ??= compile(pattern);
    if (regex === "other" || regex.programSize() * value.length > MOST_STEPS) return undefined;
    return regex.test(value);
  };
}

/** Prometheus takes two groups of one name, for example, which the engine here does not. */
function compile(pattern: string): RE2JS | "other" {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return "other";
  }
}
