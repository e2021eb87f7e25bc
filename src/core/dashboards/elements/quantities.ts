import { aggregate, binary, call, type Expression, number, range } from "../../promql/expression.ts";
import type { BurnWindow } from "../../objective/burn-window.ts";
import { printWindow } from "../../objective/slo-window.ts";
import { countedFrom } from "../../sli/counted-from.ts";
import { EXPORTED, errorRatioSeries, RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { days } from "../../units/seconds.ts";
import {
  OBJECTIVE_LABELS,
  ON_OBJECTIVE,
  perRollingWindow,
  preferred,
  type RollingWindow,
  type Scope,
  seriesOf,
  worst,
} from "./scope.ts";

/** Said in a panel's description, so that a reader knows where the number comes from. */
export const SOURCE = {
  either: "From Headroom's ledger; from the recording rules where the ledger has no number.",
  rules: "From the recording rules.",
  raw: "Straight from the service's own series.",
} as const;

const windowIs = (name: string) => ({ label: "window", operator: "=", value: name }) as const;

/** Multiples of the sustainable rate over a window. */
export const burn = (scope: Scope, window: BurnWindow): Expression =>
  preferred(
    scope,
    worst(scope, "max", seriesOf(scope, EXPORTED.burnRate, windowIs(window))),
    recordedBurn(scope, window),
  );

/** Bad / total over a window. */
export const errorRatio = (scope: Scope, window: BurnWindow): Expression =>
  preferred(
    scope,
    worst(scope, "max", seriesOf(scope, EXPORTED.errorRatio, windowIs(window))),
    worst(scope, "max", seriesOf(scope, errorRatioSeries(window))),
  );

/** Share of the error budget that is left: 1 is untouched, below 0 is overspent. */
export const budgetLeft = (scope: Scope): Expression => preferred(scope, exportedBudget(scope), recordedBudget(scope));

/** Seconds until the budget is empty at the present burn; absent while it does not shrink. */
export function timeToEmpty(scope: Scope): Expression {
  const exported = worst(scope, "min", seriesOf(scope, EXPORTED.timeToExhaustion));
  const shrinking = binary(recordedBurn(scope, "1h"), ">", number(1));
  const lengths = perRollingWindow(scope, (window) => binary(infoOf(scope, window), "*", number(window.length)));
  const left = call("clamp_min", recordedBudget(scope), number(0));
  const recorded = lengths && binary(binary(left, "*", lengths, ON_OBJECTIVE), "/", shrinking, { on: scope.labels });
  // Where the ledger knows the budget but no time, the budget does not shrink: the rules must not contradict it.
  return preferred(
    scope,
    exported,
    recorded && binary(recorded, "unless", exportedBudget(scope), { on: scope.labels }),
  );
}

/** Share of the SLO window that was observed. */
export function coverage(scope: Scope): Expression {
  const exported = worst(scope, "min", seriesOf(scope, EXPORTED.coverage, windowIs("slo")));
  const recorded = perRollingWindow(scope, (window) => {
    const { rateWindow, samples } = countedFrom(window);
    const history = range({ metric: totalEventsSeries(rateWindow), matchers: scope.matchers }, window.length);
    const share = binary(worst(scope, "min", call("count_over_time", history)), "/", number(samples));
    // A removed group has a history for a while, and no budget.
    const present = binary(call("clamp_max", share, number(1)), "and", recordedBudget(scope), { on: scope.labels });
    return binary(present, "and", infoOf(scope, window), { on: OBJECTIVE_LABELS });
  });
  return preferred(scope, exported, recorded);
}

/** The promised share of good events, for each line of the scope that `present` has. */
export const targetOf = (scope: Scope, present: Expression): Expression =>
  binary(binary(present, "*", number(0)), "+", objectiveTarget(scope), ON_OBJECTIVE);

/**
 * Orders objectives of one state: how many times a day what is left of the budget would be spent; 0 when it does not
 * shrink.
 */
export function haste(scope: Scope): Expression {
  const shrinking = binary(number(days(1)), "/", call("clamp_min", timeToEmpty(scope), number(1)));
  return binary(shrinking, "or", binary(budgetLeft(scope), "*", number(0)), { on: scope.labels });
}

/** The recorded burn rate: the error ratio over the error budget. */
function recordedBurn(scope: Scope, window: BurnWindow): Expression {
  const target = aggregate("max", OBJECTIVE_LABELS, seriesOf(scope, RECORDED.objective));
  return binary(
    worst(scope, "max", seriesOf(scope, errorRatioSeries(window))),
    "/",
    binary(number(1), "-", target),
    ON_OBJECTIVE,
  );
}

const exportedBudget = (scope: Scope): Expression => worst(scope, "min", seriesOf(scope, EXPORTED.budgetLeft));

/** What the rules say is left of the budget. */
export const recordedBudget = (scope: Scope): Expression => worst(scope, "min", seriesOf(scope, RECORDED.budgetLeft));

/** 1 for each objective of this window. */
const infoOf = (scope: Scope, window: RollingWindow): Expression =>
  aggregate("max", OBJECTIVE_LABELS, seriesOf(scope, RECORDED.info, windowIs(printWindow(window))));

/** The target by objective, without groups. */
function objectiveTarget(scope: Scope): Expression {
  const of = (metric: string): Expression => aggregate("max", OBJECTIVE_LABELS, seriesOf(scope, metric));
  return binary(of(EXPORTED.objective), "or", of(RECORDED.objective), { on: OBJECTIVE_LABELS });
}
