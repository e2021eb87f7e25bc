import { aggregate, binary, call, type Expression, number, range } from "../promql/expression.ts";
import { EXPORTED, errorRatioSeries, RECORDED, totalEventsSeries } from "../sli/series-names.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { hours, minutes, type Seconds } from "../units/seconds.ts";
import { OBJECTIVE_LABELS, ON_OBJECTIVE, perRollingWindow, preferred, type Scope, seriesOf, worst } from "./scope.ts";

/** Said in a panel's description, so that a reader knows where the number comes from. */
export const SOURCE = {
  either: "From Headroom's ledger; from the recording rules where the ledger has no number.",
  rules: "From the recording rules.",
  raw: "Straight from the service's own series.",
} as const;

const windowIs = (name: string) => ({ label: "window", operator: "=", value: name }) as const;

/** Multiples of the sustainable rate over a window. */
export const burn = (scope: Scope, window: Seconds): Expression =>
  preferred(scope, worst(scope, "max", seriesOf(scope, EXPORTED.burnRate, windowIs(printPromDuration(window)))), recordedBurn(scope, window));

/** Bad / total over a window. */
export const errorRatio = (scope: Scope, window: Seconds): Expression =>
  preferred(
    scope,
    worst(scope, "max", seriesOf(scope, EXPORTED.errorRatio, windowIs(printPromDuration(window)))),
    worst(scope, "max", seriesOf(scope, errorRatioSeries(window))),
  );

/** Share of the error budget that is left: 1 is untouched, below 0 is overspent. */
export const budgetLeft = (scope: Scope): Expression => preferred(scope, exportedBudget(scope), recordedBudget(scope));

/** Seconds until the budget is empty at the present burn; absent while it does not shrink. */
export function timeToEmpty(scope: Scope): Expression {
  const exported = worst(scope, "min", seriesOf(scope, EXPORTED.timeToExhaustion));
  const shrinking = binary(recordedBurn(scope, hours(1)), ">", number(1));
  const recorded = perRollingWindow(scope, (length, name) => {
    const left = binary(call("clamp_min", recordedBudget(scope), number(0)), "and", infoOf(scope, name), { on: OBJECTIVE_LABELS });
    return binary(binary(left, "*", number(length)), "/", shrinking, { on: scope.labels });
  });
  // Where the ledger knows the budget but no time, the budget does not shrink: the rules must not contradict it.
  return preferred(scope, exported, recorded && binary(recorded, "unless", exportedBudget(scope), { on: scope.labels }));
}

/** Share of the SLO window that was observed. */
export function coverage(scope: Scope): Expression {
  const exported = worst(scope, "min", seriesOf(scope, EXPORTED.coverage, windowIs("slo")));
  const step = minutes(30);
  const recorded = perRollingWindow(scope, (length, name) => {
    const history = range({ metric: totalEventsSeries(step), matchers: scope.matchers }, length);
    const share = binary(worst(scope, "min", call("count_over_time", history)), "/", number(length / step));
    return binary(call("clamp_max", share, number(1)), "and", infoOf(scope, name), { on: OBJECTIVE_LABELS });
  });
  return preferred(scope, exported, recorded);
}

/** The promised share of good events, for each line of the scope that `present` has. */
export const targetOf = (scope: Scope, present: Expression): Expression =>
  binary(binary(present, "*", number(0)), "+", objectiveTarget(scope), ON_OBJECTIVE);

/** What the overview is sorted by: exhausted first, then the least time to empty, then burn. Larger is more urgent. */
export function urgency(scope: Scope): Expression {
  const exhausted = binary(binary(binary(budgetLeft(scope), "<=", number(0)), "*", number(0)), "+", number(MOST_URGENT));
  // Any time to empty outranks a budget that does not shrink, whose burn is at most 1.
  const soon = binary(number(MOST_URGENT), "/", call("clamp_min", timeToEmpty(scope), number(1)));
  const on = { on: scope.labels };
  return binary(binary(exhausted, "or", soon, on), "or", call("clamp_max", burn(scope, hours(1)), number(1)), on);
}

const MOST_URGENT = 1e9;

/** The recorded burn rate: the error ratio over the error budget. */
function recordedBurn(scope: Scope, window: Seconds): Expression {
  const target = aggregate("max", OBJECTIVE_LABELS, seriesOf(scope, RECORDED.objective));
  return binary(worst(scope, "max", seriesOf(scope, errorRatioSeries(window))), "/", binary(number(1), "-", target), ON_OBJECTIVE);
}

const exportedBudget = (scope: Scope): Expression => worst(scope, "min", seriesOf(scope, EXPORTED.budgetRemaining));

/** What the rules say is left of the budget. */
export const recordedBudget = (scope: Scope): Expression => worst(scope, "min", seriesOf(scope, RECORDED.budgetRemaining));

const infoOf = (scope: Scope, window: string): Expression => seriesOf(scope, RECORDED.info, windowIs(window));

/** The target by objective, without groups. */
export function objectiveTarget(scope: Scope): Expression {
  const of = (metric: string): Expression => aggregate("max", OBJECTIVE_LABELS, seriesOf(scope, metric));
  return binary(of(EXPORTED.objective), "or", of(RECORDED.objective), { on: OBJECTIVE_LABELS });
}
