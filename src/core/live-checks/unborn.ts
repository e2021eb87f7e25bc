import { alternativesOf, isNegative, valueTest } from "../promql/matched-values.ts";
import type { Matcher, Selector } from "../promql/selector.ts";
import { describe } from "../spec/text/describe.ts";
import { days } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import {
  type Blame,
  missingLabel,
  type Missing,
  MOST_MATCHERS,
  printMatcher,
  toFault,
  unknownMetric,
  wrongValue,
} from "./missing-series.ts";
import type { FieldFault } from "./subject.ts";
import { MEASURES, mended, slipIn } from "./value-slip.ts";

/** Series that were there within this time will be there again: the longest window that is usual. */
const BORN_WITHIN = days(30);

/**
 * What is wrong with a selector of bad events that matches nothing, or nothing: many clients expose no counter before
 * the first failure. Then its metric is known, and so are its labels, and their values may still come.
 */
export function slipOfUnborn(missing: Missing, live: LiveAnswers): FieldFault | undefined {
  const blame = blameFor(missing.selector, live);
  return blame === undefined ? undefined : toFault(missing, blame);
}

function blameFor(selector: Selector, live: LiveAnswers): Blame | undefined {
  const unknown = unknownMetric(selector.metric, "", live);
  if (unknown !== undefined) return isKnownOtherwise(selector, live) ? undefined : unbornMetric(unknown);
  // Matchers that leave series are kept, so that each is judged by those that the ones before it leave.
  const kept: Matcher[] = selector.matchers.filter(({ label }) => label === "__name__");
  for (const matcher of selector.matchers.slice(0, MOST_MATCHERS)) {
    if (matcher.label === "__name__") continue;
    const values = live.values(matcher.label, { metric: selector.metric, matchers: kept });
    if (values === undefined) return undefined;
    const blame = judge(selector, matcher, values, live);
    if (blame !== undefined) return blame;
    if (values.some((value) => valueTest(matcher)(value) === true)) kept.push(matcher);
  }
  return undefined;
}

function judge(
  { metric, matchers }: Selector,
  matcher: Matcher,
  values: readonly string[],
  live: LiveAnswers,
): Blame | undefined {
  const test = valueTest(matcher);
  if (values.length === 0)
    return test("") === true || isOfErrors(matcher) ? undefined : missingLabel(metric, matcher, live);
  if (isNegative(matcher) || values.some((value) => test(value) !== false)) return undefined;
  // A target does not begin to be with its first failure, and neither does a bucket.
  if (TARGETS.has(matcher.label) || MEASURES.has(matcher.label)) {
    return hasBeenThere({ metric, matchers }, live)
      ? undefined
      : (withSlip(matcher, values) ?? wrongValue(matcher, values));
  }
  // What one alternative means may be there under another.
  const [first, ...rest] = alternativesOf(matcher).map((one) => slipIn(one, values));
  if (first === undefined || rest.some((slip) => slip === undefined)) return undefined;
  if (first.of === undefined && hasBeenThere({ metric, matchers }, live)) return undefined;
  return withSlip(matcher, values) ?? wrongValue(matcher, values);
}

/** The first alternative that has an evident meaning. */
function withSlip(matcher: Matcher, values: readonly string[]): Blame | undefined {
  for (const alternative of alternativesOf(matcher)) {
    const slip = slipIn(alternative, values);
    if (slip?.meant === undefined) continue;
    return {
      problem: `: ${printMatcher(matcher)} leaves none${reasonOf(matcher.label, slip.of, values)}`,
      remedy: `did you mean ${printMatcher(mended(matcher, alternative, slip.meant))}?`,
    };
  }
  return undefined;
}

/** Goes on with a sentence. */
export const reasonOf = (label: string, of: string | undefined, values: readonly string[]): string =>
  of === undefined ? "" : `, ${label} holds ${of} here, such as ${describe(values[0])}`;

/** Labels that OpenTelemetry gives to failed operations alone. */
export const isOfErrors = ({ label }: Matcher): boolean => label === "error_type" || label === "error.type";

/** Labels that say where a series comes from. */
const TARGETS: ReadonlySet<string> = new Set([
  "job",
  "instance",
  "service",
  "app",
  "application",
  "namespace",
  "container",
  "cluster",
  "env",
  "environment",
  "region",
]);

/** Clients tell of a metric before it has series, and what had series once had its name right. */
const isKnownOtherwise = (selector: Selector, live: LiveAnswers): boolean =>
  (live.types(selector.metric)?.length ?? 0) > 0 ||
  (live.types(selector.metric.replace(/_total$/, ""))?.length ?? 0) > 0 ||
  hasBeenThere(selector, live);

/** Whether the selector had series lately; false also where that could not be asked. */
export const hasBeenThere = (selector: Selector, live: LiveAnswers): boolean =>
  (live.values("__name__", selector, BORN_WITHIN)?.length ?? 0) > 0;

const unbornMetric = ({ problem, remedy }: Blame): Blame => ({
  problem,
  remedy: remedy.startsWith("did you mean")
    ? remedy
    : `${remedy}; if it only appears with the first failure, let its client begin with zero`,
});
