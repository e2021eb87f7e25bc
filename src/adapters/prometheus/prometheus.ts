import type { RawAnswer as RawSamples, RawQuery } from "../../core/ledger/ports.ts";
import type { QueryAnswer } from "../../core/promql/query-answer.ts";
import type { SeriesList } from "../../core/promql/sample-series.ts";
import type { ToldGroup } from "../../core/rules/told-group.ts";
import { type Instant, toUnix } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { type Heard, parseField, parseTexts, parseTime, parseTypes } from "./answer.ts";
import { Asker, type AskerOptions, type Question } from "./asker.ts";
import { Decoder } from "./decoder.ts";
import { parseGroups } from "./told-groups.ts";
import { RawReader } from "./raw/raw-reader.ts";
import type { Take } from "./raw/way.ts";
import type { RawAnswer } from "./transport.ts";

type Fields = Readonly<Record<string, string>>;

export interface PrometheusOptions extends AskerOptions {
  /** Labels by which nothing but the replica is told that wrote a series. */
  readonly replicaLabels?: readonly string[];
}

/**
 * Thanos and VictoriaMetrics then fail a query that a store did not answer, instead of leaving its series out;
 * Prometheus does not know the words, and ignores them.
 */
const WHOLE = { partial_response: "false", deny_partial_response: "1" };

/** What proxies take in an address. */
const LONGEST_GROUP_NAMES = 4_000;

/** No storage is read for it. */
const TIME: Question<Instant> = {
  path: "api/v1/query",
  parameters: { query: "time()", ...WHOLE },
  parse: parseTime,
  isLight: true,
};

/** A client of one Prometheus (or of what speaks its query API). */
export class Prometheus {
  readonly #asker: Asker;
  readonly #decoder = new Decoder();
  readonly #parseSeries = (answer: RawAnswer): Promise<Heard<SeriesList>> => this.#decoder.series(answer);

  readonly #raw: RawReader;

  readonly replicaLabels: readonly string[];

  constructor(options: PrometheusOptions) {
    this.replicaLabels = options.replicaLabels ?? [];
    this.#asker = new Asker(options, TIME);
    this.#raw = new RawReader(
      {
        mostBytes: options.maxBodyBytes,
        open: (path, request, signal) => this.#asker.open(path, request, signal),
        instant: (promql, at, signal) => {
          const parameters = { query: promql, time: String(toUnix(at)), ...WHOLE };
          return this.#asker.askBeside({ path: "api/v1/query", parameters, parse: this.#parseSeries, signal });
        },
        labelNames: (match, from, to, signal) => {
          const parameters = { ...spanOf(from, to), "match[]": match, ...WHOLE };
          return this.#asker.askBeside({ path: "api/v1/labels", parameters, parse: parseTexts, signal });
        },
      },
      () => performance.now(),
    );
  }

  /** An instant query: raw samples for a range selector, one sample a series for anything else. */
  instant(promql: string, at?: Instant): Promise<QueryAnswer<SeriesList>> {
    const moment = at === undefined ? {} : { time: String(toUnix(at)) };
    return this.#query("api/v1/query", { query: promql, ...moment }, this.#parseSeries);
  }

  range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<QueryAnswer<SeriesList>> {
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
    return this.#asker.ask(TIME);
  }

  /** The version that Prometheus tells, or undefined where the address serves no build information. */
  version(): Promise<QueryAnswer<string | undefined>> {
    return this.#asker.ask({
      path: "api/v1/status/buildinfo",
      parameters: {},
      parse: (answer) => parseField(answer, "version"),
    });
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
    return this.#asker.ask({
      path: "api/v1/metadata",
      parameters: { metric },
      parse: (answer) => parseTypes(answer, metric),
    });
  }

  /** How long samples are kept, as Prometheus writes it, or undefined where the address tells none. */
  retention(): Promise<QueryAnswer<string | undefined>> {
    return this.#asker.ask({
      path: "api/v1/status/runtimeinfo",
      parameters: {},
      parse: (answer) => parseField(answer, "storageRetention"),
    });
  }

  /** How the rule groups of these names stand; none of those that are not loaded. */
  groups(names: readonly string[]): Promise<QueryAnswer<readonly ToldGroup[]>> {
    const wanted = new Set(names);
    return this.#asker.ask({
      path: "api/v1/rules",
      parameters: {},
      // Servers that do not know the parameter tell all groups.
      repeated: names.join("").length > LONGEST_GROUP_NAMES ? [] : names.map((name) => ["rule_group[]", name]),
      isGetOnly: true,
      parse: (answer) => parseGroups(answer, wanted),
    });
  }

  /** Whether it is left alone for now, since it did not answer for some time. */
  get isLeftAlone(): boolean {
    return this.#asker.isLeftAlone;
  }

  async close(): Promise<void> {
    await Promise.all([this.#asker.close(), this.#decoder.close(), this.#raw.close()]);
  }

  #query<T>(path: string, parameters: Fields, parse: Question<T>["parse"]): Promise<QueryAnswer<T>> {
    return this.#asker.ask({ path, parameters: { ...parameters, ...WHOLE }, parse });
  }
}

const spanOf = (from: Instant, to: Instant): Fields => ({ start: String(toUnix(from)), end: String(toUnix(to)) });
