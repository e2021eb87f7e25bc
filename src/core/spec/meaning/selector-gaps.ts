import type { ValueTest } from "../../promql/anchored-regex.ts";
import { alternativesOf, toPositive, valueTest } from "../../promql/matched-values.ts";
import type { Matcher } from "../../promql/selector.ts";
import { VOCABULARIES } from "../../promql/vocabulary.ts";

/** What one selector may choose and another does not. */
export interface Gap {
  /** The other's matcher that leaves it out. */
  readonly matcher: Matcher;
  /** A value of its label that the first chooses; undefined where the first says nothing of the label. */
  readonly value: string | undefined;
}

/** Series that the first matchers choose and the second leave out, as far as texts tell. */
export const gapsBetween = (own: readonly Matcher[], other: readonly Matcher[]): readonly Gap[] =>
  other.flatMap((matcher) =>
    gapsAt(
      own.filter(({ label }) => label === matcher.label),
      matcher,
    ),
  );

function gapsAt(own: readonly Matcher[], matcher: Matcher): readonly Gap[] {
  if (own.some((one) => one.operator === matcher.operator && one.value === matcher.value)) return [];
  if (own.length === 0) return leavesNothingOut(matcher) ? [] : [{ matcher, value: undefined }];
  const left = valueTest(matcher);
  const chosen = own.map(valueTest);
  return candidates([...own, matcher])
    .filter((value) => left(value) === false && chosen.every((test) => test(value) === true))
    .map((value) => ({ matcher, value }));
}

const leavesNothingOut = ({ operator, value }: Matcher): boolean => operator === "=~" && value === ".*";

/** Values to try: those that the texts name, and the words of a list that all of them speak of. */
function candidates(matchers: readonly Matcher[]): readonly string[] {
  const named = matchers.flatMap(alternativesOf).filter(({ operator }) => operator === "=");
  const tests = matchers.map((matcher) => valueTest(toPositive(matcher)));
  const words = VOCABULARIES.map((vocabulary) => vocabulary.words).filter((list) => speakOf(tests, list));
  return [...new Set([...named.map(({ value }) => value), ...words.flat()])];
}

/** Each chooses some words of the list and not all. */
const speakOf = (tests: readonly ValueTest[], words: readonly string[]): boolean =>
  tests.every((test) => words.some((word) => test(word) === true) && words.some((word) => test(word) === false));
