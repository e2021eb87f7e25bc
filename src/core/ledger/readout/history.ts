import { windowStart } from "../../budget/calendar.ts";
import { shareLeft } from "../../budget/burn.ts";
import { whyNoNumber, type WindowCounts } from "../../budget/window-counts.ts";
import { after, type Instant, secondsBetween } from "../../units/instant.ts";
import { seconds, type Seconds } from "../../units/seconds.ts";
import type { Cell } from "../counting/cell.ts";
import type { HistoryPoint } from "./history-point.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";

/** The stretch of time that a chart shows. */
export interface HistoryRange {
  readonly from: Instant;
  readonly to: Instant;
  readonly step: Seconds;
}

/** The steps of (from, to] that are complete, oldest first. @throws RangeError for a step of nothing */
export function toHistory(
  tracked: TrackedObjective,
  cell: Cell,
  { from, to, step }: HistoryRange,
): readonly HistoryPoint[] {
  if (!(step > 0)) throw new RangeError("a chart needs a step above 0 s");
  const count = Math.max(0, Math.floor(secondsBetween(from, to) / step));
  return Array.from({ length: count }, (_, i) =>
    toHistoryPoint(tracked, cell, after(from, seconds(i * step)), after(from, seconds((i + 1) * step))),
  );
}

function toHistoryPoint(tracked: TrackedObjective, cell: Cell, start: Instant, end: Instant): HistoryPoint {
  const { objective } = tracked;
  const { bad, total, coverage, excluded } = countsBetween(tracked, cell, start, end);
  const sloStart = windowStart(objective.window, end);
  const length = seconds(secondsBetween(sloStart, end));
  const slo = { window: "slo" as const, length, ...countsBetween(tracked, cell, sloStart, end) };
  const reason = whyNoNumber(slo, undefined);
  const remaining = shareLeft(Math.min(slo.bad, slo.total), slo.total, objective.target);
  return {
    at: end,
    good: total - bad,
    bad,
    total,
    coverage,
    excluded,
    budgetLeft:
      reason === undefined && remaining !== undefined
        ? { kind: "value", value: remaining, at: end }
        : { kind: "noData", reason: reason ?? "no-traffic" },
  };
}

function countsBetween(
  tracked: TrackedObjective,
  cell: Cell,
  start: Instant,
  end: Instant,
): Pick<WindowCounts, "bad" | "total" | "coverage" | "excluded"> {
  const stretch = cell.place.bank.between(cell.place.index, start, end);
  const total = Math.max(0, stretch.total);
  const counted = Math.min(total, Math.max(0, stretch.counted));
  const excludedMs = tracked.excluded.lengthWithin(start, end);
  const share = (ms: number): number => (stretch.lengthMs > 0 ? Math.min(1, Math.max(0, ms / stretch.lengthMs)) : 0);
  return {
    total,
    bad: tracked.countedAs === "bad" ? counted : total - counted,
    coverage: share(stretch.observedMs + excludedMs),
    excluded: share(excludedMs),
  };
}
