import type { Service } from "../objective/objective.ts";
import { alternativesOf, isNegative, valueTest } from "../promql/matched-values.ts";
import type { Matcher, Selector } from "../promql/selector.ts";
import { type IndicatorPart, partsOf, selectorsOf } from "../sli/indicator-parts.ts";
import { describe, shorten } from "../spec/text/describe.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type Blame, missingLabel, MOST_MATCHERS, printMatcher } from "./missing-series.ts";
import { countOfLastHour } from "./presence.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";
import { hasBeenThere, isOfErrors, reasonOf } from "./unborn.ts";
import { MEASURES, mended, slipIn } from "./value-slip.ts";

/** Matchers that change nothing: good events that are all events keep an SLO healthy for ever. */
export function checkMatchers(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective: { indicator }, path }) =>
    partsOf(indicator)
      .filter(isNamedByAuthor)
      .flatMap((part) => {
        const blames = selectorsOf(part).flatMap((selector) => blamesFor(selector, live));
        return [...new Map(blames.map((blame) => [blame.problem, blame])).values()].map(
          ({ problem, remedy }): FieldFault => ({
            path: [...path, ...part.field],
            code: "matcher-without-effect",
            severity: "warning",
            problem,
            remedy,
          }),
        );
      }),
  );
}

/** Of a classic histogram one part is enough: its matchers are those of all. */
const isNamedByAuthor = (part: IndicatorPart): boolean =>
  part.absence !== "judged with its histogram" || part.role === "total" || part.role === "histogram";

function blamesFor(selector: Selector, live: LiveAnswers): readonly Blame[] {
  const suspects = selector.matchers.filter(isSuspect).slice(0, MOST_MATCHERS);
  // What matches nothing at all is told by other checks.
  if (suspects.length === 0 || (live.series(countOfLastHour(selector))?.length ?? 0) === 0) return [];
  return suspects.flatMap((matcher) => {
    const others = { ...selector, matchers: selector.matchers.filter(({ label }) => label !== matcher.label) };
    const values = live.values(matcher.label, others);
    if (values === undefined) return [];
    if (values.length > 0) return deadAlternatives(matcher, values, others, live);
    // Who leaves out what has no such label has it with the others: label="".
    if (!isNegative(matcher) || isOfErrors(matcher) || valueTest(matcher)("") !== true) return [];
    const { problem, remedy } = missingLabel(selector.metric, matcher, live);
    return [{ problem: `${printMatcher(matcher)} leaves nothing out${problem}`, remedy }];
  });
}

const isSuspect = (matcher: Matcher): boolean =>
  !matcher.label.startsWith("__") &&
  !MEASURES.has(matcher.label) &&
  (isNegative(matcher) || alternativesOf(matcher).length > 1);

/** Alternatives that will never choose anything, where it is plain what was meant. */
function deadAlternatives(
  matcher: Matcher,
  values: readonly string[],
  others: Selector,
  live: LiveAnswers,
): readonly Blame[] {
  const alternatives = alternativesOf(matcher);
  return alternatives.flatMap((alternative) => {
    const slip = slipIn(alternative, values);
    if (slip?.meant === undefined || alternatives.some(({ value }) => value === slip.meant?.value)) return [];
    // A word may be rare; one that is not on the list will never come.
    if (slip.of === undefined && hasBeenThere({ ...others, matchers: [...others.matchers, alternative] }, live))
      return [];
    const what = alternatives.length > 1 ? `${describe(shorten(alternative.value))} in ` : "";
    const effect = isNegative(matcher) ? "leaves nothing out" : "chooses nothing";
    return [
      {
        problem: `${what}${printMatcher(matcher)} ${effect}${reasonOf(matcher.label, slip.of, values) || `: ${matcher.label} has no such value`}`,
        remedy: `did you mean ${printMatcher(mended(matcher, alternative, slip.meant))}?`,
      },
    ];
  });
}
