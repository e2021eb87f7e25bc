import { isSameBound } from "../../promql/bucket-bound.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { type Matcher, printSelector, type Selector } from "../../promql/selector.ts";
import { describe, shorten } from "../text/describe.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";
import { type CountedSeries, toCountedSeries } from "./counted-series.ts";
import { type Gap, gapsBetween } from "./selector-gaps.ts";

interface Counted {
  readonly as: "bad" | "good";
  readonly selectors: readonly Selector[];
  readonly total: readonly Selector[];
  /** An SLO with a description: its author says what two metrics have in common. */
  readonly explained: boolean;
}

interface Finding {
  readonly problem: string;
  readonly remedy: string;
}

/** Warns where bad or good events may be none of those that total counts: the ratio would mean nothing. */
export function checkSubset({ as, selectors, total, explained }: Counted, path: Path, report: FieldReport): void {
  selectors.forEach((selector, i) => {
    const own = toCountedSeries(selector);
    const same = total.map(toCountedSeries).filter(({ events }) => events === own.events);
    const [first] = same;
    if (first === undefined && explained) return;
    const finding =
      first === undefined
        ? otherMetric(selector, total, as)
        : (boundFinding(own, same, as) ?? matcherFinding(selector, own, same, as));
    if (finding === undefined) return;
    const at = selectors.length === 1 && !report.has([...path, 0]) ? path : [...path, i];
    report.at(at, { code: "events-not-subset", severity: "warning", ...finding });
  });
}

const otherMetric = ({ metric }: Selector, total: readonly Selector[], as: Counted["as"]): Finding => ({
  problem: `${as} counts ${shorten(metric)}, total counts ${shorten(total.map((one) => one.metric).join(", "))}`,
  remedy: `use one metric for both, or say in description why each ${as} event is also in total`,
});

/** Buckets are counts of one histogram: each holds all events up to its bound. */
function boundFinding(own: CountedSeries, total: readonly CountedSeries[], as: Counted["as"]): Finding | undefined {
  const everyBucket = total.find(({ upTo }) => upTo === "every bucket");
  if (everyBucket !== undefined) {
    return {
      problem: "total counts each event once for every bucket that it fits",
      remedy: `write ${shorten(everyBucket.events)} in total, without le`,
    };
  }
  const { upTo } = own;
  if (upTo === "every bucket") {
    return {
      problem: `${as} counts each event once for every bucket that it fits`,
      remedy: `add a matcher on le to ${as}, with one bound of the histogram`,
    };
  }
  const bounds = total.map((one) => one.upTo).filter((bound) => typeof bound === "number");
  const widest = Math.max(...bounds);
  if (upTo === undefined || bounds.length < total.length || !(upTo > widest) || isSameBound(upTo, widest))
    return undefined;
  return {
    problem: `${as} counts ${Number.isFinite(upTo) ? `events up to le="${formatNumber(upTo)}"` : "all events"}, total only those up to le="${formatNumber(widest)}"`,
    remedy: `write ${shorten(own.events)} in total, without le`,
  };
}

/** Events that no selector of total counts, as far as the texts tell. */
function matcherFinding(
  selector: Selector,
  own: CountedSeries,
  total: readonly CountedSeries[],
  as: Counted["as"],
): Finding | undefined {
  const [first = [], ...others] = total.map(({ matchers }) => gapsBetween(own.matchers, matchers));
  // What one selector of total leaves out another may count.
  const gap = first.find((one) => others.every((gaps) => gaps.some((other) => isOpenBeside(one, other))));
  if (gap === undefined) return undefined;
  const only = printMatcher(gap.matcher);
  const chosen = selector.matchers.filter(({ label, operator }) => label === gap.matcher.label && operator === "=");
  return {
    problem:
      gap.value === undefined
        ? `total only counts ${only}, ${as} may count other events`
        : `${as} counts events with ${gap.matcher.label} ${describe(gap.value)}, total only counts ${only}`,
    // Beside an exact value the matcher would leave nothing.
    remedy:
      chosen.length === 0
        ? `add ${only} to ${as}, or delete it from total`
        : `write ${only} in ${as} in place of ${chosen.map(printMatcher).join(",")}, or delete ${only} from total`,
  };
}

const isOpenBeside = (one: Gap, other: Gap): boolean =>
  one.matcher.label !== other.matcher.label || one.value === other.value;

const printMatcher = ({ label, operator, value }: Matcher): string =>
  shorten(printSelector({ metric: "x", matchers: [{ label, operator, value }] }).slice(2, -1));
