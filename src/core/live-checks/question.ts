import type { SampleSeries } from "../promql/sample-series.ts";
import type { Seconds } from "../units/seconds.ts";

/** Something that only a Prometheus can tell; how it is asked is the adapter's business. */
export type Question =
  /** An instant query, `ago` before now. */
  | { readonly kind: "series"; readonly promql: string; readonly ago: Seconds }
  /** The values that a label has had within a time until now, on all series or on those that match. */
  | { readonly kind: "values"; readonly label: string; readonly match: string | undefined; readonly within: Seconds }
  /** The names of the labels that series have had within the last hour. */
  | { readonly kind: "labels"; readonly match: string }
  /** What targets say of a metric when they are scraped. */
  | { readonly kind: "metadata"; readonly metric: string }
  /** How long samples are kept, in Prometheus' own words: `15d`, `30d or 50GiB`. */
  | { readonly kind: "retention" };

/** What came back. */
export type Answer =
  | { readonly kind: "series"; readonly series: readonly SampleSeries[] }
  /** Values of a label, names of labels, or types of a metric. */
  | { readonly kind: "values"; readonly values: readonly string[] }
  /** Undefined where the server tells none. */
  | { readonly kind: "retention"; readonly text: string | undefined }
  | { readonly kind: "failed"; readonly question: Question; readonly message: string };

/** Equal for equal questions. */
export const questionKey = (question: Question): string => JSON.stringify(question);
