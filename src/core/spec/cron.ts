import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly Field[] = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12, names: MONTHS },
  // 7 is Sunday too, as in every cron.
  { name: "day of the week", from: 0, to: 7, names: WEEKDAYS },
];

/** Checks the five fields of a cron expression. @returns the first fault */
export function cronFault(text: string): Fault<Span> | undefined {
  const words = [...text.matchAll(/\S+/g)];
  for (const [i, field] of FIELDS.entries()) {
    const word = words[i];
    if (word === undefined) continue;
    for (const part of word[0].split(",")) {
      const fault = partFault(part, field);
      if (fault !== undefined) return { ...fault, from: word.index, to: word.index + word[0].length };
    }
  }
  return undefined;
}

function partFault(part: string, field: Field): Fault | undefined {
  const [range = "", step, surplus] = part.split("/");
  const bounds = `write ${field.from} to ${field.to}${field.names === undefined ? "" : `, or names such as ${field.names[1] ?? ""}`}, or *`;
  const refuse = (problem: string): Fault => ({
    code: "cron-syntax",
    severity: "error",
    problem: `${field.name}: ${problem}`,
    remedy: bounds,
  });
  if (surplus !== undefined || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step)))
    return refuse(`${part} has no step that could be taken`);
  if (range === "*") return undefined;
  const [first = "", last, more] = range.split("-");
  if (more !== undefined) return refuse(`${part} is no range`);
  const from = valueOf(first, field);
  const to = last === undefined ? from : valueOf(last, field);
  if (from === undefined || to === undefined) return refuse(`${part} is not within ${field.from} to ${field.to}`);
  return from > to ? refuse(`${part} ends before it begins`) : undefined;
}

function valueOf(text: string, { from, to, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + from : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
