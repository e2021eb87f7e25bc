import type { QueryAnswer, QueryFailure } from "../../core/promql/query-answer.ts";
import type { SampleSeries } from "../../core/promql/sample-series.ts";
import { type Instant, toUnix } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { type Heard, parseField, parseTexts, parseTime, parseTypes } from "./answer.ts";
import { Decoder } from "./decoder.ts";
import { Permits } from "./permits.ts";
import { PrometheusError } from "./prometheus-error.ts";
import { type RawAnswer, Transport } from "./transport.ts";

type Fields = Readonly<Record<string, string>>;
type Parse<T> = (answer: RawAnswer) => Heard<T> | Promise<Heard<T>>;

export interface PrometheusOptions {
  /** May carry a path prefix, no user and no query. */
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly maxBodyBytes: number;
  readonly concurrency: number;
  readonly ca: string | undefined;
  /** Labels by which nothing but the replica is told that wrote a series. */
  readonly replicaLabels?: readonly string[];
  /** Asked anew for each query, so that a changed token needs no restart; when that fails, so does the query. */
  readonly headers: () => Promise<QueryAnswer<Fields>>;
  /** Adds the present trace's headers, for spans that go on in Prometheus. */
  readonly propagate: (headers: Record<string, string>) => void;
  readonly onQuery: (outcome: "answered" | QueryFailure, seconds: number) => void;
}

/** Longer query strings are sent as a form: proxies refuse long addresses. */
const MAX_QUERY_STRING = 2_000;

/**
 * Thanos and VictoriaMetrics then fail a query that a store did not answer, instead of leaving its series out;
 * Prometheus does not know the words, and ignores them.
 */
const WHOLE = { partial_response: "false", deny_partial_response: "1" };

/** A client of one Prometheus (or of what speaks its query API). */
export class Prometheus {
  readonly #options: PrometheusOptions;
  readonly #transport: Transport;
  readonly #permits: Permits;
  readonly #decoder = new Decoder();
  readonly #parseSeries = (answer: RawAnswer): Promise<Heard<readonly SampleSeries[]>> => this.#decoder.series(answer);

  readonly replicaLabels: readonly string[];

  constructor(options: PrometheusOptions) {
    this.#options = options;
    this.replicaLabels = options.replicaLabels ?? [];
    this.#transport = new Transport(options);
    this.#permits = new Permits(options.concurrency);
  }

  /** An instant query: raw samples for a range selector, one sample a series for anything else. */
  instant(promql: string, at?: Instant): Promise<QueryAnswer<readonly SampleSeries[]>> {
    const moment = at === undefined ? {} : { time: String(toUnix(at)) };
    return this.#query("api/v1/query", { query: promql, ...moment }, this.#parseSeries);
  }

  range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<QueryAnswer<readonly SampleSeries[]>> {
    const span = { start: String(toUnix(from)), end: String(toUnix(to)), step: String(step) };
    return this.#query("api/v1/query_range", { query: promql, ...span }, this.#parseSeries);
  }

  /** Prometheus' own clock. */
  serverTime(): Promise<QueryAnswer<Instant>> {
    return this.#query("api/v1/query", { query: "time()" }, parseTime);
  }

  /** The version that Prometheus tells, or undefined where the address serves no build information. */
  version(): Promise<QueryAnswer<string | undefined>> {
    return this.#ask("api/v1/status/buildinfo", {}, (answer) => parseField(answer, "version"));
  }

  /** The values that a label had between two moments, on all series or on those of a selector. */
  labelValues(
    label: string,
    match: string | undefined,
    from: Instant,
    to: Instant,
  ): Promise<QueryAnswer<readonly string[]>> {
    const span = { start: String(toUnix(from)), end: String(toUnix(to)) };
    const matching = match === undefined ? {} : { "match[]": match };
    return this.#query(`api/v1/label/${encodeURIComponent(label)}/values`, { ...span, ...matching }, parseTexts);
  }

  /** The names of the labels that the series of a selector had between two moments. */
  labelNames(match: string, from: Instant, to: Instant): Promise<QueryAnswer<readonly string[]>> {
    const span = { start: String(toUnix(from)), end: String(toUnix(to)) };
    return this.#query("api/v1/labels", { ...span, "match[]": match }, parseTexts);
  }

  /** The types that targets give a metric as they are scraped, each once; none where no target knows it. */
  typesOf(metric: string): Promise<QueryAnswer<readonly string[]>> {
    return this.#ask("api/v1/metadata", { metric }, (answer) => parseTypes(answer, metric));
  }

  /** How long samples are kept, as Prometheus writes it, or undefined where the address tells none. */
  retention(): Promise<QueryAnswer<string | undefined>> {
    return this.#ask("api/v1/status/runtimeinfo", {}, (answer) => parseField(answer, "storageRetention"));
  }

  async close(): Promise<void> {
    await Promise.all([this.#transport.close(), this.#decoder.close()]);
  }

  #query<T>(path: string, parameters: Fields, parse: Parse<T>): Promise<QueryAnswer<T>> {
    return this.#ask(path, { ...parameters, ...WHOLE }, parse);
  }

  #ask<T>(path: string, parameters: Fields, parse: Parse<T>): Promise<QueryAnswer<T>> {
    return this.#permits.run(async () => {
      const start = performance.now();
      const answer = await this.#answer(path, parameters, parse);
      const seconds = (performance.now() - start) / 1000;
      this.#options.onQuery(answer.kind === "answered" ? "answered" : answer.reason, seconds);
      return answer;
    });
  }

  async #answer<T>(path: string, parameters: Fields, parse: Parse<T>): Promise<QueryAnswer<T>> {
    const headers = await this.#options.headers();
    if (headers.kind === "failed") return headers;
    try {
      const { value, remarks } = await parse(await this.#exchange(path, parameters, headers.value));
      return { kind: "answered", value, ...(remarks.length === 0 ? {} : { remarks }) };
    } catch (error) {
      if (error instanceof PrometheusError) return error.toAnswer();
      throw error;
    }
  }

  #exchange(path: string, parameters: Fields, given: Fields): Promise<RawAnswer> {
    const query = new URLSearchParams(parameters).toString();
    const url = new URL(path, this.#options.url.endsWith("/") ? this.#options.url : `${this.#options.url}/`);
    const headers: Record<string, string> = { accept: "application/json", ...given };
    this.#options.propagate(headers);
    if (query.length > MAX_QUERY_STRING) {
      headers["content-type"] = "application/x-www-form-urlencoded";
      return this.#transport.exchange({ method: "POST", url, headers, body: query });
    }
    url.search = query;
    return this.#transport.exchange({ method: "GET", url, headers, body: undefined });
  }
}
