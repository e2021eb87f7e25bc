import type { Arena, OwnOutcome } from "../../core/simulation/compare.ts";
import type { KnownCapacity } from "../../core/scaling/capacity/learner.ts";
import type { Outcome } from "../../core/simulation/run.ts";
import type { Trace } from "../../core/simulation/trace/trace.ts";

/** Headroom with one share of the capacity that is meant to be used, 0..1. */
export interface Swept extends Outcome {
  readonly utilization: number;
}

/** What was played and how everybody did. */
export interface Comparison {
  /** The file of the trace, or what was read from Prometheus. */
  readonly file: string;
  readonly trace: Trace;
  readonly arena: Arena;
  readonly riseSeconds: number | undefined;
  readonly own: OwnOutcome;
  /** What a replica took in the past that is replayed; undefined where that is not known. */
  readonly measured: KnownCapacity | undefined;
  /** What scaled the load that a capacity was learned from before: a part of a sentence. */
  readonly past: string;
  readonly rivals: readonly Outcome[];
  /** What the metrics of a manifest are taken for, a sentence for each autoscaler. */
  readonly takenFor: readonly string[];
  readonly sweep: readonly Swept[];
}
