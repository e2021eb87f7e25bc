import type { Reading } from "../../objective/reading.ts";
import type { Instant } from "../../units/instant.ts";

/**
 * What happened in one step of a chart, `good` and `bad` events among the `total`, and how the budget stood at its end.
 */
export interface HistoryPoint {
  /** The end of the step; it covers (at - step, at]. */
  readonly at: Instant;
  readonly good: number;
  readonly bad: number;
  readonly total: number;
  /** Share of the step that is known, 0..1: observed, or excluded. Counts of an unknown step are 0 and mean nothing. */
  readonly coverage: number;
  /** Share of the step that does not count, 0..1. */
  readonly excluded: number;
  /** Share of the budget left at `at`, over the SLO window that ends there: 1 = untouched, negative = overspent. */
  readonly budgetLeft: Reading<number>;
}
