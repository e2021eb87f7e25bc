import type { Outcome } from "../../core/simulation/run.ts";
import { TICK_SECONDS } from "../../core/simulation/model/load.ts";
import { type Line, plot, topOf } from "./plot.ts";

/** Beyond twice the budget nobody asks how much more it was; the table tells. */
const MOST_SHOWN = 2;
/** Who spends less than this is not told apart from who spends nothing. */
const LEAST_SHOWN = 0.1;

/** The budget that each has spent by each moment, and when it was all gone. */
export function budgetPlot(
  outcomes: readonly Outcome[],
  lines: readonly Line[],
  edges: { readonly fromSeconds: number; readonly toSeconds: number },
): string {
  const top = Math.min(MOST_SHOWN, Math.max(LEAST_SHOWN, topOf(lines)));
  return plot(lines, {
    title: "Error budget spent by then; 1x is all that this length allows",
    unit: "x",
    ...edges,
    top,
    bound: { value: 1, says: "all of the budget" },
    remarks: goneSentences(outcomes, edges.fromSeconds, top),
  });
}

/** When each had spent the whole budget, who was first first. */
function goneSentences(outcomes: readonly Outcome[], fromSeconds: number, top: number): readonly string[] {
  const gone = outcomes
    .map(({ name, spent }) => ({ name, last: spent.at(-1) ?? 0, tick: spent.findIndex((share) => share >= 1) }))
    .filter(({ tick }) => tick >= 0)
    .toSorted((a, b) => a.tick - b.tick);
  if (gone.length === 0) return ["Nobody has spent all of it."];
  const told = gone.map(({ name, last, tick }) => {
    const at = new Date((fromSeconds + (tick + 1) * TICK_SECONDS) * 1000).toISOString();
    const end = last > top ? `, and ${last.toFixed(2)}x by the end` : "";
    return `${name} at ${at.slice(0, 16).replace("T", " ")}${end}`;
  });
  return [`All of it was spent by ${told.join("; ")}.`];
}
