import { parseMoment } from "../../units/moment.ts";
import { type Columns, parseHeader } from "./columns.ts";
import { oddities } from "./oddities.ts";
import type { ParsedTrace, Trace, TraceFault } from "./trace.ts";

/** More than anybody mends one by one; the rest is counted. */
const MOST_FAULTS = 20;
/** No workload has a billion requests a second. */
const MOST_DEMAND = 1e9;
/** Beyond this a replica that usually takes 50 requests a second would take 50,000. */
const MOST_FACTOR = 1000;
/** A simulation takes a step each 15 s: longer traces are a mistake in their times. */
const LONGEST_SECONDS = 400 * 86_400;

/**
 * Reads a trace of CSV: a line that names the columns, then a row for each moment. Times are Unix seconds, RFC 3339, or
 * `2026-01-31 08:00:00`, which is taken for UTC. An empty value is a gap.
 *
 * @returns everything that is wrong, with its line, or a trace
 */
export function parseTrace(text: string): ParsedTrace {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = parseHeader(lines[0] ?? "");
  if (!header.ok) return header;
  const rows = new Rows(header.columns, lines.length);
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]?.trim() ?? "";
    if (line !== "" && !line.startsWith("#")) rows.read(line, i + 1);
  }
  return rows.trace();
}

/** The rows that were read, in columns. */
class Rows {
  readonly #columns: Columns;
  readonly #data: { readonly times: Float64Array; readonly demand: Float64Array } & Record<
    "badRatio" | "capacityFactor",
    Float64Array
  >;
  readonly #faults: TraceFault[] = [];
  #faultCount = 0;
  #count = 0;

  /** @param most - how many rows there are at most */
  constructor(columns: Columns, most: number) {
    this.#columns = columns;
    const column = (): Float64Array => new Float64Array(most);
    this.#data = { times: column(), demand: column(), badRatio: column(), capacityFactor: column() };
  }

  read(line: string, number: number): void {
    const cells = line.split(",");
    const { columns, count } = { columns: this.#columns, count: this.#columns.count };
    if (cells.length !== count)
      return this.#refuse(number, `${cells.length} values, expected ${count}`, "write one value for each column");
    const at = this.#time(cells[columns.timeIndex] ?? "", number);
    if (at === undefined) return;
    const i = this.#count;
    this.#data.times[i] = at;
    this.#data.demand[i] = this.#number("demand", cells[columns.demandIndex], number, MOST_DEMAND, Number.NaN);
    this.#data.badRatio[i] = this.#number("bad_ratio", cellOf(cells, columns.badRatioIndex), number, 1, 0);
    this.#data.capacityFactor[i] = this.#number(
      "capacity_factor",
      cellOf(cells, columns.capacityFactorIndex),
      number,
      MOST_FACTOR,
      1,
    );
    this.#count++;
  }

  /** Unix seconds; undefined for what is no time, or goes back, which is refused. */
  #time(cell: string, line: number): number | undefined {
    const text = cell.trim().replaceAll('"', "");
    const moment = parseMoment(/^\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text) ? asUtc(text) : text);
    if (!moment.ok) {
      this.#refuse(line, `${text === "" ? "no time" : `time ${text}`}${moment.fault}`, moment.remedy);
      return undefined;
    }
    const at = moment.at / 1000;
    const last = this.#data.times[this.#count - 1];
    if (last === undefined || this.#count === 0 || at > last) return at;
    const [problem, remedy] =
      at === last
        ? ["two rows for one moment", "keep one of them"]
        : [
            `time goes back by ${last - at} s`,
            "sort the rows; where clocks changed for summer time, write times in UTC",
          ];
    this.#refuse(line, problem, remedy);
    return undefined;
  }

  /** A number within 0..`most`; `missing` where the cell is empty or there is no such column. */
  #number(name: string, cell: string | undefined, line: number, most: number, missing: number): number {
    const text = cell?.trim() ?? "";
    if (text === "") return missing;
    const value = Number(text);
    if (value >= 0 && value <= most) return value;
    const remedy = Number.isNaN(value) ? "write a number, or leave it empty where it is not known" : "mend the value";
    this.#refuse(line, `${name} is ${text.slice(0, 40)}, expected 0 to ${most}`, remedy);
    return missing;
  }

  #refuse(line: number, problem: string, remedy: string): void {
    this.#faultCount++;
    if (this.#faults.length < MOST_FAULTS) this.#faults.push({ line, problem, remedy });
  }

  trace(): ParsedTrace {
    const faults = [...this.#faults];
    const hidden = this.#faultCount - faults.length;
    if (hidden > 0)
      faults.push({
        line: faults.at(-1)?.line ?? 1,
        problem: `${hidden} further rows have faults`,
        remedy: "mend the first ones",
      });
    const count = this.#count;
    const { times, demand, badRatio, capacityFactor } = this.#data;
    const trace: Trace = {
      times: times.subarray(0, count),
      demand: demand.subarray(0, count),
      badRatio: this.#columns.badRatioIndex === undefined ? undefined : badRatio.subarray(0, count),
      capacityFactor: this.#columns.capacityFactorIndex === undefined ? undefined : capacityFactor.subarray(0, count),
    };
    const whole = faults.length > 0 ? faults : faultsOfWhole(trace);
    return whole.length > 0 ? { ok: false, faults: whole } : { ok: true, trace, warnings: oddities(trace) };
  }
}

/** What only the rows together show. */
function faultsOfWhole({ times, demand }: Trace): readonly TraceFault[] {
  const [first, last] = [times[0], times.at(-1)];
  const line = Math.max(1, times.length + 1);
  const known = demand.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
  if (first === undefined || last === undefined || known < 2)
    return [
      {
        line,
        problem: `${known === 0 ? "no row has" : "only one row has"} a demand`,
        remedy: "give two moments at least: a trace tells what happens between them",
      },
    ];
  if (last - first > LONGEST_SECONDS)
    return [
      {
        line,
        problem: `the trace is ${Math.round((last - first) / 86_400)} days long, expected 400 at most`,
        remedy: "replay a part of it, or mend its times",
      },
    ];
  return [];
}

const cellOf = (cells: readonly string[], column: number | undefined): string | undefined =>
  column === undefined ? undefined : cells[column];

const asUtc = (text: string): string => `${text.replace(" ", "T")}${text.length === 16 ? ":00" : ""}Z`;
