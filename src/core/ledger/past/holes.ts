import { type HistorySpan, FINEST_STEP_MS, gridOf } from "./history-spans.ts";
import type { ExcludedTime } from "../counting/excluded-time.ts";
import { observedShares, type Points } from "./observed-shares.ts";

/** How one cell was sampled over a span. */
export interface CellSamples {
  /** The time between its samples now; 0 while unknown. */
  readonly spacingMs: number;
  readonly total: Points;
  readonly samples: Points;
}

/** Fine steps tell nothing of series that have fewer samples in each. */
const FEWEST_IN_FINE_STEP = 3;

/**
 * The stretches of a span whose steps are too coarse for what was missed in them: a step with two samples has a rate,
 * and nothing but finer steps says when the others were missing. Of groups, most must agree. And steps of which a part
 * does not count.
 */
export function spansToRefine(
  cells: readonly CellSamples[],
  span: HistorySpan,
  excluded: ExcludedTime,
): readonly HistorySpan[] {
  if (span.stepMs <= FINEST_STEP_MS) return [];
  const grid = gridOf(span);
  const votes = cells.map((cell) => votesOf(cell, span));
  const spans: HistorySpan[] = [];
  for (const [i, toMs] of grid.ends.entries()) {
    const cast = votes.flatMap((of) => of[i] ?? []);
    const fromMs = toMs - span.stepMs;
    const excludedMs = excluded.lengthWithin(fromMs, toMs);
    const isMixed = excludedMs > 0 && excludedMs < span.stepMs;
    if (!isMixed && cast.filter(Boolean).length * 2 <= cast.length) continue;
    const last = spans.at(-1);
    if (last?.toMs === fromMs) spans[spans.length - 1] = { ...last, toMs };
    else spans.push({ fromMs, toMs, stepMs: FINEST_STEP_MS });
  }
  return spans;
}

/** Whether each step has a hole; undefined where it says nothing. */
function votesOf({ spacingMs, total, samples }: CellSamples, span: HistorySpan): readonly (boolean | undefined)[] {
  const grid = gridOf(span);
  const most = grid.ends.reduce((found, end) => Math.max(found, samples.get(end) ?? 0), 0);
  if (most < FEWEST_IN_FINE_STEP * (span.stepMs / FINEST_STEP_MS)) return [];
  // Holes of every hour look like slower scraping: what is usual now tells, and finer steps decide.
  const usual = spacingMs > 0 ? Math.floor(span.stepMs / spacingMs) : 0;
  const shares = observedShares(samples, grid, usual);
  return grid.ends.map((end, i) => (total.has(end) ? (shares[i] ?? 1) < 1 : undefined));
}
