import { type Instant, instant } from "../../units/instant.ts";
import type { Seconds } from "../../units/seconds.ts";
import type { CapacitySample } from "./sample.ts";

/** A number at some moments, oldest first. */
export interface Seen {
  readonly times: readonly Instant[];
  /** In units of what was asked for. */
  readonly values: readonly number[];
}

/** What is known of a stretch of the past, besides events. */
export interface PastLoad {
  /** Offered load, in requests per second. */
  readonly demand: Seen;
  /** How many replicas could take load. */
  readonly ready: Seen;
  /** Whether the load was what burned, and all replicas that were asked for were there. */
  readonly isSettled: (from: Instant, to: Instant) => boolean;
  /** The version that ran; undefined where several did. */
  readonly versionAt: (from: Instant, to: Instant) => string | undefined;
}

/** Events of one SLO within one sample. */
export interface PastEvents {
  /** The end of the sample. */
  readonly at: Instant;
  /** How many were bad. */
  readonly bad: number;
  /** How many there were. */
  readonly total: number;
}

/** The load of a replica may move by so much within a sample: bad events come of its highest moments. */
const MOST_SPREAD = 1.06;
/** A number of replicas is believed for so long. */
const KNOWN_FOR_MS = 90_000;

/**
 * Samples of those moments of which all is known, and in which a replica had about as much to do all the time.
 *
 * @param length - of each sample
 */
export function pastSamples(
  { demand, ready, isSettled, versionAt }: PastLoad,
  events: readonly PastEvents[],
  length: Seconds,
): readonly CapacitySample[] {
  return events.flatMap(({ at, bad, total }) => {
    const from = instant(at - length * 1000);
    const version = versionAt(from, at);
    const loads = loadsWithin(demand, ready, from, at);
    if (loads === undefined || version === undefined || Math.max(...loads) > MOST_SPREAD * Math.min(...loads))
      return [];
    const load = loads.reduce((sum, one) => sum + one, 0) / loads.length;
    return [{ at, load, bad, total, version, isSettled: isSettled(from, at) }];
  });
}

/** What a replica had to do at each moment; undefined where that is known of fewer than two, or not of all. */
function loadsWithin(demand: Seen, ready: Seen, from: Instant, to: Instant): readonly number[] | undefined {
  const loads: number[] = [];
  for (let i = firstFrom(demand.times, from); i < demand.times.length; i++) {
    const [at, offered] = [demand.times[i], demand.values[i]];
    if (at === undefined || offered === undefined || at > to) break;
    const replicas = valueAt(ready, at);
    if (replicas === undefined || !(replicas > 0)) return undefined;
    loads.push(offered / replicas);
  }
  return loads.length < 2 ? undefined : loads;
}

function valueAt({ times, values }: Seen, at: Instant): number | undefined {
  const i = firstFrom(times, instant(at + 1)) - 1;
  const seenAt = times[i];
  return seenAt === undefined || at - seenAt > KNOWN_FOR_MS ? undefined : values[i];
}

/** The index of the first moment that is not before `from`. */
export function firstFrom<Time extends number>(times: ArrayLike<Time>, from: Time): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? from) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
