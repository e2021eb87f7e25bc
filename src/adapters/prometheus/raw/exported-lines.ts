import { broken, UnsupportedWay } from "./broken.ts";
import type { DigestCollector } from "./digest-collector.ts";

/** A line holds all samples of one series: some 22 bytes for each. */
const LONGEST_LINE = 64 << 20;
const NEWLINE = 10;

/** Reads VictoriaMetrics' export: a line of JSON for each series. */
export class ExportedLines {
  readonly #collector: DigestCollector;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(collector: DigestCollector) {
    this.#collector = collector;
  }

  /**
   * Counts the lines that end in this part.
   *
   * @throws PrometheusError `invalid` for what is no such line
   * @throws UnsupportedWay for one that is too long
   */
  push(part: Uint8Array): void {
    let rest = part;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end));
      this.#line();
      rest = rest.subarray(end + 1);
    }
    this.#keep(rest);
  }

  /** @throws PrometheusError `invalid` when the stream ended within a line */
  end(): void {
    this.#line();
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > LONGEST_LINE) throw new UnsupportedWay(`a series of more than ${LONGEST_LINE} bytes`);
  }

  #line(): void {
    const text = Buffer.concat(this.#parts, this.#length).toString("utf8");
    this.#parts = [];
    this.#length = 0;
    if (text.trim() === "") return;
    const { labels, timestamps, values } = parseLine(text);
    this.#collector.open(labels);
    timestamps.forEach((at, i) => this.#collector.room.add(toTime(at), toValue(values[i])));
    this.#collector.add();
  }
}

interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly timestamps: readonly unknown[];
  readonly values: readonly unknown[];
}

function parseLine(text: string): Line {
  const line = parseJson(text);
  if (!isRecord(line) || !isRecord(line["metric"])) throw broken("a line of the export has no labels");
  const { metric, timestamps, values } = line;
  if (!Array.isArray(timestamps) || !Array.isArray(values) || timestamps.length !== values.length)
    throw broken("a line of the export has not a value for each time");
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(metric)) {
    if (typeof value !== "string") throw broken(`a line of the export has a label ${name} that is no text`);
    labels[name] = value;
  }
  return { labels, timestamps, values };
}

/** What is no JSON is mostly an error in the middle of an answer. */
function parseJson(text: string): unknown {
  try {
    const line: unknown = JSON.parse(text);
    return line;
  } catch {
    throw broken(`a line of the export is no JSON: ${text.slice(0, 200)}`);
  }
}

function toTime(at: unknown): number {
  if (typeof at === "number") return at;
  throw broken("a line of the export has a time that is no number");
}

function toValue(value: unknown): number {
  switch (value) {
    case null:
      return Number.NaN;
    case "Infinity":
      return Number.POSITIVE_INFINITY;
    case "-Infinity":
      return Number.NEGATIVE_INFINITY;
  }
  if (typeof value === "number") return value;
  throw broken("a line of the export has a value that is no number");
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
