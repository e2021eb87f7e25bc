import type { Service } from "../objective/objective.ts";
import { aggregate, call, type Expression, range } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { type IndicatorPart, partsOf, selectorsOf } from "../sli/indicator-parts.ts";
import type { Path } from "../spec/text/node.ts";
import { hours } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { missingSeries } from "./missing-series.ts";
import { type FieldFault, type Subject, subjectsOf } from "./subject.ts";

/** Selectors that match nothing. Histograms have a check of their own. */
export function checkPresence(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap((subject) => {
    const missing = claimsOf(subject, live).filter(
      ({ selector }) => live.series(countOfLastHour(selector), subject.objective.delay)?.length === 0,
    );
    return missing.map((claim) => missingSeries(claim, live));
  });
}

/** How many series there were within the last hour; no answer where there was none. */
export const countOfLastHour = (selector: Selector, by: readonly string[] = []): Expression =>
  aggregate("count", by, call("present_over_time", range(selector, hours(1))));

interface Claim {
  readonly path: Path;
  readonly selector: Selector;
}

/** What must have series. */
function claimsOf({ objective, path }: Subject, live: LiveAnswers): readonly Claim[] {
  const claims = (absence: IndicatorPart["absence"]): readonly Claim[] =>
    partsOf(objective.indicator)
      .filter((part) => part.absence === absence)
      .flatMap((part) => selectorsOf(part).map((selector) => ({ path: [...path, ...part.field], selector })));
  const always = claims("fault");
  // Without good events all are bad, which is no slip only where there are no events either.
  const happens = always.some(
    ({ selector }) => (live.series(countOfLastHour(selector), objective.delay)?.length ?? 0) > 0,
  );
  return happens ? [...always, ...claims("fault once events happen")] : always;
}
