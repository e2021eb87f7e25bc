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
 * there all the time.
 *
 * @returns 0 where it is not known, or where nothing is hidden; and how high it stands after it
 */
export function hiddenBy(series: SeriesDigest, fall: Fall): { readonly hidden: number; readonly value: number } {
  const [hidden, value] = [lowAt(series, fall.fromMs), lowAt(series, fall.toMs)];
  const isKnown = hidden > 0 && Number.isFinite(hidden) && Number.isFinite(value);
  return isKnown && wentOn(series, fall) && !wasAway(series, fall) ? { hidden, value } : { hidden: 0, value };
}

/** Whether a series has samples on both sides of a fall, and none within at which it fell itself. */
function wentOn({ pieces, resets }: SeriesDigest, { fromMs, toMs }: Fall): boolean {
  const isThere = someOf(pieces, 4, (i) => (pieces[i] ?? 0) <= fromMs && (pieces[i + 2] ?? 0) >= toMs);
  return isThere && !someOf(resets, 2, (i) => (resets[i] ?? 0) < toMs && (resets[i + 1] ?? 0) > fromMs);
}

/** Whether samples are missing around a fall: what is hidden then is told by the absence. */
const wasAway = ({ absences }: SeriesDigest, { fromMs, toMs }: Fall): boolean =>
  someOf(absences, 4, (i) => (absences[i] ?? 0) < toMs && (absences[i + 2] ?? 0) > fromMs);

function someOf({ length }: ArrayLike<number>, each: number, isSuch: (i: number) => boolean): boolean {
  for (let i = 0; i < length; i += each) if (isSuch(i)) return true;
  return false;
}

/** How high a counter stood at a time: infinite where it stood too high for a new one, NaN where it is not known. */
function lowAt({ lows }: SeriesDigest, atMs: number): number {
  let [low, high] = [0, lows.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lows[2 * middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.NaN : (lows[2 * low - 1] ?? Number.NaN);
}
