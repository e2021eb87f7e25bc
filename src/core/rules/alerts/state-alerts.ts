import { errorBudget, type Objective } from "../../objective/objective.ts";
import { aggregate, binary, call, type Expression, number } from "../../promql/expression.ts";
import { countingGroup, GROUP_INTERVALS, standsFor } from "../../sli/groups-table.ts";
import { badEventsSeries, RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { hours, minutes } from "../../units/seconds.ts";
import { alertLabels } from "./alert-labels.ts";
import { exhaustedAnnotations, missingAnnotations, type TextContext } from "./annotations.ts";
import { outsideExclusions } from "../elements/excluded.ts";
import { overTime, ownOnly, recorded } from "../elements/recorded.ts";
import type { AlertingRule } from "../elements/rule.ts";
import { DURATION_FORMAT } from "../elements/number-format.ts";
import type { Text } from "../elements/text.ts";

/**
 * The budget of a rolling window is spent, and would be even if the part of the window that was not observed had
 * been free of failures: the first bad hour after an installation exhausts nothing.
 */
export function exhaustedAlert(objective: Objective, context: TextContext): readonly AlertingRule[] {
  const { window, alerts } = objective;
  if (alerts.exhausted === "off" || window.kind === "calendar") return [];
  const observed = overTime(objective, "last_over_time", RECORDED.observed, standsFor(countingGroup(window.length)));
  const certain = binary(
    binary(recorded(objective, RECORDED.windowErrorRatio), "*", observed),
    ">=",
    number(errorBudget(objective)),
  );
  return [
    {
      kind: "alert",
      alert: objective.naming.names.exhausted,
      expr: binary(
        ownOnly(objective, binary(recorded(objective, RECORDED.budgetLeft), "<=", number(0))),
        "and",
        certain,
      ),
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

/** Prometheus looks back this long for a sample of an instant. */
const RECENT = minutes(5);

/** Raw samples that came for this long, as the slow group saw them, fill every window of the rules that count them. */
const CAME_IN_FOR = minutes(10);
const SEEN_OF_IT = CAME_IN_FOR / GROUP_INTERVALS.slow - 1;

/** In a crash loop there is nothing to see between two lives. */
const SEEN_AT_TIMES = 3;

/**
 * The raw series are gone, or never were, or they come in and nothing is counted of them: because each lives too short
 * for a rate, or because the rules that count them record nothing. An idle service has fresh samples of a counter that stands still, and stays quiet. Without `by` labels: a group that vanishes
 * is usually a route that was removed.
 */
export function missingAlert(objective: Objective, context: TextContext): readonly AlertingRule[] {
  const { alerts } = objective;
  if (alerts.noData === "off") return [];
  const newest = ownOnly(objective, overTime(objective, "max_over_time", RECORDED.newestSample, LOOK_BACK));
  const age = binary(call("time"), "-", aggregate("max", [], newest));
  const conditions = [
    binary(age, ">", number(TOO_OLD + objective.delay)),
    call("absent", newest),
    shortLived(objective),
    uncounted(objective),
  ];
  return [
    {
      kind: "alert",
      alert: objective.naming.names.noData,
      expr: outsideExclusions(
        objective,
        conditions.reduce((left, right) => binary(left, "or", right)),
      ),
      waitFor: SETTLE,
      keepFiringFor: undefined,
      labels: alertLabels(objective, alerts.noData),
      annotations: missingAnnotations(objective, WHAT_IS_MISSING, context),
    },
  ];
}

/** 0 where samples came in, and no rate of them for as long. */
const shortLived = (objective: Objective): Expression =>
  binary(
    number(0),
    "*",
    seenWithout(objective, SEEN_AT_TIMES, overTime(objective, "last_over_time", totalEventsSeries("5m"), CAME_IN_FOR)),
  );

/** How often the newest sample was seen of late, where no bad events were recorded meanwhile, not even none. */
const uncounted = (objective: Objective): Expression =>
  seenWithout(objective, SEEN_OF_IT, overTime(objective, "last_over_time", badEventsSeries("5m"), RECENT));

function seenWithout(objective: Objective, times: number, counted: Expression): Expression {
  const { by } = objective;
  const seen = ownOnly(objective, overTime(objective, "count_over_time", RECORDED.newestSample, CAME_IN_FOR));
  // An author's raw series may lack the labels of the groups.
  const matching = by.length === 0 ? undefined : { ignoring: by };
  return aggregate("max", [], binary(binary(seen, ">=", number(times)), "unless", counted, matching));
}

/**
 * By the alert's value, which is an age of more than {@link TOO_OLD}, or the 1 of what is absent, or a count between
 * the two, or the 0 of what is too short-lived. Tests do not foretell it: an age is the distance between two evaluations.
 */
const WHAT_IS_MISSING: Text = (() => {
  const old = `{{ $value | ${DURATION_FORMAT.template} | printf "the newest sample is %s old" }}`;
  const failing = "samples come in, but the rules that count them record nothing";
  const never = "not one sample within the last hour";
  const brief =
    "samples come in, but nothing can be counted of them: their series live for less than two scrapes, as in a crash loop, or the rules fail";
  return {
    template: `{{ if gt $value ${TOO_OLD}.0 }}${old}{{ else if gt $value 1.0 }}${failing}{{ else if gt $value 0.0 }}${never}{{ else }}${brief}{{ end }}`,
    plain: ({ value }) => {
      if (value > TOO_OLD) return `the newest sample is ${DURATION_FORMAT.plain(value)} old`;
      return value > 1 ? failing : value > 0 ? never : brief;
    },
  };
})();
