/** A bound with its direction: `0.9` means above, `"<0.8"` below. */
export interface Threshold {
  readonly direction: "above" | "below";
  /** In the unit of the cause. */
  readonly value: number;
}

/** What the number of a cause counts; a `ratio` is 0..1 and shown as a percentage. */
export type CauseUnit = "ratio" | "seconds" | "bytes" | "per-second" | "count";

/** Something that may explain a symptom: drawn beside it, never paged on. */
export interface Cause {
  readonly name: string;
  /** The author's PromQL, checked by the grammar; an instant vector. */
  readonly query: string;
  readonly unit: CauseUnit;
  readonly concerning: Threshold | undefined;
  readonly critical: Threshold | undefined;
}
