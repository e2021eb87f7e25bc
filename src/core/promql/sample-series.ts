/** One series of an answer: raw samples at their own times, oldest first. */
export interface SampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly timestamps: readonly number[];
  /** As Prometheus gave them: NaN and infinities are passed on, the reader refuses them. */
  readonly values: readonly number[];
}
