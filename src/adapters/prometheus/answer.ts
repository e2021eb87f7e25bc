import type { SampleSeries } from "../../core/promql/sample-series.ts";
import { instant, type Instant, instantFromUnix } from "../../core/units/instant.ts";
import { PrometheusError } from "./prometheus-error.ts";
import { remarksOn } from "./remarks.ts";
import type { RawAnswer } from "./transport.ts";

/** What an answer holds, and what Prometheus' engine remarks on the query. */
export interface Heard<T> {
  readonly value: T;
  readonly remarks: readonly string[];
}

/**
 * Reads the series of an answer of `/api/v1/query` or `/api/v1/query_range`. Anything but a whole, well-formed answer
 * is refused: a partial result read as a whole one would be a wrong number.
 *
 * @throws PrometheusError `rejected` or `timeout` with Prometheus' own words, `unreachable` for a gateway that has no
 *   backend, else `invalid`; as do all readers of this file
 */
export function parseSeries(answer: RawAnswer): Heard<readonly SampleSeries[]> {
  const { value, remarks } = parseSeriesList(answer);
  return { value: value.map(parseOneSeries), remarks };
}

/** The same, with each series as it came, for {@link parseOneSeries}. */
export function parseSeriesList(answer: RawAnswer): Heard<readonly unknown[]> {
  const { value, remarks } = parseResult(answer);
  if (value.kind !== "series") throw invalid("a number was answered where series were expected");
  return { value: value.list, remarks };
}

/** The moment of an answer to `time()`: a number, or, from VictoriaMetrics, one series without labels. */
export function parseTime(answer: RawAnswer): Heard<Instant> {
  const { value, remarks } = parseResult(answer);
  if (value.kind === "scalar") return { value: value.at, remarks };
  const [series, ...others] = value.list;
  const { labels, timestamps } = series === undefined ? NOTHING : parseOneSeries(series);
  const [at] = timestamps;
  if (at === undefined || others.length > 0 || Object.keys(labels).length > 0)
    throw invalid("time() was answered with series");
  return { value: instant(at), remarks };
}

const NOTHING: SampleSeries = { labels: {}, timestamps: [], values: [] };

/** The values of a label. */
export function parseTexts(answer: RawAnswer): Heard<readonly string[]> {
  const { value, remarks } = parseData(answer);
  if (!Array.isArray(value)) throw invalid("the values of a label are no list");
  return { value: value.map((one: unknown) => textOf(one, "the value of a label")), remarks };
}

/** The types in what targets say of a metric, each once. */
export function parseTypes(answer: RawAnswer, metric: string): Heard<readonly string[]> {
  const { value: data, remarks } = parseData(answer);
  if (!isRecord(data)) throw invalid("the metadata of a metric are no map");
  const told = Object.hasOwn(data, metric) ? list(data[metric]) : [];
  const types = told.map((one) => (isRecord(one) && typeof one["type"] === "string" ? one["type"] : "unknown"));
  return { value: [...new Set(types)], remarks };
}

/** One of the facts that a server tells about itself, or undefined where it tells none of that name. */
export function parseField(answer: RawAnswer, name: string): Heard<string | undefined> {
  const { value, remarks } = parseData(answer);
  return { value: isRecord(value) && Object.hasOwn(value, name) ? textOf(value[name], name) : undefined, remarks };
}

function textOf(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw invalid(`${what} is ${shown(value)}, expected a string`);
}

type Result =
  | { readonly kind: "series"; readonly list: readonly unknown[] }
  | { readonly kind: "scalar"; readonly at: Instant };

function parseResult(answer: RawAnswer): Heard<Result> {
  const { value: data, remarks } = parseData(answer);
  if (!isRecord(data)) throw invalid("the answer has no data");
  switch (data["resultType"]) {
    case "matrix":
    case "vector":
      return { value: { kind: "series", list: list(data["result"]) }, remarks };
    case "scalar": {
      const [at] = parseSample(data["result"]);
      return { value: { kind: "scalar", at }, remarks };
    }
    default:
      throw invalid(`resultType is ${shown(data["resultType"])}, expected matrix, vector or scalar`);
  }
}

/** The `data` of any answer of Prometheus' API. */
export function parseData(answer: RawAnswer): Heard<unknown> {
  const body = parseJson(answer);
  if (!isRecord(body)) throw invalid(`the answer is ${shown(body)}, expected an object`);
  if (body["status"] === "error")
    throw new PrometheusError(
      `${shown(body["errorType"])}: ${shown(body["error"])}`,
      body["errorType"] === "timeout" ? "timeout" : isOfTheServer(answer.status) ? "unreachable" : "rejected",
    );
  if (body["status"] !== "success" || answer.status !== 200)
    throw invalid(`HTTP ${answer.status} with status ${shown(body["status"])}, expected 200 and "success"`);
  return { value: body["data"], remarks: remarksOn(body) };
}

const TOO_MANY_REQUESTS = 429;

/**
 * A server that is too busy, or has lost a store, answers the same question later. Mimir says 429 for the one and 500
 * for the other.
 */
const isOfTheServer = (status: number): boolean => status === TOO_MANY_REQUESTS || status >= 500;

/** The gateway waited for one question, and not for a backend. */
const GATEWAY_TIMEOUT = 504;

const UNKNOWN_CALLER =
  "the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)";

function parseJson(answer: RawAnswer): unknown {
  if (answer.status >= 300 && answer.status < 400)
    throw invalid(`HTTP ${answer.status}: redirects are not followed; give the address that it leads to`);
  // Whatever the gateway says besides, which is made for other readers.
  if (answer.status === 401 || answer.status === 403)
    throw new PrometheusError(`HTTP ${answer.status}: ${UNKNOWN_CALLER}`, "rejected");
  try {
    const body: unknown = JSON.parse(
      Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.length).toString("utf8"),
    );
    return body;
  } catch (error) {
    if (isOfTheServer(answer.status))
      throw new PrometheusError(
        `HTTP ${answer.status} without an answer of Prometheus`,
        answer.status === GATEWAY_TIMEOUT ? "timeout" : "unreachable",
        { cause: error },
      );
    throw invalid(
      `HTTP ${answer.status} with ${answer.contentType === "" ? "an unnamed type" : answer.contentType}, which is not Prometheus' JSON`,
      error,
    );
  }
}

export function parseOneSeries(series: unknown): SampleSeries {
  if (!isRecord(series) || !isRecord(series["metric"])) throw invalid("a series without labels");
  if ("histogram" in series || "histograms" in series) throw invalid("a native histogram where numbers were expected");
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(series["metric"])) {
    if (typeof value !== "string") throw invalid(`label ${name} is ${shown(value)}, expected a string`);
    labels[name] = value;
  }
  const samples = "value" in series ? [series["value"]] : list(series["values"]);
  const timestamps: number[] = Array.from({ length: samples.length });
  const values: number[] = Array.from({ length: samples.length });
  samples.forEach((sample, i) => {
    [timestamps[i], values[i]] = parseSample(sample);
  });
  return { labels, timestamps, values };
}

function parseSample(sample: unknown): readonly [at: Instant, value: number] {
  const [at, value, more] = list(sample);
  if (more !== undefined) throw invalid(`a sample is ${shown(sample)}, expected [time, "value"]`);
  if (typeof at !== "number" || !isDated(at)) throw invalid(`a sample's time is ${shown(at)}, expected Unix seconds`);
  return [instantFromUnix(at), parseValue(value)];
}

/** The last second of the year 9999. */
const LATEST_UNIX = 253_402_300_799;

/** Whether a calendar holds the moment of these Unix seconds. */
export const isDated = (unixSeconds: number): boolean => Math.abs(unixSeconds) <= LATEST_UNIX;

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * The value of a sample. NaN and infinities are passed on: the ledger refuses them where they would be counted.
 *
 * @throws PrometheusError `invalid` for what is no number in quotes
 */
export function parseValue(value: unknown): number {
  switch (value) {
    case "NaN":
      return Number.NaN;
    case "+Inf":
    case "Inf":
      return Number.POSITIVE_INFINITY;
    case "-Inf":
      return Number.NEGATIVE_INFINITY;
  }
  if (typeof value !== "string" || !DECIMAL.test(value))
    throw invalid(`a sample's value is ${shown(value)}, expected a number in quotes`);
  return Number(value);
}

/** @throws PrometheusError `invalid` for what is none */
export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`${shown(value)} where a list was expected`);
  return value;
}

/** Whether a value of JSON is an object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What came back is no whole answer of Prometheus. */
export const invalid = (message: string, cause?: unknown): PrometheusError =>
  new PrometheusError(message, "invalid", { cause });

/** Enough of a foreign value to recognise it; answers can be huge. */
function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "missing");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
