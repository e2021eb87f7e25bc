import type { TimeSpan } from "../counting/excluded-time.ts";

/** Newest sample times of the series of one target, and of one metric of it. */
export interface Family {
  newestMs: number;
  /** The last silence that was longer than a series may be silent. */
  gap: TimeSpan | undefined;
  /** Between which samples counters of it began anew, the newest last. */
  readonly resets: TimeSpan[];
  /** By which chains name it in what is kept. */
  number: number;
}

/** A process that restarts all the time has more; the newest are the ones that are asked for. */
const MOST_RESETS = 64;

/** All that a family is, as plain values. */
export interface KeptFamily extends Omit<Family, "resets" | "number"> {
  readonly key: string;
  readonly resets: readonly TimeSpan[];
}

/** A counter of a target began anew between two of its samples. */
export function noteReset({ resets }: Family, fromMs: number, toMs: number): void {
  resets.push({ fromMs, toMs });
  if (resets.length > MOST_RESETS) resets.shift();
}

/** Takes back what {@link noteReset} noted. */
export function forgetReset({ resets }: Family, fromMs: number, toMs: number): void {
  for (let i = resets.length - 1; i >= 0; i--)
    if (resets[i]?.fromMs === fromMs && resets[i]?.toMs === toMs) resets.splice(i, 1);
}

/**
 * Whether any counter of a target began anew within (fromMs, toMs], for sure: one that was away itself may have begun
 * anew before.
 */
export const hasReset = ({ resets }: Family, fromMs: number, toMs: number): boolean =>
  resets.some((reset) => reset.fromMs >= fromMs && reset.toMs <= toMs);
