import type { Matcher, Selector } from "../../promql/selector.ts";
import { anchoredRegex } from "../../promql/anchored-regex.ts";
import { printSelector } from "../../promql/selector.ts";
import { shorten } from "../text/describe.ts";
import type { Path } from "../text/node.ts";
import type { FieldReport } from "../text/field-report.ts";

interface Counted {
  readonly as: "bad" | "good";
  readonly selectors: readonly Selector[];
  readonly total: readonly Selector[];
  /** An SLO with a description: its author says what two metrics have in common. */
  readonly explained: boolean;
}

/** Warns where bad or good events may be none of those that total counts: the ratio would mean nothing. */
export function checkSubset({ as, selectors, total, explained }: Counted, path: Path, report: FieldReport): void {
  selectors.forEach((selector, i) => {
    const at = selectors.length === 1 && !report.has([...path, 0]) ? path : [...path, i];
    const same = total.filter(({ metric }) => metric === selector.metric);
    const [first] = same;
    if (first === undefined) {
      if (explained) return;
      report.at(at, {
        code: "events-not-subset",
        severity: "warning",
        problem: `${as} counts ${shorten(selector.metric)}, total counts ${shorten(total.map(({ metric }) => metric).join(", "))}`,
        remedy: `use one metric for both, or say in description why each ${as} event is also in total`,
      });
      return;
    }
    const gaps = same.map((candidate) => candidate.matchers.find((matcher) => !implies(selector, matcher)));
    const [gap] = gaps;
    if (gap === undefined || gaps.some((each) => each === undefined)) return;
    report.at(at, {
      code: "events-not-subset",
      severity: "warning",
      problem: `total only counts ${printMatcher(gap)}, ${as} may count other events`,
      remedy: `add ${printMatcher(gap)} to ${as}, or delete it from total`,
    });
  });
}

const printMatcher = ({ label, operator, value }: Matcher): string =>
  shorten(printSelector({ metric: "x", matchers: [{ label, operator, value }] }).slice(2, -1));

/** False only where the selector surely matches series that the matcher does not. */
function implies(selector: Selector, matcher: Matcher): boolean {
  const own = selector.matchers.filter(({ label }) => label === matcher.label);
  const exact = own.find(({ operator }) => operator === "=");
  if (exact !== undefined) return accepts(matcher, exact.value);
  return own.length > 0;
}

function accepts({ operator, value }: Matcher, text: string): boolean {
  switch (operator) {
    case "=":
      return text === value;
    case "!=":
      return text !== value;
    case "=~":
      return anchoredRegex(value)?.(text) ?? true;
    case "!~":
      return !(anchoredRegex(value)?.(text) ?? false);
  }
}
