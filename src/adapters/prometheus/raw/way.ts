import type { RawAnswer, RawQuery } from "../../../core/ledger/ports.ts";
import type { SeriesDigest } from "../../../core/ledger/past/series-digest.ts";
import type { SeriesList } from "../../../core/promql/sample-series.ts";
import type { QueryAnswer } from "../../../core/promql/query-answer.ts";
import type { Instant } from "../../../core/units/instant.ts";
import type { OpenAnswer } from "../transport.ts";

/** What goes out with a question for raw samples, which is posted. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What reading raw samples needs of the client. */
export interface RawClient {
  /** For what comes in one piece. */
  readonly mostBytes: number;
  /** @throws PrometheusError as the transport does */
  open(path: string, request: RawRequest, signal: AbortSignal): Promise<OpenAnswer>;
  instant(promql: string, at: Instant, signal: AbortSignal): Promise<QueryAnswer<SeriesList>>;
  /** The names of the labels that the series of a selector had between two moments. */
  labelNames(match: string, from: Instant, to: Instant, signal: AbortSignal): Promise<QueryAnswer<readonly string[]>>;
}

/** Takes what raw samples come to. */
export type Take = (digests: readonly SeriesDigest[]) => void;

/** Some milliseconds of work for whoever takes them, while V8 marks what lives: others have their turn after each. */
export const DIGESTS_AT_ONCE = 40;

/** A way to read raw samples of the past. */
export interface RawWay {
  readonly name: Extract<RawAnswer, { readonly kind: "read" }>["way"];
  /**
   * @throws UnsupportedWay when this server does not offer it
   * @throws PrometheusError when it did not end well
   */
  read(query: RawQuery, take: Take, signal: AbortSignal): Promise<void>;
}
