import type { TimeSpan } from "../counting/excluded-time.ts";

/** How raw samples of one series are counted over a stretch of time. */
export interface DigestPlan {
  /** Samples within (fromMs, toMs] are read. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Only what samples after this tell is counted; those before it are there to be compared with. */
  readonly countFromMs: number;
  /** Events are summed in rows of this length, which end at its multiples. */
  readonly stepMs: number;
  /** A counter counts by its increase; the success of a probe by how long each sample holds. */
  readonly counted: "by its increase" | "by the time it holds";
  /** Spans in which nothing counts: one set for each objective that has its own; mostly one empty set. */
  readonly excluded: readonly (readonly TimeSpan[])[];
}

/** What was counted in rows: `amounts[i]` within (rows[i] - 1, rows[i]] steps since 1970; rows of nothing are left out. */
export interface RowCounts {
  /** Whole numbers, ascending. */
  readonly rows: ArrayLike<number>;
  /** Events; of a probe, seconds. */
  readonly amounts: ArrayLike<number>;
  /** Of a probe the seconds without success, a row each; empty for a counter. */
  readonly bad: ArrayLike<number>;
}

/**
 * All that the raw samples of one series tell of a stretch of time, in a form that costs little to hand over: each
 * sample was looked at once. What its first sample shows is not counted.
 */
export interface SeriesDigest {
  readonly labels: Readonly<Record<string, string>>;
  /** One for each set of exclusions of the plan. */
  readonly counts: readonly RowCounts[];
  /**
   * The pieces of the stretch in which samples are at most the longest silence apart: four numbers each, time and
   * value of the first sample, time and value of the last. At least one.
   */
  readonly pieces: ArrayLike<number>;
  /** Where the counter began anew: two numbers each, the times of the last sample before and of the first after it. */
  readonly resets: ArrayLike<number>;
  /**
   * Neighbours further apart than usual of which the later is not the lower: four numbers each, time and value of both.
   * Whether the counter began anew in between, the other series of its target tell.
   */
  readonly absences: ArrayLike<number>;
  /**
   * Where the counter stood while it was so low that a new one could stand there after a scrape: two numbers each, the
   * time of a sample and its value, wherever that changed; infinite from where on it stood higher, until it began anew.
   * What it had counted by the end of a process' life, and whether it can have begun anew without being lower.
   */
  readonly lows: ArrayLike<number>;
  /** The usual time between samples; 0 where there was but one. */
  readonly spacingMs: number;
}
