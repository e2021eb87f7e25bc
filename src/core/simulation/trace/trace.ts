/** What a workload had to do over time: one entry a row, in the order of time, never two at one moment. */
export interface Trace {
  /** Unix seconds. */
  readonly times: Float64Array;
  /** Requests a second; NaN where the row has none. */
  readonly demand: Float64Array;
  /** The share of requests that fail whatever the load is, 0..1; undefined without such a column. */
  readonly badRatio: Float64Array | undefined;
  /** What a replica can take, as a multiple of what it usually takes; undefined without such a column. */
  readonly capacityFactor: Float64Array | undefined;
}

/** What is wrong with a row, and the edit that mends it. */
export interface TraceFault {
  /** Counts from 1. */
  readonly line: number;
  readonly problem: string;
  readonly remedy: string;
}

/** A trace and what is odd about it, or everything that keeps it from being one. */
export type ParsedTrace =
  | { readonly ok: true; readonly trace: Trace; readonly warnings: readonly TraceFault[] }
  | { readonly ok: false; readonly faults: readonly TraceFault[] };
