import type { Matcher, Selector } from "./selector.ts";
import { anchoredRegex } from "./anchored-regex.ts";
import { labelValue } from "./label-value.ts";

type Labels = Readonly<Record<string, string>>;
/** Whether a series belongs; undefined where only the Prometheus that is asked can tell. */
export type SeriesTest = (labels: Labels) => boolean | undefined;

/**
 * Tells whether a series belongs to a selector, exactly as Prometheus would: an absent label equals the empty text.
 *
 * @returns undefined when one of the regular expressions cannot be evaluated here
 */
export function seriesMatcher(selector: Selector): SeriesTest | undefined {
  const tests: SeriesTest[] = [];
  for (const matcher of selector.matchers) {
    const test = labelTest(matcher);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (labels) => {
    if (labels["__name__"] !== selector.metric) return false;
    let isSure = true;
    for (const test of tests) {
      const belongs = test(labels);
      if (belongs === false) return false;
      isSure &&= belongs === true;
    }
    return isSure ? true : undefined;
  };
}

function labelTest({ label, operator, value }: Matcher): SeriesTest | undefined {
  switch (operator) {
    case "=":
      return (labels) => labelValue(labels, label) === value;
    case "!=":
      return (labels) => labelValue(labels, label) !== value;
    case "=~": {
      const test = anchoredRegex(value);
      return test === undefined ? undefined : (labels) => test(labelValue(labels, label));
    }
    case "!~": {
      const test = anchoredRegex(value);
      return test === undefined ? undefined : (labels) => negated(test(labelValue(labels, label)));
    }
  }
}

const negated = (belongs: boolean | undefined): boolean | undefined => (belongs === undefined ? undefined : !belongs);
