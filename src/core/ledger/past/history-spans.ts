import type { StepGrid } from "./observed-shares.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A stretch of history that one range query brings: increases of `stepMs` each. */
export interface HistorySpan {
  /** The start of the first step and the end of the last; both are multiples of `stepMs`. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** The finest steps in which history is asked. */
export const FINEST_STEP_MS = 5 * MINUTE_MS;

/** How history is cut, newest first: each row reaches back to `age`, in spans of at most `span`. */
const CUTS = [
  { ageMs: 6 * HOUR_MS, stepMs: FINEST_STEP_MS, spanMs: 6 * HOUR_MS },
  { ageMs: 3 * DAY_MS, stepMs: FINEST_STEP_MS, spanMs: DAY_MS },
  { ageMs: Number.POSITIVE_INFINITY, stepMs: HOUR_MS, spanMs: 7 * DAY_MS },
] as const;

/**
 * Cuts a hole in the history into spans, newest first: 5 minute steps where the ledger keeps them, hours before
 * that. The outermost spans may reach over the hole's edges; the reader takes the share that lies within.
 */
export function cutSpans(fromMs: number, toMs: number, nowMs: number): readonly HistorySpan[] {
  const spans: HistorySpan[] = [];
  let endMs = ceilTo(toMs, CUTS[0].stepMs);
  for (const { ageMs, stepMs, spanMs } of CUTS) {
    // The finer steps end at a full hour, so that the coarser ones fit below.
    const limitMs = Math.max(floorTo(nowMs - ageMs, HOUR_MS), fromMs);
    endMs = spans.length === 0 ? ceilTo(toMs, stepMs) : endMs;
    while (endMs > limitMs) {
      const startMs = Math.max(endMs - spanMs, floorTo(limitMs, stepMs));
      spans.push({ fromMs: startMs, toMs: endMs, stepMs });
      endMs = startMs;
    }
  }
  return spans;
}

const floorTo = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;
const ceilTo = (ms: number, stepMs: number): number => Math.ceil(ms / stepMs) * stepMs;

/** The steps of a span. */
export function gridOf({ fromMs, toMs, stepMs }: HistorySpan): StepGrid {
  const count = Math.round((toMs - fromMs) / stepMs);
  return { ends: Array.from({ length: count }, (_, i) => fromMs + (i + 1) * stepMs), stepMs };
}

/** Two halves of a span that was too much to ask at once; nothing when it is one step already. */
export function splitSpan({ fromMs, toMs, stepMs }: HistorySpan): readonly HistorySpan[] {
  const steps = (toMs - fromMs) / stepMs;
  if (steps < 2) return [];
  const middleMs = fromMs + Math.floor(steps / 2) * stepMs;
  return [
    { fromMs: middleMs, toMs, stepMs },
    { fromMs, toMs: middleMs, stepMs },
  ];
}
