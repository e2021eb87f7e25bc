import type { LabelDigests } from "./label-digest.ts";

/** One series of an answer: raw samples at their own times, oldest first. */
export interface SampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly timestamps: readonly number[];
  /** As Prometheus gave them: NaN and infinities are passed on, the reader refuses them. */
  readonly values: readonly number[];
  /** Of its labels, where whoever read the answer has made them. */
  readonly digests?: LabelDigests;
}

/** The series of an answer, of which there may be so many that each is made when it is looked at: a list is one too. */
export interface SeriesList extends Iterable<SampleSeries> {
  readonly length: number;
  /** The one at a place, from 0; undefined beyond the end. */
  at(place: number): SampleSeries | undefined;
  /** The names of all their labels, where they are known without a look at each series. */
  readonly labelNames?: ReadonlySet<string>;
}
