import { hasExclusions, isSpan } from "../../objective/exclusion.ts";
import { windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { aggregate, binary, call, type Expression, number } from "../../promql/expression.ts";
import { shifted } from "../../promql/shifted.ts";
import { excludedWhen } from "../../sli/excluded-when.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { RECORDED } from "../../sli/series-names.ts";
import { after, toUnix } from "../../units/instant.ts";
import { seconds } from "../../units/seconds.ts";
import { overTime } from "./recorded.ts";

/** 1 while an exclusion holds for the events that are read at this moment, else 0. */
export function exclusionActive({ exclusions, delay }: Pick<Objective, "exclusions" | "delay">): Expression {
  const now = call("vector", call("time"));
  const spans = exclusions
    .filter(isSpan)
    .map(({ from, to }) =>
      binary(binary(now, ">=", number(toUnix(after(from, delay)))), "<", number(toUnix(after(to, delay)))),
    );
  const when = excludedWhen({ exclusions });
  const held = [
    ...spans.map((each) => aggregate("group", [], each)),
    ...(when === undefined ? [] : [shifted(when, delay)]),
  ];
  return [...held, call("vector", number(0))].reduce((left, right) => binary(left, "or", right));
}

/** A rate of 5 minutes holds what happened up to so long ago, and an exclusion may have ended since its last recording. */
const REACH = seconds(windowLength("5m") + GROUP_INTERVALS.fast);

/** What is left of an expression whose rates reach back at most 5 minutes: nothing, where they touch an exclusion. */
export function outsideExclusions(
  objective: Pick<Objective, "service" | "slo" | "exclusions">,
  e: Expression,
): Expression {
  if (!hasExclusions(objective)) return e;
  const lately = aggregate("max", [], overTime(objective, "max_over_time", RECORDED.excluded, REACH));
  return binary(e, "unless", binary(lately, ">", number(0)), { on: [] });
}
