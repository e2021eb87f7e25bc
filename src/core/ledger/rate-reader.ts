import { eventRates } from "../sli/rates.ts";
import { minutes } from "../units/seconds.ts";
import type { Cell } from "./cell.ts";
import type { FeedState } from "./feed-state.ts";
import type { SampleSeries } from "./ports.ts";
import type { TrackedObjective } from "./tracked-objective.ts";
import { isCount } from "./valid-sample.ts";

/** A rate over 5 minutes stands for at most that long. */
const RATE_REACH_MS = 300_000;

/** Rates of one objective at one time; absent where a feed failed. */
interface RatePair {
  total: readonly SampleSeries[] | undefined;
  bad: readonly SampleSeries[] | undefined;
}

/** Counts events from rates: rate × time since the reading before. Approximate by nature. */
export function readRates(atMs: number, answers: readonly { readonly feeds: readonly FeedState[]; readonly series: readonly SampleSeries[] }[]): void {
  const pairs = new Map<TrackedObjective, RatePair>();
  for (const { feeds, series } of answers) {
    for (const { tracked, feed } of feeds) {
      const pair = pairs.get(tracked) ?? { total: undefined, bad: undefined };
      if (feed.role === "total rate") pair.total = series;
      else pair.bad = series;
      pairs.set(tracked, pair);
    }
  }
  for (const [tracked, { total, bad }] of pairs) if (total !== undefined && bad !== undefined) countPair(tracked, atMs, total, bad);
}

function countPair(tracked: TrackedObjective, atMs: number, total: readonly SampleSeries[], bad: readonly SampleSeries[]): void {
  const { mayBeAbsent } = eventRates(tracked.objective, minutes(5));
  const badRates = new Map<Cell, number>();
  for (const series of bad) {
    const cell = tracked.cellFor(series.labels, atMs);
    if (cell !== undefined) badRates.set(cell, (badRates.get(cell) ?? 0) + newest(series));
  }
  const liveFromMs = Math.max(...tracked.feeds.map((feed) => feed.liveFromMs));
  for (const series of total) {
    const cell = tracked.cellFor(series.labels, atMs);
    if (cell === undefined) continue;
    const totalRate = newest(series);
    const badRate = badRates.get(cell) ?? (mayBeAbsent ? 0 : undefined);
    // Without its other half a rate says nothing; the next step may bring both.
    if (badRate === undefined) continue;
    if (!isCount(totalRate) || !isCount(badRate)) cell.sawInvalid(atMs, `a rate is ${isCount(totalRate) ? badRate : totalRate}`);
    else countRate(cell, atMs, liveFromMs, totalRate, badRate);
  }
}

function countRate(cell: Cell, atMs: number, liveFromMs: number, totalRate: number, badRate: number): void {
  const sinceMs = Math.max(cell.observedToMs ?? liveFromMs, atMs - RATE_REACH_MS, liveFromMs);
  if (sinceMs >= atMs) return;
  const length = (atMs - sinceMs) / 1000;
  if (cell.observedToMs === undefined) cell.saw(sinceMs, 0, liveFromMs);
  cell.addEvents(atMs, totalRate * length, badRate * length);
  cell.saw(atMs, atMs - sinceMs, liveFromMs);
}

const newest = ({ values }: SampleSeries): number => values.at(-1) ?? Number.NaN;
