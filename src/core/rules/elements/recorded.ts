import { windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { aggregate, binary, call, type Expression, range, vector } from "../../promql/expression.ts";
import type { Matcher, Selector } from "../../promql/selector.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { RECORDED, SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";
import { type Seconds, seconds } from "../../units/seconds.ts";

/** The labels that tell an objective's recorded series from all others. */
export const identity = ({ service, slo }: Pick<Objective, "service" | "slo">): Readonly<Record<string, string>> => ({
  [SERVICE_LABEL]: service,
  [SLO_LABEL]: slo,
});

/** A recorded series of one objective: `slo:error_ratio:rate1h{service="checkout",slo="availability"}`. */
export function recordedSelector(objective: Pick<Objective, "service" | "slo">, series: string): Selector {
  const matchers = Object.entries(identity(objective)).map(([label, value]): Matcher => ({
    label,
    operator: "=",
    value,
  }));
  return { metric: series, matchers };
}

/** The recorded series as an instant vector. */
export const recorded = (objective: Pick<Objective, "service" | "slo">, series: string): Expression =>
  vector(recordedSelector(objective, series));

/**
 * The part of an expression over recorded series that this rule set recorded itself. Where another Prometheus or a
 * central ruler runs the same rules, its recordings differ in external labels alone, so all are tied to the label set
 * of our own {@link RECORDED.objective}: the bare one, without any label of others. A ruler that finds its own
 * recordings with external labels (Thanos) has no bare one, and cannot tell: it keeps all of them apart by their labels.
 */
export function ownOnly(objective: Pick<Objective, "service" | "slo" | "by">, e: Expression): Expression {
  const every = recorded(objective, RECORDED.objective);
  const bare = binary(every, "and", aggregate("group", [SERVICE_LABEL, SLO_LABEL], every));
  const { by } = objective;
  return binary(e, "and", binary(bare, "or", every, { on: [] }), by.length === 0 ? undefined : { ignoring: by });
}

/** The same with the labels of the groups alone, as a recording has them: the worst, where own and others are one. */
export const own = (objective: Pick<Objective, "service" | "slo" | "by">, e: Expression): Expression =>
  aggregate("max", objective.by, ownOnly(objective, e));

/** A function over a window of a recorded series: `avg_over_time(slo:total_events:rate5m{…}[1d])`. */
export const overTime = (
  objective: Pick<Objective, "service" | "slo">,
  name: string,
  series: string,
  window: Seconds,
): Expression => call(name, range(recordedSelector(objective, series), window));

/**
 * The stretch whose 5 m rates tell of the events of a window and of no older ones: the oldest of them reaches
 * 5 minutes further back. Where a moment decides, as with pages, these events must not be counted twice or too long.
 */
export const samplesWithin = (window: Seconds): Seconds => seconds(window - windowLength("5m"));

/** How many samples of 5 m rates fill half of a window: with fewer, nothing is said about it. */
export const halfOf = (window: Seconds): number => Math.ceil(window / GROUP_INTERVALS.fast / 2);
