import type { SampleSeries } from "../../core/promql/sample-series.ts";
import { type Instant, toUnix } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { parseData, parseQueryAnswer, type QueryAnswer } from "./answer.ts";
import { Permits } from "./permits.ts";
import { PrometheusError, type PrometheusFailure } from "./prometheus-error.ts";
import { type RawAnswer, Transport } from "./transport.ts";

export interface PrometheusOptions {
  /** May carry a path prefix, no user and no query. */
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly maxBodyBytes: number;
  readonly concurrency: number;
  readonly ca: string | undefined;
  /** Asked anew for each query, so that a changed token needs no restart. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /** Adds the present trace's headers, for spans that go on in Prometheus. */
  readonly propagate: (headers: Record<string, string>) => void;
  readonly onQuery: (outcome: "answered" | PrometheusFailure, seconds: number) => void;
}

/** Longer query strings are sent as a form: proxies refuse long addresses. */
const MAX_QUERY_STRING = 2_000;

/** A client of one Prometheus (or of what speaks its query API). */
export class Prometheus {
  readonly #options: PrometheusOptions;
  readonly #transport: Transport;
  readonly #permits: Permits;

  constructor(options: PrometheusOptions) {
    this.#options = options;
    this.#transport = new Transport(options);
    this.#permits = new Permits(options.concurrency);
  }

  /** An instant query: raw samples for a range selector, one sample a series for anything else. */
  async instant(promql: string, at?: Instant): Promise<readonly SampleSeries[]> {
    return seriesOf(
      await this.#query("api/v1/query", { query: promql, ...(at === undefined ? {} : { time: String(toUnix(at)) }) }),
    );
  }

  async range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<readonly SampleSeries[]> {
    return seriesOf(
      await this.#query("api/v1/query_range", {
        query: promql,
        start: String(toUnix(from)),
        end: String(toUnix(to)),
        step: String(step),
      }),
    );
  }

  /** Prometheus' own clock. */
  async serverTime(): Promise<Instant> {
    const answer = await this.#query("api/v1/query", { query: "time()" });
    if (answer.kind !== "scalar") throw new PrometheusError("time() was answered with series", "invalid");
    return answer.at;
  }

  /** The version that Prometheus tells, or undefined where the address serves no build information. */
  async version(): Promise<string | undefined> {
    const data = await this.#ask("api/v1/status/buildinfo", {}, parseData);
    return typeof data === "object" && data !== null && "version" in data ? String(data.version) : undefined;
  }

  /** The values that a label had between two moments, on all series or on those of a selector. */
  async labelValues(label: string, match: string | undefined, from: Instant, to: Instant): Promise<readonly string[]> {
    const parameters = {
      start: String(toUnix(from)),
      end: String(toUnix(to)),
      ...(match === undefined ? {} : { "match[]": match }),
    };
    const data = await this.#ask(`api/v1/label/${encodeURIComponent(label)}/values`, parameters, parseData);
    if (!Array.isArray(data)) throw new PrometheusError("the values of a label are no list", "invalid");
    return data.map(String);
  }

  /** How long samples are kept, as Prometheus writes it, or undefined where the address tells none. */
  async retention(): Promise<string | undefined> {
    const data = await this.#ask("api/v1/status/runtimeinfo", {}, parseData);
    return typeof data === "object" && data !== null && "storageRetention" in data
      ? String(data.storageRetention)
      : undefined;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #query(path: string, parameters: Readonly<Record<string, string>>): Promise<QueryAnswer> {
    // Thanos then fails a query that a store did not answer, instead of leaving its series out.
    return this.#ask(path, { ...parameters, partial_response: "false" }, parseQueryAnswer);
  }

  #ask<T>(path: string, parameters: Readonly<Record<string, string>>, parse: (answer: RawAnswer) => T): Promise<T> {
    return this.#permits.run(async () => {
      const start = performance.now();
      let outcome: "answered" | PrometheusFailure = "invalid";
      try {
        const value = parse(await this.#exchange(path, new URLSearchParams(parameters).toString()));
        outcome = "answered";
        return value;
      } catch (error) {
        if (error instanceof PrometheusError) outcome = error.failure;
        throw error;
      } finally {
        this.#options.onQuery(outcome, (performance.now() - start) / 1000);
      }
    });
  }

  async #exchange(path: string, query: string): Promise<RawAnswer> {
    const url = new URL(path, this.#options.url.endsWith("/") ? this.#options.url : `${this.#options.url}/`);
    const headers: Record<string, string> = { accept: "application/json", ...(await this.#options.headers()) };
    this.#options.propagate(headers);
    if (query.length > MAX_QUERY_STRING) {
      headers["content-type"] = "application/x-www-form-urlencoded";
      return this.#transport.exchange({ method: "POST", url, headers, body: query });
    }
    url.search = query;
    return this.#transport.exchange({ method: "GET", url, headers, body: undefined });
  }
}

function seriesOf(answer: QueryAnswer): readonly SampleSeries[] {
  if (answer.kind !== "series")
    throw new PrometheusError("a number was answered where series were expected", "invalid");
  return answer.series;
}
