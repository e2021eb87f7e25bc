import { WINDOW_PLACEHOLDER } from "../objective/indicator.ts";
import type { Service } from "../objective/objective.ts";
import { aggregate, call, type Expression, range } from "../promql/expression.ts";
import { listSelectors } from "../promql/list-selectors.ts";
import type { Selector } from "../promql/selector.ts";
import type { Path } from "../spec/node.ts";
import { hours } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { missingSeries } from "./missing-series.ts";
import { type FieldFault, type Subject, subjectsOf } from "./subject.ts";

/** Selectors that match nothing. Histograms have a check of their own. */
export function checkPresence(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap((subject) => {
    const missing = claimsOf(subject, live).filter(
      ({ selector }) => live.series(countOfLastHour(selector))?.length === 0,
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

/** What must have series. Bad events need none: where nothing ever failed, many clients expose no counter for it. */
function claimsOf({ objective: { indicator }, path }: Subject, live: LiveAnswers): readonly Claim[] {
  switch (indicator.kind) {
    case "events": {
      const total = claims(indicator.total, [...path, "events", "total"]);
      const happens = total.some(({ selector }) => (live.series(countOfLastHour(selector))?.length ?? 0) > 0);
      // Without good events all are bad, which is no slip only where there are no events either.
      return indicator.counted.as === "good" && happens
        ? [...total, ...claims(indicator.counted.selectors, [...path, "events", "good"])]
        : total;
    }
    case "latency":
      return [];
    case "probe":
      return [{ path: [...path, "probe", "success"], selector: indicator.success }];
    case "promql":
      return listSelectors(indicator.total.replaceAll(WINDOW_PLACEHOLDER, "5m")).map((selector) => ({
        path: [...path, "promql", "total"],
        selector,
      }));
  }
}

const claims = (selectors: readonly Selector[], path: Path): readonly Claim[] =>
  selectors.map((selector, i) => ({ selector, path: [...path, i] }));
