import type { Service } from "../objective/objective.ts";
import { aggregate, call, type Expression, range } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { type IndicatorPart, partsOf, selectorsOf } from "../sli/indicator-parts.ts";
import type { Path } from "../spec/text/node.ts";
import { hours } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { missingSeries } from "./missing-series.ts";
import { slipOfUnborn } from "./unborn.ts";
import { type FieldFault, type Subject, subjectsOf } from "./subject.ts";

/** Selectors that match nothing. Histograms have a check of their own. */
export function checkPresence(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap((subject) =>
    claimsOf(subject, live)
      .filter(({ selector }) => live.series(countOfLastHour(selector), subject.objective.delay)?.length === 0)
      .flatMap((claim) => (claim.mayBeUnborn ? (slipOfUnborn(claim, live) ?? []) : missingSeries(claim, live))),
  );
}

/** How many series there were within the last hour; no answer where there was none. */
export const countOfLastHour = (selector: Selector, by: readonly string[] = []): Expression =>
  aggregate("count", by, call("present_over_time", range(selector, hours(1))));

interface Claim {
  readonly path: Path;
  readonly selector: Selector;
  /** Its series may begin with the first failure. */
  readonly mayBeUnborn: boolean;
}

/** What must have series, and what may have none yet. */
function claimsOf({ objective, path }: Subject, live: LiveAnswers): readonly Claim[] {
  const claims = (absence: IndicatorPart["absence"]): readonly Claim[] =>
    partsOf(objective.indicator)
      .filter((part) => part.absence === absence)
      .flatMap((part) =>
        selectorsOf(part).map((selector) => ({
          path: [...path, ...part.field],
          selector,
          mayBeUnborn: absence === "normal",
        })),
      );
  const always = claims("fault");
  // Without events there are no bad ones, and without good ones all are bad: a slip only where events happen.
  const happens = always.some(
    ({ selector }) => (live.series(countOfLastHour(selector), objective.delay)?.length ?? 0) > 0,
  );
  return happens ? [...always, ...claims("fault once events happen"), ...claims("normal")] : always;
}
