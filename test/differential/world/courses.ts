import type { Random } from "../../../demo/backfill/random.ts";
import type { Life, Load, Scrape } from "./place.ts";

/** The time that a service goes through, in milliseconds since 1970, and its own source of chance. */
export interface Course {
  readonly fromMs: number;
  readonly toMs: number;
  readonly scrapeMs: number;
  readonly random: Random;
}

/** A stretch of time. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Processes are older than the data: their counters do not begin at zero. */
const OLDER_MS = HOUR_MS;

/** A number within [from, to). */
export const within = ({ unit }: Random, from: number, to: number): number => from + (to - from) * unit();

const isWithin = (stretches: readonly Stretch[], atMs: number): boolean =>
  stretches.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);

/** One process all the time. */
export const steady = ({ fromMs, toMs }: Course, pod: string): readonly Life[] => [
  { pod, fromMs: fromMs - OLDER_MS, toMs: toMs + 1 },
];

/** The process begins anew again and again under the same name, every `every` on average; some seconds nobody is there. */
export function restarting(course: Course, pod: string, every: Stretch, during: readonly Stretch[]): readonly Life[] {
  const lives: Life[] = [];
  let fromMs = course.fromMs - OLDER_MS;
  while (fromMs < course.toMs) {
    const length = Math.round(within(course.random, every.fromMs, every.toMs));
    const next = during.find((stretch) => stretch.toMs > fromMs);
    const begin = next === undefined ? course.toMs + 1 : Math.max(next.fromMs, fromMs);
    const toMs = Math.min(begin + length, course.toMs + 1);
    lives.push({ pod, fromMs, toMs });
    fromMs = toMs + Math.round(within(course.random, 1000, 8000));
  }
  return lives;
}

/** Pods of one rollout after another take each other's place. */
export function replaced(course: Course, pod: string, rolloutsMs: readonly number[]): readonly Life[] {
  const ends = [...rolloutsMs.map((ms) => Math.round(ms + within(course.random, 0, MINUTE_MS))), course.toMs + 1];
  return ends.map((toMs, i) => {
    const before = ends[i - 1];
    const fromMs =
      before === undefined ? course.fromMs - OLDER_MS : before + Math.round(within(course.random, 500, 9000));
    return { pod: `${pod}-${i}`, fromMs, toMs };
  });
}

/** A moment in each of so many equal parts of the time. */
export const spread = ({ fromMs, toMs, random }: Course, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => fromMs + ((toMs - fromMs) * (i + within(random, 0.1, 0.9))) / count);

/** How scrapes of one Prometheus miss their moments. */
export interface Misses {
  /** Share of the interval by which a scrape comes sooner or later. */
  readonly jitter: number;
  /** Share of the scrapes that fail. */
  readonly missed: number;
  readonly gaps: readonly Stretch[];
}

export const REGULAR: Misses = { jitter: 0, missed: 0, gaps: [] };

/** The scrapes of one place by one Prometheus. */
export function scrapes(course: Course, misses: Misses, replica?: string): readonly Scrape[] {
  const { random, scrapeMs } = course;
  const found: Scrape[] = [];
  const offset = within(random, 0, scrapeMs);
  for (let dueMs = course.fromMs + offset; dueMs <= course.toMs; dueMs += scrapeMs) {
    const atMs = Math.round(dueMs + misses.jitter * scrapeMs * within(random, -0.5, 0.5));
    if (atMs <= course.toMs && !isWithin(misses.gaps, atMs) && random.unit() >= misses.missed)
      found.push({ atMs, replica });
  }
  return found;
}

/** Gaps of these lengths, far apart from each other, the last ones within the last day. */
export function gaps({ toMs, random }: Course, lengthsMs: readonly number[], everyMs: number): readonly Stretch[] {
  return lengthsMs.map((lengthMs, i) => {
    const fromMs = Math.round(toMs - (i + 1) * everyMs + within(random, 0, everyMs - lengthMs - 10 * MINUTE_MS));
    return { fromMs, toMs: fromMs + lengthMs };
  });
}

/** How much happens, and what goes wrong. */
export interface Traffic {
  /** Events per second of one process in a busy hour. */
  readonly peak: number;
  /** Share of that in the quietest one. */
  readonly night: number;
  /** Hours around the night in which nothing happens at all. */
  readonly idleHours: number;
  readonly badShare: number;
  readonly outages: readonly (Stretch & { readonly badShare: number })[];
}

/** Traffic that swings by day, with some noise from minute to minute. */
export function daily({ random, fromMs }: Course, nightMs: number, traffic: Traffic): (atMs: number) => Load {
  const noise = Array.from({ length: 97 }, () => within(random, 0.85, 1.15));
  return (atMs) => {
    const fromNightMs = Math.abs(((((atMs - nightMs) % DAY_MS) + 1.5 * DAY_MS) % DAY_MS) - DAY_MS / 2);
    const outage = traffic.outages.find((one) => atMs >= one.fromMs && atMs < one.toMs);
    if (fromNightMs < (traffic.idleHours * HOUR_MS) / 2) return { perSecond: 0, badShare: 0 };
    const day = Math.sin((Math.PI * fromNightMs) / DAY_MS) ** 2;
    const minute = Math.floor((atMs - fromMs) / MINUTE_MS);
    return {
      perSecond: traffic.peak * (traffic.night + (1 - traffic.night) * day) * (noise.at(minute % noise.length) ?? 1),
      badShare: outage?.badShare ?? traffic.badShare,
    };
  };
}
