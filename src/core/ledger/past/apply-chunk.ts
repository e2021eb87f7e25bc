import { eventRates } from "../../sli/rates.ts";
import { instant } from "../../units/instant.ts";
import { seconds } from "../../units/seconds.ts";
import { mostPlausible } from "../reading/births.ts";
import { badAmong } from "../reading/rate-reader.ts";
import type { Cell } from "../counting/cell.ts";
import type { TimeSpan } from "../counting/excluded-time.ts";
import { type Chunk, CONDITION_STEP_MS, type Part } from "./history-chunk.ts";
import { FINEST_STEP_MS, gridOf, type HistorySpan } from "./history-spans.ts";
import { type CellSamples, spansToRefine } from "./holes.ts";
import { observedShares, type Points } from "./observed-shares.ts";
import type { SeriesList } from "../../promql/sample-series.ts";
import { inColumns, type Stretch } from "../counting/counts.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import { isCount } from "../counting/valid-sample.ts";

const NOTHING: Points = new Map();

/** What the answers of a chunk tell of one cell. */
type CellPoints = Readonly<Record<CellPart, Points>>;

type CellPart = Exclude<Part, "excluded">;

/**
 * Counts the history that the answers of a chunk tell of.
 *
 * @returns stretches of it that were not counted, because they want finer steps
 */
export function applyChunk(chunk: Chunk): readonly HistorySpan[] {
  const { tracked, span, answers, channels } = chunk;
  const { mayBeAbsent } = eventRates(tracked.objective, seconds(span.stepMs / 1000));
  const cells = pointsOfCells(chunk);
  for (const [cell, { samples }] of cells) noteSpacing(cell, samples, span);
  const isSampled = answers.has("samples");
  tracked.excluded.tellHistory(excludedSteps(answers.get("excluded") ?? []));
  const refined = spansToRefine(isSampled && channels.total ? samplesOf(cells) : [], span, tracked.excluded);
  const grid = gridOf(span);
  for (const [cell, points] of cells) {
    const shares = isSampled ? observedShares(points.samples, grid) : [];
    const observed = new Map(grid.ends.map((end, i) => [end, shares[i] ?? 1]));
    const stretches = stretchesOf(chunk, points, mayBeAbsent ? 0 : Number.NaN, observed).filter(
      ({ endMs }) => !refined.some(({ fromMs, toMs }) => endMs > fromMs && endMs <= toMs),
    );
    const last = stretches.at(-1);
    if (last === undefined) continue;
    cell.place.bank.addHistory(cell.place.index, inColumns(stretches));
    if (chunk.channels.total) cell.noteHistory(last.endMs - last.lengthMs, last.endMs);
    tracked.approximateUntilMs = Math.max(tracked.approximateUntilMs, last.endMs);
  }
  return refined;
}

function pointsOfCells({ tracked, span, answers }: Chunk): ReadonlyMap<Cell, CellPoints> {
  const read = (part: CellPart): ReadonlyMap<Cell, Points> =>
    pointsByCell(tracked, answers.get(part) ?? [], instant(span.toMs));
  const parts = {
    total: read("total"),
    bad: read("bad"),
    newTotal: read("newTotal"),
    newCounted: read("newCounted"),
    samples: read("samples"),
  };
  const of = (part: CellPart, cell: Cell): Points => parts[part].get(cell) ?? NOTHING;
  return new Map(
    [...parts.total].map(([cell, total]) => [
      cell,
      {
        total,
        bad: of("bad", cell),
        newTotal: of("newTotal", cell),
        newCounted: of("newCounted", cell),
        samples: of("samples", cell),
      },
    ]),
  );
}

const samplesOf = (cells: ReadonlyMap<Cell, CellPoints>): readonly CellSamples[] =>
  [...cells].map(([{ spacingMs }, { total, samples }]) => ({ spacingMs, total, samples }));

/** The minutes at whose end a condition held. */
const excludedSteps = (answer: SeriesList): readonly TimeSpan[] =>
  [...answer].flatMap(({ timestamps }) =>
    timestamps.map((toMs): TimeSpan => ({ fromMs: toMs - CONDITION_STEP_MS, toMs })),
  );

/** Steps that no scrape is slower than say how far apart samples are, which coarser ones are then held against. */
function noteSpacing(cell: Cell, samples: Points, { stepMs }: HistorySpan): void {
  const most = Math.max(0, ...[...samples.values()].filter(isCount));
  if (stepMs <= FINEST_STEP_MS && most > 1) cell.noteUsualSpacing(stepMs / most);
}

/**
 * @param absentBad - what it means that no bad events are told of: none, or broken data
 * @param observed - the share of each step that was observed, by its end
 */
function stretchesOf(
  { tracked, span, hole, channels }: Chunk,
  points: CellPoints,
  absentBad: number,
  observed: Points,
): readonly Stretch[] {
  const stepSeconds = span.stepMs / 1000;
  const stretches: Stretch[] = [];
  for (const [endMs, totalRate] of [...points.total].toSorted(([a], [b]) => a - b)) {
    const toldRate = points.bad.get(endMs);
    const badRate = toldRate === undefined ? absentBad : badAmong(totalRate, toldRate);
    // The share of the step that lies in the hole; the rest was counted from raw samples.
    const fromMs = Math.max(endMs - span.stepMs, span.fromMs, hole.fromMs);
    const lengthMs = Math.min(endMs, hole.toMs) - fromMs;
    if (lengthMs <= 0 || !isCount(totalRate) || !isCount(badRate)) continue;
    // What happened in the rest of a step cannot be told from what does not count.
    if (tracked.excluded.touches(endMs - span.stepMs, endMs)) continue;
    const countedRate = tracked.countedAs === "good" ? totalRate - Math.min(badRate, totalRate) : badRate;
    const first = firstCounts(points, endMs, span.stepMs, totalRate);
    const events = (rate: number, firstCount: number): number =>
      (rate * stepSeconds + firstCount) * (lengthMs / span.stepMs);
    stretches.push({
      endMs: fromMs + lengthMs,
      lengthMs,
      total: channels.total ? events(totalRate, first.total) : 0,
      counted: channels.counted ? events(countedRate, first.counted) : 0,
      observedMs: channels.total ? lengthMs * (observed.get(endMs) ?? 1) : 0,
    });
  }
  return stretches;
}

/**
 * What new series began with: nothing where none was seen before, or with more than can be new, for that may be a
 * lifetime's count.
 */
function firstCounts(
  { total, newTotal, newCounted }: CellPoints,
  endMs: number,
  stepMs: number,
  totalRate: number,
): { readonly total: number; readonly counted: number } {
  const first = { total: newTotal.get(endMs) ?? 0, counted: newCounted.get(endMs) ?? 0 };
  const isNew = total.has(endMs - stepMs) && Math.max(first.total, first.counted) <= mostPlausible(totalRate);
  return isNew ? first : { total: 0, counted: 0 };
}

/** The points of each cell. An objective without groups may still get several series: they are summed. */
function pointsByCell(tracked: TrackedObjective, answer: SeriesList, atMs: number): ReadonlyMap<Cell, Points> {
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
