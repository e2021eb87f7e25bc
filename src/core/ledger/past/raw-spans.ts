const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A stretch of history that is read from raw samples in one go, and the rows in which its events are counted. */
export interface RawSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** As fine as the tiers keep it: each row reaches back to `age`, in spans of at most `length`. */
const cuts = (liveStepMs: number) =>
  [
    { ageMs: 6 * HOUR_MS, stepMs: liveStepMs, lengthMs: 12 * HOUR_MS },
    { ageMs: 3 * DAY_MS, stepMs: 5 * MINUTE_MS, lengthMs: 4 * DAY_MS },
    { ageMs: Number.POSITIVE_INFINITY, stepMs: HOUR_MS, lengthMs: 7 * DAY_MS },
  ] as const;

/**
 * Cuts (fromMs, toMs] into spans, newest first. Their edges depend on `nowMs` alone, so that what objectives want of
 * the same time is read together.
 */
export function cutRawSpans(fromMs: number, toMs: number, nowMs: number, liveStepMs: number): readonly RawSpan[] {
  const spans: RawSpan[] = [];
  let edgeMs = Number.POSITIVE_INFINITY;
  for (const { ageMs, stepMs, lengthMs } of cuts(liveStepMs)) {
    // Full hours, which are rows of every tier.
    const limitMs = Math.floor((nowMs - ageMs) / HOUR_MS) * HOUR_MS;
    while (edgeMs > limitMs && edgeMs > fromMs) {
      const startMs = Math.max(limitMs, Number.isFinite(edgeMs) ? edgeMs - lengthMs : limitMs);
      const span = { fromMs: Math.max(startMs, fromMs), toMs: Math.min(edgeMs, toMs), stepMs };
      if (span.fromMs < span.toMs) spans.push(span);
      edgeMs = startMs;
    }
  }
  return spans;
}

/** Half of less asks for hardly less: each reading begins some hours before what it counts. */
const WORTH_HALVING_MS = DAY_MS;

/** Both halves of a span, the newer one first; the span itself where that is short. */
export function halvesInTime(span: RawSpan): readonly RawSpan[] {
  if (span.toMs - span.fromMs < WORTH_HALVING_MS) return [span];
  // A full hour, which is a row of every tier.
  const middleMs = Math.floor((span.fromMs + span.toMs) / 2 / HOUR_MS) * HOUR_MS;
  return [
    { ...span, fromMs: middleMs },
    { ...span, toMs: middleMs },
  ];
}

/** A span in parts of at most `mostMs`, the newest first; those that are not worth halving are longer. */
export function cutInTime(span: RawSpan, mostMs: number): readonly RawSpan[] {
  if (span.toMs - span.fromMs <= mostMs) return [span];
  const halves = halvesInTime(span);
  return halves.length === 1 ? halves : halves.flatMap((half) => cutInTime(half, mostMs));
}
