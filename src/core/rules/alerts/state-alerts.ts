import { ALERT_NAMES } from "../../objective/alert-names.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { aggregate, binary, call, type Expression, number } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { hours, minutes } from "../../units/seconds.ts";
import { alertLabels } from "./alert-labels.ts";
import { exhaustedAnnotations, missingAnnotations, type TextContext } from "./annotations.ts";
import { countedFrom } from "../../sli/counted-from.ts";
import { overTime, recorded } from "../elements/recorded.ts";
import type { AlertingRule } from "../elements/rule.ts";
import { queryInText } from "../elements/query-in-text.ts";
import { DURATION_FORMAT, type NumberFormat } from "../elements/number-format.ts";
import { text } from "../elements/text.ts";

/**
 * The budget of a rolling window is spent, and would be even if the part of the window that was not observed had
 * been free of failures: the first bad hour after an installation exhausts nothing.
 */
export function exhaustedAlert(objective: Objective, context: TextContext): readonly AlertingRule[] {
  const { window, alerts } = objective;
  if (alerts.exhausted === "off" || window.kind === "calendar") return [];
  const { rateWindow, samples } = countedFrom(window);
  const observed = overTime(objective, "count_over_time", totalEventsSeries(rateWindow), window.length);
  const certain = binary(
    binary(recorded(objective, RECORDED.windowErrorRatio), "*", observed),
    ">=",
    number(errorBudget(objective) * samples),
  );
  return [
    {
      kind: "alert",
      alert: ALERT_NAMES.exhausted,
      expr: binary(binary(recorded(objective, RECORDED.budgetLeft), "<=", number(0)), "and", certain),
      waitFor: undefined,
      keepFiringFor: undefined,
      labels: alertLabels(objective, alerts.exhausted),
      annotations: exhaustedAnnotations(objective, context),
    },
  ];
}

/** A sample this old is missing: Prometheus itself forgets one after 5 minutes. */
const TOO_OLD = minutes(5);

/** How far back the newest sample is looked for, to tell its age. */
const LOOK_BACK = hours(1);

/** Prometheus' own restart after a long rest must not look like a lost service before the first scrape. */
const SETTLE = minutes(2);

/**
 * The raw series are gone, or never were. An idle service has fresh samples of a counter that stands still, and
 * stays quiet. Without `by` labels: a group that vanishes is usually a route that was removed.
 */
export function missingAlert(objective: Objective, context: TextContext): readonly AlertingRule[] {
  const { alerts } = objective;
  if (alerts.noData === "off") return [];
  const age = newestAge(objective);
  const never = overTime(objective, "absent_over_time", RECORDED.newestSample, LOOK_BACK);
  // The age is looked up again, because the second half of the condition has no age to tell.
  const ageText = queryInText(
    `\`${printExpression(age)}\``,
    () => undefined,
    NEWEST_IS_OLD,
    text`not one sample within the last hour`,
  );
  return [
    {
      kind: "alert",
      alert: ALERT_NAMES.missing,
      expr: binary(binary(age, ">", number(TOO_OLD + objective.delay)), "or", never),
      waitFor: SETTLE,
      keepFiringFor: undefined,
      labels: alertLabels(objective, alerts.noData),
      annotations: missingAnnotations(objective, ageText, context),
    },
  ];
}

/** Tests do not foretell an age: it is the distance between two evaluations. */
const NEWEST_IS_OLD: NumberFormat = {
  template: `${DURATION_FORMAT.template} | printf "the newest sample is %s old"`,
  plain: (age) => `the newest sample is ${DURATION_FORMAT.plain(age)} old`,
};

function newestAge(objective: Objective): Expression {
  return binary(
    call("time"),
    "-",
    aggregate("max", [], overTime(objective, "max_over_time", RECORDED.newestSample, LOOK_BACK)),
  );
}
