import { type ExpressionFeed, QUANTILES, RATES_OVER } from "../../sli/feeds.ts";
import { eventRates } from "../../sli/rates.ts";
import { PART_LABEL } from "../../sli/union.ts";
import type { Cell } from "../counting/cell.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import type { TrackedFeed, TrackedObjective } from "../following/tracked-objective.ts";
import { FUTURE_TOLERANCE_MS, isCount } from "../counting/valid-sample.ts";

const RATE_REACH_MS = RATES_OVER * 1000;

/** What expressions say of one objective at one time; absent where a feed failed. */
type Answers = ReadonlyMap<ExpressionFeed["role"], SeriesList>;

/** Counts events from rates: rate × time between the newest samples. Approximate by nature. */
export function countRates(
  atMs: number,
  answers: readonly { readonly feeds: readonly TrackedFeed[]; readonly series: SeriesList }[],
  faults: ObjectiveFaults,
): void {
  const byObjective = new Map<TrackedObjective, Map<ExpressionFeed["role"], SeriesList>>();
  for (const { feeds, series } of answers) {
    for (const { tracked, feed } of feeds) {
      if (feed.kind !== "expression") continue;
      const known = byObjective.get(tracked) ?? new Map<ExpressionFeed["role"], SeriesList>();
      byObjective.set(tracked, known.set(feed.role, series));
    }
  }
  for (const [tracked, known] of byObjective) {
    faults.guard(tracked.objective, () => {
      countEvents(tracked, atMs, known);
      noteQuantiles(tracked, atMs, known.get("latency") ?? []);
    });
  }
}

function countEvents(tracked: TrackedObjective, atMs: number, answers: Answers): void {
  const [total, bad, newest] = [answers.get("total rate"), answers.get("bad rate"), answers.get("newest sample")];
  // Without its other half a rate says nothing, nor without its age; the next step may bring all.
  if (total === undefined || bad === undefined || newest === undefined) return;
  const { mayBeAbsent } = eventRates(tracked.objective, RATES_OVER);
  const totalRates = valuesByCell(tracked, atMs, total);
  const badRates = valuesByCell(tracked, atMs, bad);
  const newestOf = newestSamples(tracked, atMs, newest, totalRates);
  const liveFromMs = Math.max(...tracked.feeds.map((feed) => feed.liveFromMs));
  for (const cell of tracked.cells) {
    const toldMs = newestOf(cell);
    if (toldMs === undefined) continue;
    if (toldMs > atMs + FUTURE_TOLERANCE_MS) {
      cell.noteFuture(atMs, toldMs);
      continue;
    }
    const sampleMs = Math.min(atMs, toldMs);
    // What lies before the first look tells nothing of how often samples come.
    const spacingMs = sampleMs - (cell.newestMs ?? sampleMs);
    cell.noteSample(sampleMs);
    const totalRate = totalRates.get(cell);
    const toldRate = badRates.get(cell) ?? (mayBeAbsent ? 0 : undefined);
    if (totalRate === undefined || toldRate === undefined) continue;
    const badRate = badAmong(totalRate, toldRate);
    if (!isCount(totalRate) || !isCount(badRate))
      cell.noteInvalid(atMs, `a rate is ${isCount(totalRate) ? badRate : totalRate}, expected a number of events`);
    else countRate(cell, { sampleMs, spacingMs, liveFromMs, totalRate, badRate });
  }
}

/**
 * Bad events per second. Of no events none is bad, whatever an author's quotient makes of it in an idle hour; the rules
 * say the same.
 *
 * @param totalRate - events per second
 * @param badRate - those of them that are bad, as the author's query tells; anything, NaN included
 */
export const badAmong = (totalRate: number, badRate: number): number =>
  totalRate === 0 && !isCount(badRate) ? 0 : badRate;

interface RateReading {
  readonly sampleMs: number;
  readonly spacingMs: number;
  readonly liveFromMs: number;
  readonly totalRate: number;
  readonly badRate: number;
}

/** A rate is known up to the newest sample: after that it only repeats what was, until its window has run empty. */
function countRate(cell: Cell, { sampleMs, spacingMs, liveFromMs, totalRate, badRate }: RateReading): void {
  const sinceMs = Math.max(cell.observedToMs ?? liveFromMs, sampleMs - RATE_REACH_MS, liveFromMs);
  if (sinceMs >= sampleMs) return;
  const length = (sampleMs - sinceMs) / 1000;
  if (cell.observedToMs === undefined) cell.observe(sinceMs, 0, liveFromMs);
  // The rate speaks of as long as it reaches back.
  if (!cell.excluded.keepsOut(sampleMs - RATE_REACH_MS, sampleMs))
    cell.addEvents(sampleMs, totalRate * length, badRate * length);
  cell.observe(sampleMs, spacingMs, liveFromMs);
}

/** The time of a cell's newest sample; an author's own query has one for all groups that it still speaks of. */
function newestSamples(
  tracked: TrackedObjective,
  atMs: number,
  newest: SeriesList,
  totalRates: ReadonlyMap<Cell, number>,
): (cell: Cell) => number | undefined {
  const toMs = (seconds: number): number | undefined => (isCount(seconds) ? Math.round(seconds * 1000) : undefined);
  if (tracked.hasCommonAge) {
    const [all] = newest;
    const forAll = all === undefined ? undefined : toMs(valueOf(all));
    return (cell) => (totalRates.has(cell) ? forAll : undefined);
  }
  const byCell = valuesByCell(tracked, atMs, newest);
  return (cell) => toMs(byCell.get(cell) ?? Number.NaN);
}

function noteQuantiles(tracked: TrackedObjective, atMs: number, latency: SeriesList): void {
  for (const [cell, parts] of Map.groupBy(latency, ({ labels }) => tracked.cellFor(labels, atMs))) {
    if (cell === undefined) continue;
    const valueOfPart = (part: number): number | undefined =>
      parts
        .filter(({ labels }) => labels[PART_LABEL] === String(part))
        .map(valueOf)
        .find(Number.isFinite);
    cell.quantiles = { atMs, values: QUANTILES.map((_, part) => valueOfPart(part)) };
  }
}

/** Values of the cells; several series of one cell are summed. */
function valuesByCell(tracked: TrackedObjective, atMs: number, series: SeriesList): ReadonlyMap<Cell, number> {
  const values = new Map<Cell, number>();
  for (const one of series) {
    const cell = tracked.cellFor(one.labels, atMs);
    if (cell !== undefined) values.set(cell, (values.get(cell) ?? 0) + valueOf(one));
  }
  return values;
}

const valueOf = ({ values }: SampleSeries): number => values.at(-1) ?? Number.NaN;
