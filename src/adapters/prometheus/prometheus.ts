import type { RawAnswer as RawSamples, RawQuery } from "../../core/ledger/ports.ts";
import type { QueryAnswer, QueryFailure } from "../../core/promql/query-answer.ts";
import type { SampleSeries } from "../../core/promql/sample-series.ts";
import { type Instant, toUnix } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { type Heard, parseField, parseTexts, parseTime, parseTypes } from "./answer.ts";
import { Decoder } from "./decoder.ts";
import { Permits } from "./permits.ts";
import { PrometheusError } from "./prometheus-error.ts";
import { RawReader } from "./raw/raw-reader.ts";
import type { RawRequest, Take } from "./raw/way.ts";
import { type OpenAnswer, type RawAnswer, Transport } from "./transport.ts";

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
const FORM = "application/x-www-form-urlencoded";

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

  readonly #raw: RawReader;

  readonly replicaLabels: readonly string[];

  constructor(options: PrometheusOptions) {
    this.#options = options;
    this.replicaLabels = options.replicaLabels ?? [];
    this.#transport = new Transport(options);
    this.#permits = new Permits(options.concurrency);
    this.#raw = new RawReader(
      {
        mostBytes: options.maxBodyBytes,
        open: (path, request, signal) => this.#open(path, request, signal),
        instant: (promql, at, signal) => {
          const parameters = { query: promql, time: String(toUnix(at)), ...WHOLE };
          return this.#timed("api/v1/query", parameters, this.#parseSeries, signal);
        },
        labelNames: (match, from, to, signal) =>
          this.#timed("api/v1/labels", { ...spanOf(from, to), "match[]": match, ...WHOLE }, parseTexts, signal),
      },
      () => performance.now(),
    );
  }

  /** An instant query: raw samples for a range selector, one sample a series for anything else. */
  instant(promql: string, at?: Instant): Promise<QueryAnswer<readonly SampleSeries[]>> {
    const moment = at === undefined ? {} : { time: String(toUnix(at)) };
    return this.#query("api/v1/query", { query: promql, ...moment }, this.#parseSeries);
  }

  range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<QueryAnswer<readonly SampleSeries[]>> {
    const span = { ...spanOf(from, to), step: String(step) };
    return this.#query("api/v1/query_range", { query: promql, ...span }, this.#parseSeries);
  }

  /**
   * Reads all raw samples of a stretch of the past and hands over what they come to, besides all other queries. Where
   * it does not end well, or `signal` aborts it, what was handed over is worth nothing.
   */
  rawSamples(query: RawQuery, take: Take, signal: AbortSignal): Promise<RawSamples> {
    return this.#raw.read(query, take, signal);
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
    const span = spanOf(from, to);
    const matching = match === undefined ? {} : { "match[]": match };
    return this.#query(`api/v1/label/${encodeURIComponent(label)}/values`, { ...span, ...matching }, parseTexts);
  }

  /** The names of the labels that the series of a selector had between two moments. */
  labelNames(match: string, from: Instant, to: Instant): Promise<QueryAnswer<readonly string[]>> {
    return this.#query("api/v1/labels", { ...spanOf(from, to), "match[]": match }, parseTexts);
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
    await Promise.all([this.#transport.close(), this.#decoder.close(), this.#raw.close()]);
  }

  #query<T>(path: string, parameters: Fields, parse: Parse<T>): Promise<QueryAnswer<T>> {
    return this.#ask(path, { ...parameters, ...WHOLE }, parse);
  }

  #ask<T>(path: string, parameters: Fields, parse: Parse<T>): Promise<QueryAnswer<T>> {
    return this.#permits.run(() => this.#timed(path, parameters, parse));
  }

  async #timed<T>(path: string, parameters: Fields, parse: Parse<T>, signal?: AbortSignal): Promise<QueryAnswer<T>> {
    const start = performance.now();
    const answer = await this.#answer(path, parameters, parse, signal);
    const seconds = (performance.now() - start) / 1000;
    this.#options.onQuery(answer.kind === "answered" ? "answered" : answer.reason, seconds);
    return answer;
  }

  async #answer<T>(
    path: string,
    parameters: Fields,
    parse: Parse<T>,
    signal: AbortSignal | undefined,
  ): Promise<QueryAnswer<T>> {
    const headers = await this.#options.headers();
    if (headers.kind === "failed") return headers;
    try {
      const { value, remarks } = await parse(await this.#exchange(path, parameters, headers.value, signal));
      return { kind: "answered", value, ...(remarks.length === 0 ? {} : { remarks }) };
    } catch (error) {
      if (error instanceof PrometheusError) return error.toAnswer();
      throw error;
    }
  }

  #exchange(path: string, parameters: Fields, given: Fields, signal: AbortSignal | undefined): Promise<RawAnswer> {
    const query = new URLSearchParams(parameters).toString();
    const url = this.#urlOf(path);
    const headers: Record<string, string> = { accept: "application/json", ...given };
    this.#options.propagate(headers);
    if (query.length > MAX_QUERY_STRING) {
      headers["content-type"] = FORM;
      return this.#transport.exchange({ method: "POST", url, headers, body: query }, signal);
    }
    url.search = query;
    return this.#transport.exchange({ method: "GET", url, headers, body: undefined }, signal);
  }

  /** Begins an answer of any length, beside the permits: it may take minutes, for which no step may wait. */
  async #open(path: string, request: RawRequest, signal: AbortSignal): Promise<OpenAnswer> {
    const given = await this.#options.headers();
    if (given.kind === "failed") throw new PrometheusError(given.message, given.reason, { cause: given.cause });
    const headers: Record<string, string> = { ...request.headers, ...given.value };
    this.#options.propagate(headers);
    const url = this.#urlOf(path);
    const start = performance.now();
    const told = (outcome: "answered" | QueryFailure): void =>
      this.#options.onQuery(outcome, (performance.now() - start) / 1000);
    try {
      const answer = await this.#transport.open({ method: "POST", url, headers, body: request.body }, signal);
      told(answer.status === 200 ? "answered" : "rejected");
      return answer;
    } catch (error) {
      if (error instanceof PrometheusError) told(error.toAnswer().reason);
      throw error;
    }
  }

  #urlOf(path: string): URL {
    return new URL(path, this.#options.url.endsWith("/") ? this.#options.url : `${this.#options.url}/`);
  }
}

const spanOf = (from: Instant, to: Instant): Fields => ({ start: String(toUnix(from)), end: String(toUnix(to)) });
