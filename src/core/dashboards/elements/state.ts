import { AT_RISK_BELOW } from "../../budget/states.ts";
import { type Severity, TIERS } from "../../objective/alert-policy.ts";
import { alertsNamed } from "./alert-names.ts";
import { aggregate, binary, call, type Expression, number, vector } from "../../promql/expression.ts";
import type { Matcher } from "../../promql/selector.ts";
import { EXPORTED, errorRatioSeries, RECORDED } from "../../sli/series-names.ts";
import { codeOf, STATE_LOOKS } from "./palette.ts";
import { recordedBudget } from "./quantities.ts";
import { OBJECTIVE_LABELS, preferred, type Scope, seriesOf, worst } from "./scope.ts";

/** Samples older than this say nothing about the present. */
const FRESH_SECONDS = 300;

/** The state as a code of the palette; the largest is the most urgent. */
export const stateCode = (scope: Scope): Expression => preferred(scope, exportedState(scope), recordedState(scope));

/** Codes are told apart by their `state` label until the worst is taken, so replicas that disagree show the worse. */
function exportedState(scope: Scope): Expression {
  const codes = STATE_LOOKS.map(({ state, code }) => {
    const present = binary(
      seriesOf(scope, EXPORTED.state, { label: "state", operator: "=", value: state }),
      "==",
      number(1),
    );
    return binary(present, "*", number(code));
  });
  return worst(
    scope,
    "max",
    codes.reduce((left, right) => binary(left, "or", right)),
  );
}

/** The same states by what the rules know: the alerts that fire, the recorded budget, the age of the newest sample. */
function recordedState(scope: Scope): Expression {
  const budget = recordedBudget(scope);
  const age = binary(call("time"), "-", worst(scope, "max", seriesOf(scope, RECORDED.newestSample)));
  const fresh = binary(age, "<", number(FRESH_SECONDS));
  const measured = worst(scope, "max", seriesOf(scope, errorRatioSeries("6h")));
  const mostUrgentFirst = [
    coded(firingBurn(scope, "page"), codeOf("burning")),
    coded(binary(budget, "<=", number(0)), codeOf("exhausted")),
    coded(firingBurn(scope, "ticket"), codeOf("at-risk")),
    coded(binary(budget, "<", number(AT_RISK_BELOW.share)), codeOf("at-risk")),
    // Error-free is not data-free: only what was measured a moment ago is healthy.
    coded(binary(measured, "and", fresh, { on: scope.labels }), codeOf("healthy")),
    coded(known(scope), codeOf("no-data")),
  ];
  return mostUrgentFirst.reduce((left, right) => binary(left, "or", right, { on: scope.labels }));
}

/** Everything that should have a state: the groups measured lately, and the objectives that have none of those. */
function known(scope: Scope): Expression {
  const measured = worst(scope, "max", seriesOf(scope, errorRatioSeries("6h")));
  const silent = binary(worst(scope, "max", seriesOf(scope, RECORDED.objective)), "unless", measured, {
    on: OBJECTIVE_LABELS,
  });
  return binary(measured, "or", silent, { on: scope.labels });
}

/** One sample for each line that has a state. */
export const present = (scope: Scope): Expression =>
  preferred(scope, worst(scope, "max", seriesOf(scope, EXPORTED.state)), known(scope));

const firingBurn = (scope: Scope, severity: Severity): Expression => {
  const extra: readonly Matcher[] = [
    alertsNamed(scope.objectives, ["burn"]),
    { label: "alertstate", operator: "=", value: "firing" },
    { label: "tier", operator: "=", value: TIERS[severity] },
  ];
  return aggregate("max", scope.labels, vector({ metric: "ALERTS", matchers: [...scope.matchers, ...extra] }));
};

/** The code where `condition` has a sample. */
const coded = (condition: Expression, code: number): Expression =>
  binary(binary(condition, "*", number(0)), "+", number(code));
