import { gapSeconds } from "../trace/oddities.ts";
import type { Trace } from "../trace/trace.ts";

/** The shortest time that anything is told apart in. */
export const TICK_SECONDS = 5;

/** The quantile of a trace that `--peak` is the height of: one freak sample does not shrink all the others. */
const PEAK_QUANTILE = 0.999;

/** How a trace is played. */
export interface Playing {
  /** What the 99.9th percentile of the demand is scaled to, in requests a second; undefined: as the trace says. */
  readonly peak: number | undefined;
  /**
   * Within how many seconds before a sample demand moves to it from the one before, and is still until then; undefined:
   * on a straight line from sample to sample.
   */
  readonly riseSeconds: number | undefined;
}

/** A load, tick by tick, as the service meets it. */
export interface Load {
  /** Unix seconds at the begin of the first tick. */
  readonly startSeconds: number;
  /** How many ticks it has. */
  readonly ticks: number;
  /** Requests that came before each tick began; one entry more than there are ticks. */
  readonly requests: Float64Array;
  /** Requests a second at most that come within each tick. */
  readonly highest: Float64Array;
  /** By tick, the share of requests that fail whatever the load is; 0..1 */
  readonly badRatio: Float64Array | undefined;
  /** By tick, what a replica takes, as a multiple of what it usually takes. */
  readonly capacityFactor: Float64Array | undefined;
  /** By tick, 1 where the trace has a gap, so that no policy sees what comes. */
  readonly unseen: Uint8Array;
}

/** Plays a trace: what lies between its rows is drawn, and said to be so. */
export function playLoad(trace: Trace, { peak, riseSeconds }: Playing): Load {
  const points = knownPoints(trace);
  const factor = peak === undefined ? 1 : peak / (quantile(points.demand, PEAK_QUANTILE) || 1);
  const startSeconds = points.times[0] ?? 0;
  const ticks = Math.max(1, Math.floor(((points.times.at(-1) ?? 0) - startSeconds) / TICK_SECONDS));
  const requests = new Float64Array(ticks + 1);
  const highest = new Float64Array(ticks);
  const unseen = new Uint8Array(ticks);
  const longest = gapSeconds(trace);
  const walk = new Walk(points.times, points.demand, riseSeconds);
  let before = walk.to(startSeconds);
  for (let tick = 0; tick < ticks; tick++) {
    const next = walk.to(startSeconds + (tick + 1) * TICK_SECONDS);
    requests[tick + 1] = (requests[tick] ?? 0) + ((before + next) / 2) * factor * TICK_SECONDS;
    highest[tick] = Math.max(before, next) * factor;
    unseen[tick] = walk.stepSeconds > longest ? 1 : 0;
    before = next;
  }
  return { startSeconds, ticks, requests, highest, unseen, ...heldColumns(trace, startSeconds, ticks) };
}

/** Demand along time, asked for from the past to the future. */
class Walk {
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  readonly #riseSeconds: number | undefined;
  #i = 0;

  /** @param riseSeconds - as in {@link Playing} */
  constructor(times: Float64Array, values: Float64Array, riseSeconds: number | undefined) {
    this.#times = times;
    this.#values = values;
    this.#riseSeconds = riseSeconds;
  }

  /** The distance of the two rows that the last moment lies between, in seconds. */
  get stepSeconds(): number {
    return (this.#times[this.#i + 1] ?? 0) - (this.#times[this.#i] ?? 0);
  }

  /** Requests a second at a moment, in Unix seconds, that does not lie before the last one. */
  to(at: number): number {
    while (this.#i < this.#times.length - 2 && (this.#times[this.#i + 1] ?? 0) < at) this.#i++;
    const [from, to] = [this.#times[this.#i] ?? 0, this.#times[this.#i + 1] ?? 0];
    const [first, last] = [this.#values[this.#i] ?? 0, this.#values[this.#i + 1] ?? 0];
    const length = Math.min(to - from, this.#riseSeconds ?? to - from);
    const share = Math.min(1, Math.max(0, (at - (to - length)) / length));
    return first + (last - first) * share;
  }
}

/** The rows that have a demand: between two of them it is drawn, so the others are gaps of nobody's knowledge. */
function knownPoints({ times, demand }: Trace): { readonly times: Float64Array; readonly demand: Float64Array } {
  const isKnown = (_at: number, i: number): boolean => !Number.isNaN(demand[i]);
  return { times: times.filter(isKnown), demand: demand.filter((value) => !Number.isNaN(value)) };
}

/** The columns beside the demand hold from their row to the next. */
function heldColumns(
  { times, badRatio, capacityFactor }: Trace,
  startSeconds: number,
  ticks: number,
): Pick<Load, "badRatio" | "capacityFactor"> {
  const held = (column: Float64Array | undefined): Float64Array | undefined => {
    if (column === undefined) return undefined;
    let i = 0;
    return new Float64Array(ticks).map((_, tick) => {
      while (i < times.length - 1 && (times[i + 1] ?? 0) <= startSeconds + tick * TICK_SECONDS) i++;
      return column[i] ?? 0;
    });
  };
  return { badRatio: held(badRatio), capacityFactor: held(capacityFactor) };
}

function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
