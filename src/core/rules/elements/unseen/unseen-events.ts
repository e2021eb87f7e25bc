import { windowLength } from "../../../objective/burn-window.ts";
import type { Objective } from "../../../objective/objective.ts";
import { binary, type Expression, number } from "../../../promql/expression.ts";
import type { Selector } from "../../../promql/selector.ts";
import { shifted } from "../../../promql/shifted.ts";
import { isCountedWhole } from "../../../sli/counted-from.ts";
import type { UnseenEvents } from "../../../sli/error-ratio.ts";
import { type CountersByRole, countersByRole } from "../../../sli/first-values.ts";
import { RECORDED } from "../../../sli/series-names.ts";
import type { Seconds } from "../../../units/seconds.ts";
import { overTime, own, recorded } from "../recorded.ts";
import { record, type RecordingRule } from "../rule.ts";
import { firstBadEvents } from "./first-values.ts";
import { hiddenByRestarts } from "./restarts.ts";
import { plausible } from "./stretch.ts";

/** Windows from here on count what no rate sees: it is told once in half an hour. */
const COUNTED_FROM = windowLength("6h");

/** The events of the last half hour that no rate sees; no sample where there are none. */
export function unseenRecordings(objective: Objective): readonly RecordingRule[] {
  const counters = unseenCounters(objective);
  if (counters === undefined) return [];
  const { total, part, as } = counters;
  const late = (e: Expression): Expression => shifted(e, objective.delay);
  const first = record(objective, RECORDED.firstOfBad, plausible(objective, late(firstBadEvents(objective, counters))));
  if (as === "good") return [first];
  const hidden = (selectors: readonly Selector[]): Expression => late(hiddenByRestarts(objective, selectors, total));
  const isRestart = own(objective, recorded(objective, RECORDED.hiddenOfTotal));
  return [
    first,
    record(objective, RECORDED.hiddenOfTotal, plausible(objective, hidden(total))),
    // Of all counters more tell whether there was a restart than of the bad ones.
    record(
      objective,
      RECORDED.hiddenOfBad,
      binary(binary(hidden(part), ">", number(0)), "and", isRestart, { on: objective.by }),
    ),
  ];
}

/** What was recorded of it in a window; undefined where nothing is. */
export function unseenEvents(objective: Objective, window: Seconds): UnseenEvents | undefined {
  const counters = window < COUNTED_FROM ? undefined : unseenCounters(objective);
  if (counters === undefined) return undefined;
  const rate = (series: string): Expression =>
    own(objective, binary(overTime(objective, "sum_over_time", series, window), "/", number(window)));
  const first = rate(RECORDED.firstOfBad);
  const ofTotal = isWithinTotal(counters) ? [first] : [];
  return counters.as === "good"
    ? { total: ofTotal, bad: [first] }
    : { total: [...ofTotal, rate(RECORDED.hiddenOfTotal)], bad: [first, rate(RECORDED.hiddenOfBad)] };
}

const unseenCounters = (objective: Objective): CountersByRole | undefined =>
  isCountedWhole(objective) ? countersByRole(objective) : undefined;

/** Whether the total counts each event of the part too. */
const isWithinTotal = ({ total, part, as }: CountersByRole): boolean =>
  as === "good" || part.every((one) => total.some((whole) => isWithin(one, whole)));

const isWithin = (part: Selector, whole: Selector): boolean =>
  part.metric === whole.metric &&
  whole.matchers.every((of) =>
    part.matchers.some(
      ({ label, operator, value }) => label === of.label && operator === of.operator && value === of.value,
    ),
  );
