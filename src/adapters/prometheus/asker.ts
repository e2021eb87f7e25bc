import type { QueryAnswer, QueryFailure } from "../../core/promql/query-answer.ts";
import type { Heard } from "./answer.ts";
import { Circuit, type CircuitState } from "./circuit.ts";
import { Lanes } from "./lanes.ts";
import { PrometheusError } from "./prometheus-error.ts";
import type { RawRequest } from "./raw/way.ts";
import { type OpenAnswer, type RawAnswer, Transport } from "./transport.ts";

type Fields = Readonly<Record<string, string>>;

/** What is asked, and how the answer is read. */
export interface Question<T> {
  readonly path: string;
  readonly parameters: Fields;
  /** Parameters that are given more than once. */
  readonly repeated?: readonly (readonly [name: string, value: string])[];
  /** It is answered to GET alone, however long it is. */
  readonly isGetOnly?: true;
  readonly parse: (answer: RawAnswer) => Heard<T> | Promise<Heard<T>>;
  readonly signal?: AbortSignal;
  /** It costs the source nothing, so that no answer is no fault of the question. */
  readonly isLight?: true;
}

/** How a Prometheus is asked. */
export interface AskerOptions {
  /** May carry a path prefix, no user and no query. */
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly maxBodyBytes: number;
  readonly concurrency: number;
  readonly ca: string | undefined;
  /** Asked anew for each query, so that a changed token needs no restart; when that fails, so does the query. */
  readonly headers: () => Promise<QueryAnswer<Fields>>;
  /** Adds the present trace's headers, for spans that go on in Prometheus. */
  readonly propagate: (headers: Record<string, string>) => void;
  readonly onQuery: (outcome: "answered" | QueryFailure, seconds: number) => void;
  /** A question is asked a second time. */
  readonly onRetry?: () => void;
  /** The source is left alone from now on, tried again, or asked as before. */
  readonly onCircuit?: (state: CircuitState, because: string) => void;
  /** A clock that is never set, in seconds; this process's own unless it is given. */
  readonly monotonic?: () => number;
}

/** Longer query strings are sent as a form: proxies refuse long addresses. */
const MAX_QUERY_STRING = 2_000;
const FORM = "application/x-www-form-urlencoded";

/** Asks one server: not too much at a time, with what it wants of every request, and not while it does not answer. */
export class Asker {
  readonly #options: AskerOptions;
  readonly #transport: Transport;
  readonly #lanes: Lanes;
  readonly #circuit: Circuit;

  /** @param light - who does not answer this is at fault, whatever else was asked */
  constructor(options: AskerOptions, light: Question<unknown>) {
    this.#options = options;
    this.#transport = new Transport({ ...options, onRetry: () => options.onRetry?.() });
    const now = options.monotonic ?? (() => performance.now() / 1000);
    this.#lanes = new Lanes(options.concurrency, now);
    this.#circuit = new Circuit({
      probe: () => this.#withHeaders((headers) => this.#timed(light, headers)),
      now,
      onChange: (state, because) => options.onCircuit?.(state, because),
    });
  }

  /** Whether it is left alone for now, since it did not answer for some time. */
  get isLeftAlone(): boolean {
    return this.#circuit.isOpen;
  }

  /** Waits for its turn. */
  ask<T>(question: Question<T>): Promise<QueryAnswer<T>> {
    // What costs nothing waits for nobody: while it does, nothing can be read.
    if (question.isLight === true) return this.askBeside(question);
    return this.#lanes.run(nameOf(question), () => this.askBeside(question));
  }

  /** Beside all that wait for their turn. */
  askBeside<T>(question: Question<T>): Promise<QueryAnswer<T>> {
    return this.#withHeaders(async (headers) => {
      const refused = await this.#circuit.admit();
      if (refused !== undefined) return refused;
      const answer = await this.#timed(question, headers);
      await this.#circuit.heard(answer, question.isLight ?? false);
      return answer;
    });
  }

  /** That a file cannot be read says nothing about the source. */
  async #withHeaders<T>(ask: (headers: Fields) => Promise<QueryAnswer<T>>): Promise<QueryAnswer<T>> {
    const headers = await this.#options.headers();
    if (headers.kind === "answered") return ask(headers.value);
    this.#options.onQuery(headers.reason, 0);
    return headers;
  }

  async #timed<T>(question: Question<T>, headers: Fields): Promise<QueryAnswer<T>> {
    const start = performance.now();
    const answer = await this.#answer(question, headers);
    const seconds = (performance.now() - start) / 1000;
    this.#options.onQuery(answer.kind === "answered" ? "answered" : answer.reason, seconds);
    return answer;
  }

  async #answer<T>(question: Question<T>, headers: Fields): Promise<QueryAnswer<T>> {
    try {
      const { value, remarks } = await question.parse(await this.#exchange(question, headers));
      return { kind: "answered", value, ...(remarks.length === 0 ? {} : { remarks }) };
    } catch (error) {
      if (error instanceof PrometheusError) return error.toAnswer();
      throw error;
    }
  }

  #exchange(question: Question<unknown>, given: Fields): Promise<RawAnswer> {
    const { path, parameters, repeated = [], isGetOnly = false, signal } = question;
    const query = new URLSearchParams([...Object.entries(parameters), ...repeated].map((one) => [...one])).toString();
    const url = this.#urlOf(path);
    const headers: Record<string, string> = { accept: "application/json", ...given };
    this.#options.propagate(headers);
    if (query.length > MAX_QUERY_STRING && !isGetOnly) {
      headers["content-type"] = FORM;
      return this.#transport.exchange({ method: "POST", url, headers, body: query }, signal);
    }
    url.search = query;
    return this.#transport.exchange({ method: "GET", url, headers, body: undefined }, signal);
  }

  /** Begins an answer of any length, beside the permits: it may take minutes, for which no step may wait. */
  async open(path: string, request: RawRequest, signal: AbortSignal): Promise<OpenAnswer> {
    const given = await this.#options.headers();
    if (given.kind === "failed") throw new PrometheusError(given.message, given.reason, { cause: given.cause });
    const refused = await this.#circuit.admit();
    if (refused !== undefined) throw new PrometheusError(refused.message, refused.reason);
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
      if (error instanceof PrometheusError) {
        told(error.toAnswer().reason);
        await this.#circuit.heard(error.toAnswer(), false);
      }
      throw error;
    }
  }

  #urlOf(path: string): URL {
    return new URL(path, this.#options.url.endsWith("/") ? this.#options.url : `${this.#options.url}/`);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** How far back a range selector reaches differs from step to step. */
const REACH = /\[[0-9a-z]+\]$/;
const nameOf = ({ path, parameters: { query = "" } }: Question<unknown>): string =>
  `${path} ${query.replace(REACH, "")}`;
