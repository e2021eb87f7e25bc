import { stripVTControlCharacters, styleText } from "node:util";
import {
  BUDGET_LEFT,
  NO_NUMBER,
  printBudgetLeft,
  printBurnRate,
  printCoverage,
  printSmallShare,
  printDuration,
  printEvents,
  printTarget,
} from "../../core/budget/print.ts";
import { type State, stateSign, stateWord } from "../../core/budget/states.ts";
import { sparkline } from "../../core/budget/sparkline.ts";
import type { SloView } from "../../service/http/view.ts";

export interface Style {
  readonly colour: boolean;
  /** Columns of the terminal; wider tables lose the line. */
  readonly width: number;
}

type Colour = "blue" | "yellow" | "red" | "magenta" | "gray";

const COLOURS: Readonly<Record<State, Colour>> = {
  burning: "red",
  exhausted: "magenta",
  "at-risk": "yellow",
  "no-data": "gray",
  healthy: "blue",
};

const labelOf = (state: State): string => `${stateSign(state)} ${stateWord(state)}`;

interface Column {
  readonly title: string;
  readonly cell: (slo: SloView) => string;
  readonly right?: true;
}

const COLUMNS: readonly Column[] = [
  { title: "STATE", cell: ({ state }) => labelOf(state) },
  { title: "SLO", cell: nameOf },
  { title: "TARGET", cell: ({ target, window }) => `${printTarget(target)} / ${window}`, right: true },
  { title: BUDGET_LEFT.toUpperCase(), cell: budgetLeft, right: true },
  {
    title: "BURN 1h / 6h",
    cell: ({ burnRates }) => `${burn(burnRates["1h"])} / ${burn(burnRates["6h"])}`,
    right: true,
  },
  { title: "EMPTY IN", cell: timeLeft, right: true },
];

const LINE: Column = {
  title: "BUDGET OVER THE WINDOW",
  cell: ({ sparkline: shares }) => (shares === undefined ? "" : sparkline(shares)),
};

/** Coverage below this is worth a note; what is missing above it changes no digit that is shown. */
const NOTED_BELOW = 0.995;
/** Stands before a budget that is not exact. */
const ABOUT = "~";

/**
 * The statuses as a table, in the order in which they come, and below it what makes numbers missing or less than exact.
 */
export function printStatusTable(slos: readonly SloView[], { colour, width }: Style): string {
  if (slos.length === 0) return "No SLO matches.\n";
  const full = layOut(slos, [...COLUMNS, LINE]);
  const fits = full.every((line) => line.length <= width);
  const lines = fits ? full : layOut(slos, COLUMNS);
  const notes = notesOf(slos);
  return [
    ...lines.map((line, i) => paint(line, slos[i - 1]?.state, colour)),
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** One line a note, with the names of all it holds for. */
function notesOf(slos: readonly SloView[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const slo of slos) for (const note of ownNotes(slo)) names.set(note, [...(names.get(note) ?? []), nameOf(slo)]);
  const own = [...names].map(([note, of]) => harmless(`${of.join(", ")}: ${note}`));
  const about = slos.some((slo) => slo.approximate && slo.budget.remaining !== null);
  return about
    ? [`${ABOUT} approximate: some of the window is counted from rates, not from every raw sample`, ...own]
    : own;
}

/** Without data the note says why; with data it may say what else to know about the numbers. */
function ownNotes({ state, coverage, excluded, note }: SloView): readonly string[] {
  const observed =
    state === "no-data" || coverage >= NOTED_BELOW ? [] : [`${printCoverage(coverage)} of the window observed`];
  const share = excluded["slo"] ?? 0;
  const left = share > 0 ? [`${printSmallShare(share)} of the window is excluded`] : [];
  return [...observed, ...left, ...(note === null ? [] : [note])];
}

function layOut(slos: readonly SloView[], columns: readonly Column[]): readonly string[] {
  const rows = [
    columns.map(({ title }) => title),
    ...slos.map((slo) => columns.map(({ cell }) => harmless(cell(slo)))),
  ];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (columns[i]?.right === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function paint(line: string, state: State | undefined, colour: boolean): string {
  if (!colour) return line;
  if (state === undefined) return styleText("bold", line, { validateStream: false });
  const label = labelOf(state);
  return line.replace(label, () => styleText(COLOURS[state], label, { validateStream: false }));
}

/** Label values come from metrics that anybody may have written: a terminal must not obey them. */
const harmless = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, "�");

function nameOf({ service, slo, by }: SloView): string {
  const group = Object.entries(by)
    .map(([label, value]) => `${label}=${value}`)
    .join(" ");
  return group === "" ? `${service}/${slo}` : `${service}/${slo} ${group}`;
}

function budgetLeft({ ageSeconds, approximate, budget, indicator, state, target, windowSeconds }: SloView): string {
  if (budget.remaining === null) return NO_NUMBER;
  const asOf = state === "no-data" && ageSeconds !== null ? `, ${printDuration(ageSeconds)} ago` : "";
  const share = `${approximate ? ABOUT : ""}${printBudgetLeft(budget.remaining)}`;
  // A probe counts seconds, so its budget is a time; elsewhere it is a number of events.
  if (indicator === "probe")
    return `${share} (${printDuration(budget.remaining * (1 - target) * windowSeconds)})${asOf}`;
  return budget.badEventsLeft === null
    ? `${share}${asOf}`
    : `${share} (${printEvents(budget.badEventsLeft)} events)${asOf}`;
}

function burn(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? NO_NUMBER : printBurnRate(rate);
}

function timeLeft({ budget }: SloView): string {
  return budget.secondsToExhaustion === null ? NO_NUMBER : printDuration(budget.secondsToExhaustion);
}
