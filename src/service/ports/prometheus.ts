import type { RawAnswer, RawQuery } from "../../core/ledger/ports.ts";
import type { SeriesDigest } from "../../core/ledger/past/series-digest.ts";
import type { QueryAnswer } from "../../core/promql/query-answer.ts";
import type { SeriesList } from "../../core/promql/sample-series.ts";
import type { ToldGroup } from "../../core/rules/told-group.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";

/** Takes what raw samples come to, some series at a time, in no order. */
export type TakeDigests = (digests: readonly SeriesDigest[]) => void;

/** What the service needs of a Prometheus. A failed query is an answer; only a fault in Headroom itself is thrown. */
export interface PrometheusReader {
  /** Raw samples for a range selector, one sample a series for anything else. */
  instant(promql: string, at: Instant): Promise<QueryAnswer<SeriesList>>;
  range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<QueryAnswer<SeriesList>>;
  /**
   * Reads all raw samples of a stretch of the past, however many, and hands over what they come to. Where it does not
   * end well, or `signal` aborts it, what was handed over is worth nothing.
   */
  readonly rawSamples?: (query: RawQuery, take: TakeDigests, signal: AbortSignal) => Promise<RawAnswer>;
  /** Labels by which nothing but the replica is told that wrote a series; none where they are not known. */
  readonly replicaLabels?: readonly string[];
  /** Whether it is not asked for now, since it did not answer for some time; absent where it is always asked. */
  readonly isLeftAlone?: boolean;
  /** Its own clock. */
  serverTime(): Promise<QueryAnswer<Instant>>;
}

/** What checks of its data ask of a Prometheus besides: what series there are, and what is told of them. */
export interface DataTeller extends Pick<PrometheusReader, "instant" | "serverTime" | "replicaLabels"> {
  /** The values that a label had between two moments, on all series or on those of a selector. */
  labelValues(
    label: string,
    match: string | undefined,
    from: Instant,
    to: Instant,
  ): Promise<QueryAnswer<readonly string[]>>;
  /** The names of the labels that the series of a selector had between two moments. */
  labelNames(match: string, from: Instant, to: Instant): Promise<QueryAnswer<readonly string[]>>;
  /** The types that targets give a metric as they are scraped. */
  typesOf(metric: string): Promise<QueryAnswer<readonly string[]>>;
  /** How long samples are kept, as Prometheus writes it; undefined where it tells none. */
  retention(): Promise<QueryAnswer<string | undefined>>;
}

/** What is asked of a Prometheus when somebody looks at a page. */
export interface LookedAt extends Pick<DataTeller, "instant" | "serverTime" | "labelNames" | "replicaLabels"> {
  /** How the rule groups of these names stand; none of those that are not loaded. */
  groups(names: readonly string[]): Promise<QueryAnswer<readonly ToldGroup[]>>;
}
