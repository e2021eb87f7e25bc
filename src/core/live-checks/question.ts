import type { SampleSeries } from "../promql/sample-series.ts";
import type { Seconds } from "../units/seconds.ts";

/** Something that only a Prometheus can tell; how it is asked is the adapter's business. */
export type Question =
  /** An instant query, `ago` before now. */
  | { readonly kind: "series"; readonly promql: string; readonly ago: Seconds }
  /** The values that a label has had within the last hour, on all series or on those that match. */
  | { readonly kind: "values"; readonly label: string; readonly match: string | undefined }
  /** How long samples are kept, in Prometheus' own words: `15d`, `30d or 50GiB`. */
  | { readonly kind: "retention" };

/** What came back. */
export type Answer =
  | { readonly kind: "series"; readonly series: readonly SampleSeries[] }
  | { readonly kind: "values"; readonly values: readonly string[] }
  /** Undefined where the server tells none. */
  | { readonly kind: "retention"; readonly text: string | undefined }
  | { readonly kind: "failed"; readonly question: Question; readonly message: string };

/** Equal for equal questions. */
export const questionKey = (question: Question): string => JSON.stringify(question);
