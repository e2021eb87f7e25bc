import { nearest } from "../../diagnostics/nearest.ts";
import type { TraceFault } from "./trace.ts";

/** Where the columns of a trace are, counted from 0. */
export interface Columns {
  readonly timeIndex: number;
  readonly demandIndex: number;
  readonly badRatioIndex: number | undefined;
  readonly capacityFactorIndex: number | undefined;
  readonly count: number;
}

/** By each name that a column may have, what it holds. */
const NAMES = {
  time: "time",
  timestamp: "time",
  demand: "demand",
  value: "demand",
  bad_ratio: "badRatio",
  capacity_factor: "capacityFactor",
} as const;

const isName = (text: string): text is keyof typeof NAMES => Object.hasOwn(NAMES, text);

/** Reads the first line, whose names tell what the columns are. */
export function parseHeader(
  line: string,
): { readonly ok: true; readonly columns: Columns } | { readonly ok: false; readonly faults: readonly TraceFault[] } {
  const mistaken = mistakenFor(line);
  if (mistaken !== undefined) return { ok: false, faults: [mistaken] };
  const found = new Map<string, number>();
  const faults: TraceFault[] = [];
  const names = line.split(",").map((name) => name.trim().replaceAll('"', "").toLowerCase());
  names.forEach((name, i) => {
    const holds = isName(name) ? NAMES[name] : undefined;
    if (holds === undefined) faults.push(unknown(name));
    else if (found.has(holds)) faults.push(fault(`two columns hold the ${holds}`, "leave one of them out"));
    else found.set(holds, i);
  });
  const [time, demand] = [found.get("time"), found.get("demand")];
  if (time !== undefined && demand !== undefined && faults.length === 0) {
    const columns = {
      timeIndex: time,
      demandIndex: demand,
      badRatioIndex: found.get("badRatio"),
      capacityFactorIndex: found.get("capacityFactor"),
      count: names.length,
    };
    return { ok: true, columns };
  }
  const missing = [...(time === undefined ? ["time"] : []), ...(demand === undefined ? ["demand"] : [])];
  const lacks = missing.map((name) => fault(`the first line names no column ${name}`, BEGIN));
  return { ok: false, faults: [...faults, ...lacks] };
}

const BEGIN = "begin with a line: time,demand or time,demand,bad_ratio";

/** What a first line is that names no columns at all: one sentence says more than one for each name. */
function mistakenFor(line: string): TraceFault | undefined {
  if (line.trim() === "") return fault("the first line is empty", BEGIN);
  if (!line.includes(",") && /[;\t]/.test(line))
    return fault(
      `values are separated by ${line.includes(";") ? "semicolons" : "tabs"}`,
      "separate them by commas, with points in the numbers",
    );
  if (!/[a-z]{3}/i.test(line)) return fault("the first line has values, and no names of columns", BEGIN);
  return undefined;
}

function unknown(name: string): TraceFault {
  const meant = nearest(name, Object.keys(NAMES));
  const known = "columns are time, demand, bad_ratio and capacity_factor; leave out the others";
  return fault(
    `there is no column ${name === "" ? "without a name" : name}`,
    meant === undefined ? known : `did you mean ${meant}?`,
  );
}

const fault = (problem: string, remedy: string): TraceFault => ({ line: 1, problem, remedy });
