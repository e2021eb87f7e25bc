import { MISSED_INTERVALS } from "../reading/absences.ts";
import type { SeriesDigest } from "./series-digest.ts";

/** A counter of a target fell between two samples: from one scrape to the next, or across those that were missed. */
export interface Fall {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A target that falls more often has no counters, and tells of no restarts. */
const MOST_FALLS = 20_000;

/**
 * When a target began anew, by the falls of its counters; not where another of them stood higher than a new one could
 * meanwhile, and did not fall.
 *
 * @param series - all that is known of the target
 */
export function restartsOf(series: readonly SeriesDigest[]): readonly Fall[] {
  const falls = new Map<string, Fall>();
  for (const { resets } of series)
    for (let i = 0; i < resets.length; i += 2) {
      const fall = { fromMs: resets[i] ?? 0, toMs: resets[i + 1] ?? 0 };
      falls.set(`${fall.fromMs} ${fall.toMs}`, fall);
      if (falls.size > MOST_FALLS) return [];
    }
  const isDenied = (fall: Fall): boolean =>
    series.some((one) => lowAt(one, fall.fromMs) === Number.POSITIVE_INFINITY && wentOn(one, fall));
  return [...falls.values()].filter((fall) => !isDenied(fall)).toSorted((a, b) => a.toMs - b.toMs);
}

/**
 * How many events of a counter that began anew look like those of its last life: it fell itself nowhere within, and was
 * there all the time. Where a fall spans several scrapes, this one showed what it had counted at those between: nobody
 * knows which of them came before the restart.
 *
 * @returns 0 where it is not known, or where nothing is hidden; and how high it stands after it
 */
export function hiddenBy(series: SeriesDigest, fall: Fall): { readonly hidden: number; readonly value: number } {
  const [hidden, value] = [lowAt(series, fall.fromMs), lowAt(series, fall.toMs)];
  // One that did not fall within, and is known and low after it, was so before it.
  const isKnown = Number.isFinite(value) && isOfOneScrape(series, fall) && wentOn(series, fall);
  return isKnown && !wasAway(series, fall) ? { hidden, value } : { hidden: 0, value };
}

/** Whether any restart of these, oldest first, lies within (fromMs, toMs] for sure. */
export function hasRestart(restarts: readonly Fall[], fromMs: number, toMs: number): boolean {
  let i = firstWhere(restarts.length, (at) => (restarts[at]?.toMs ?? 0) > fromMs);
  for (let one = restarts[i]; one !== undefined && one.toMs <= toMs; one = restarts[++i])
    if (one.fromMs >= fromMs) return true;
  return false;
}

/** Whether a series has samples on both sides of a fall, and none within at which it fell itself. */
function wentOn({ pieces, resets }: SeriesDigest, { fromMs, toMs }: Fall): boolean {
  const next = 4 * firstWhere(pieces.length / 4, (i) => (pieces[4 * i] ?? 0) > fromMs);
  // Before the first piece there is no sample.
  const lastMs = pieces[next - 2] ?? Number.NEGATIVE_INFINITY;
  return lastMs >= toMs && !overlaps(resets, 2, 1, { fromMs, toMs });
}

const isOfOneScrape = ({ spacingMs }: SeriesDigest, { fromMs, toMs }: Fall): boolean =>
  toMs - fromMs <= MISSED_INTERVALS * spacingMs;

/** Whether samples are missing around a fall: what is hidden then is told by the absence. */
const wasAway = ({ absences }: SeriesDigest, fall: Fall): boolean => overlaps(absences, 4, 2, fall);

/** Whether a fall overlaps with one of the stretches, of `each` numbers and oldest first, that end at the one `to`. */
function overlaps(stretches: ArrayLike<number>, each: number, to: number, { fromMs, toMs }: Fall): boolean {
  const first = firstWhere(stretches.length / each, (i) => (stretches[each * i + to] ?? 0) > fromMs);
  return first < stretches.length / each && (stretches[each * first] ?? 0) < toMs;
}

/** How high a counter stood at a time: infinite where it stood too high for a new one, NaN where it is not known. */
function lowAt({ lows }: SeriesDigest, atMs: number): number {
  const next = firstWhere(lows.length / 2, (i) => (lows[2 * i] ?? 0) > atMs);
  return lows[2 * next - 1] ?? Number.NaN;
}

/** The first of `count` places at which something is so, as it is at all later ones; `count` for none. */
function firstWhere(count: number, isSo: (i: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
