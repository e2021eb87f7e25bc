import { eventRates } from "../sli/rates.ts";
import { instant } from "../units/instant.ts";
import { seconds } from "../units/seconds.ts";
import { mostPlausible } from "./births.ts";
import type { Cell } from "./cell.ts";
import type { Chunk, Part } from "./history-chunk.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import type { Stretch } from "./tier.ts";
import type { TrackedObjective } from "./tracked-objective.ts";
import { isCount } from "./valid-sample.ts";

/** Values by the end of the step that they speak of, in milliseconds. */
type Points = ReadonlyMap<number, number>;

const NOTHING: Points = new Map();

/** Counts the history that the answers of a chunk tell of. */
export function applyChunk(chunk: Chunk): void {
  const { tracked, span, answers } = chunk;
  const { mayBeAbsent } = eventRates(tracked.objective, seconds(span.stepMs / 1000));
  const read = (part: Part): ReadonlyMap<Cell, Points> =>
    pointsByCell(tracked, answers.get(part) ?? [], instant(span.toMs));
  const [totals, bad, newTotal, newCounted] = [read("total"), read("bad"), read("newTotal"), read("newCounted")];
  for (const [cell, total] of totals) {
    const of = (points: ReadonlyMap<Cell, Points>): Points => points.get(cell) ?? NOTHING;
    const stretches = stretchesOf(
      chunk,
      { total, bad: of(bad), newTotal: of(newTotal), newCounted: of(newCounted) },
      mayBeAbsent ? 0 : Number.NaN,
    );
    const last = stretches.at(-1);
    if (last === undefined) continue;
    cell.place.bank.addHistory(cell.place.index, stretches);
    if (chunk.channels.total) cell.noteHistory(last.endMs);
    tracked.approximateUntilMs = Math.max(tracked.approximateUntilMs, last.endMs);
  }
}

/** @param absentBad - what it means that no bad events are told of: none, or broken data */
function stretchesOf(
  { tracked, span, hole, channels }: Chunk,
  points: Readonly<Record<Part, Points>>,
  absentBad: number,
): readonly Stretch[] {
  const stepSeconds = span.stepMs / 1000;
  const stretches: Stretch[] = [];
  for (const [endMs, totalRate] of [...points.total].toSorted(([a], [b]) => a - b)) {
    const badRate = points.bad.get(endMs) ?? absentBad;
    // The share of the step that lies in the hole; the rest was counted from raw samples.
    const fromMs = Math.max(endMs - span.stepMs, span.fromMs, hole.fromMs);
    const lengthMs = Math.min(endMs, hole.toMs) - fromMs;
    if (lengthMs <= 0 || !isCount(totalRate) || !isCount(badRate)) continue;
    const countedRate = tracked.countedAs === "good" ? totalRate - Math.min(badRate, totalRate) : badRate;
    const first = firstCounts(points, endMs, span.stepMs, totalRate);
    const events = (rate: number, firstCount: number): number =>
      (rate * stepSeconds + firstCount) * (lengthMs / span.stepMs);
    stretches.push({
      endMs: fromMs + lengthMs,
      lengthMs,
      total: channels.total ? events(totalRate, first.total) : 0,
      counted: channels.counted ? events(countedRate, first.counted) : 0,
      observedMs: channels.total ? lengthMs : 0,
    });
  }
  return stretches;
}

/**
 * What new series began with: nothing where none was seen before, or with more than can be new, for that may be a
 * lifetime's count.
 */
function firstCounts(
  { total, newTotal, newCounted }: Readonly<Record<Part, Points>>,
  endMs: number,
  stepMs: number,
  totalRate: number,
): { readonly total: number; readonly counted: number } {
  const first = { total: newTotal.get(endMs) ?? 0, counted: newCounted.get(endMs) ?? 0 };
  const isNew = total.has(endMs - stepMs) && Math.max(first.total, first.counted) <= mostPlausible(totalRate);
  return isNew ? first : { total: 0, counted: 0 };
}

/** The points of each cell. An objective without groups may still get several series: they are summed. */
function pointsByCell(
  tracked: TrackedObjective,
  answer: readonly SampleSeries[],
  atMs: number,
): ReadonlyMap<Cell, Points> {
  const points = new Map<Cell, Map<number, number>>();
  for (const { labels, timestamps, values } of answer) {
    const cell = tracked.cellFor(labels, atMs);
    if (cell === undefined) continue;
    const byEnd = points.get(cell) ?? new Map<number, number>();
    timestamps.forEach((endMs, i) => byEnd.set(endMs, (byEnd.get(endMs) ?? 0) + (values[i] ?? Number.NaN)));
    points.set(cell, byEnd);
  }
  return points;
}
