import type { Fault } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";

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

/** The clock on a wall; months count from 1, days of the week from Sunday, 0. */
export interface LocalTime {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
}

/** A cron expression, ready to be asked. */
export interface CronFields {
  readonly match: (time: LocalTime) => boolean;
}

/**
 * Reads an expression that {@link cronFault} has no fault of. As in every cron, a day is meant when either of its two
 * fields names it, once both are restricted.
 */
export function cronFields(text: string): CronFields {
  const words = text.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, i) => valuesOf(words[i] ?? "*", field));
  const has = (values: ReadonlySet<number> | undefined, value: number): boolean => values?.has(value) ?? false;
  const isAnyDay = (words[2] ?? "*").startsWith("*") || (words[4] ?? "*").startsWith("*");
  return {
    match: ({ minute, hour, day, month, weekday }) => {
      if (!has(minutes, minute) || !has(hours, hour) || !has(months, month)) return false;
      const isDay = has(days, day);
      const isWeekday = has(weekdays, weekday) || (weekday === 0 && has(weekdays, 7));
      return isAnyDay ? isDay && isWeekday : isDay || isWeekday;
    },
  };
}

function valuesOf(word: string, field: Field): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of word.split(",")) {
    const [range = "*", step] = part.split("/");
    const [first = "", last] = range.split("-");
    const from = range === "*" ? field.from : (valueOf(first, field) ?? field.from);
    // `5/15` means from 5 on, every 15.
    const open = range === "*" || (last === undefined && step !== undefined);
    const to = open ? field.to : last === undefined ? from : (valueOf(last, field) ?? from);
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return values;
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
