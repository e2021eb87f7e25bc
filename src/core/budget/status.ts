import type { DefinitionChange } from "./definition-change.ts";
import type { State } from "./states.ts";
import type { ReadWindow } from "../objective/burn-window.ts";
import type { Objective } from "../objective/objective.ts";
import type { Reading } from "../objective/reading.ts";
import type { BurnRate } from "../units/burn-rate.ts";
import type { Instant } from "../units/instant.ts";

/**
 * Burn over one window, and the counts that it comes from: `bad` events among the `total` ones, not always whole, since
 * the edges of a window are interpolated.
 */
export interface WindowStatus {
  readonly window: ReadWindow;
  readonly burnRate: Reading<BurnRate>;
  /** 0..1 */
  readonly errorRatio: Reading<number>;
  readonly bad: number;
  readonly total: number;
  /** Share of the window that is known, 0..1: observed, or excluded. */
  readonly coverage: number;
  /** Share of the window that does not count, 0..1. */
  readonly excluded: number;
}

/** Everything known about one objective (one group of it, when it has `by` labels) at one instant. */
export interface ObjectiveStatus {
  readonly objective: Objective;
  /** Values of the `by` labels; empty without `by`. */
  readonly by: Readonly<Record<string, string>>;
  readonly at: Instant;
  readonly state: State;
  /**
   * Why there is no number, or what makes the numbers less than exact, as a sentence for people; undefined when all is
   * well.
   */
  readonly note: string | undefined;
  /** Set while what happens does not count; `until` where the spec says when that ends. */
  readonly exclusion:
    | { readonly since: Instant; readonly until: Instant | undefined; readonly reason: string | undefined }
    | undefined;
  /** Of its definition while it was followed, the oldest first. */
  readonly changes: readonly DefinitionChange[];
  readonly windows: readonly WindowStatus[];
  readonly budget: {
    /** 1 = untouched, negative = overspent. */
    readonly left: Reading<number>;
    /** Bad events that may still happen, at the window's present traffic; negative when overspent. */
    readonly badEventsLeft: Reading<number>;
    /** Seconds until empty at the present burn; null when the budget does not shrink. */
    readonly secondsToExhaustion: Reading<number | null>;
  };
  /** Seconds since the newest raw sample; undefined when there was never one. */
  readonly ageSeconds: number | undefined;
  /** Coverage of the SLO window, 0..1. */
  readonly coverage: number;
  /** Set when some of the window is counted from rates, which are not exact. */
  readonly approximate: boolean;
  /** p50, p95, p99 over 5 minutes in seconds, for latency indicators. */
  readonly latency: Readonly<Record<"0.5" | "0.95" | "0.99", Reading<number>>> | undefined;
}
