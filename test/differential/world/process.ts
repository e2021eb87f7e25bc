import type { Random } from "../../../demo/backfill/random.ts";
import type { Life, Place, Truth } from "./place.ts";
import type { TargetReader } from "./target-reader.ts";

/** The load is looked up as often; it moves more slowly. */
const LOAD_EVERY_MS = 10_000;
const SECOND_MS = 1000;
/** Poisson numbers as the number of so many that happen. */
const MANY = 1e9;

/** Lets the processes of a place live, second by second, while they are scraped. */
export function live(place: Place, reader: TargetReader, truth: Truth, random: Random): void {
  let next = 0;
  for (const life of place.lives) {
    // Nobody is there: the scrape fails.
    while ((place.scrapes[next]?.atMs ?? Number.POSITIVE_INFINITY) < life.fromMs) next++;
    next = liveOnce({ place, life, next, reader, truth, random });
  }
}

interface Course {
  readonly place: Place;
  readonly life: Life;
  readonly next: number;
  readonly reader: TargetReader;
  readonly truth: Truth;
  readonly random: Random;
}

/** @returns the index of the first scrape after this life */
function liveOnce({ place, life, next: first, reader, truth, random }: Course): number {
  const sums = { total: 0, bad: 0, fast: 0 };
  let next = first;
  const readUpTo = (ms: number): void => {
    for (let scrape = place.scrapes[next]; scrape !== undefined && scrape.atMs < ms; scrape = place.scrapes[++next])
      truth.shown.add(scrape.atMs, reader.read(place, life.pod, scrape, sums));
  };
  let load = place.load(life.fromMs);
  let lookMs = life.fromMs;
  for (let atMs = life.fromMs; atMs < life.toMs; atMs += SECOND_MS) {
    readUpTo(atMs);
    if (atMs - lookMs >= LOAD_EVERY_MS) [load, lookMs] = [place.load(atMs), atMs];
    if (load.perSecond === 0) continue;
    const total = random.happening(MANY, load.perSecond / MANY);
    if (total === 0) continue;
    const bad = badAmong(total, load.badShare, random);
    sums.total += total;
    sums.bad += bad;
    sums.fast += random.happening(total - bad, 0.5);
    truth.happened.add(atMs, { total, bad });
  }
  readUpTo(life.toMs);
  return next;
}

function badAmong(total: number, share: number, { unit }: Random): number {
  if (share === 0 || share === 1) return total * share;
  let bad = 0;
  for (let i = 0; i < total; i++) if (unit() < share) bad++;
  return bad;
}
