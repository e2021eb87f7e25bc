import type { Matcher, Selector } from "./selector.ts";
import { anchoredRegex } from "./anchored-regex.ts";

type Labels = Readonly<Record<string, string>>;
type LabelTest = (labels: Labels) => boolean;

/**
 * Tells whether a series belongs to a selector, exactly as Prometheus would: an absent label equals the empty text.
 *
 * @returns undefined when one of the regular expressions cannot be evaluated here
 */
export function seriesMatcher(selector: Selector): LabelTest | undefined {
  const tests: LabelTest[] = [];
  for (const matcher of selector.matchers) {
    const test = labelTest(matcher);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (labels) => labels["__name__"] === selector.metric && tests.every((test) => test(labels));
}

function labelTest({ label, operator, value }: Matcher): LabelTest | undefined {
  switch (operator) {
    case "=":
      return (labels) => (labels[label] ?? "") === value;
    case "!=":
      return (labels) => (labels[label] ?? "") !== value;
    case "=~": {
      const regex = anchoredRegex(value);
      return regex === undefined ? undefined : (labels) => regex.test(labels[label] ?? "");
    }
    case "!~": {
      const regex = anchoredRegex(value);
      return regex === undefined ? undefined : (labels) => !regex.test(labels[label] ?? "");
    }
  }
}
