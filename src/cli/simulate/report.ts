import { type Load, TICK_SECONDS } from "../../core/simulation/model/load.ts";
import type { Turn } from "../../core/simulation/compare.ts";
import type { Outcome } from "../../core/simulation/run.ts";
import { capacityPlot } from "./capacity-plot.ts";
import { budgetPlot } from "./budget-plot.ts";
import { escaped } from "./figure.ts";
import { key, type Line, plot } from "./plot.ts";
import { COLOURS, STYLE } from "./report-style.ts";
import { described } from "./print-comparison.ts";
import type { Comparison } from "./comparison.ts";

/** Sentences beyond this nobody reads; the page says how many are left out. */
const MOST_TURNS = 500;
/** A page that needs nothing else: a table, plots of demand, replicas and budget, and why Headroom asked for what. */
export function reportPage(comparison: Comparison): string {
  const { arena, own, measured, rivals, sweep } = comparison;
  const admitted = arena.service.errorBudget * arena.policy.capacity.spend;
  const all = [own, ...rivals];
  const { load } = arena;
  const edges = { fromSeconds: load.startSeconds, toSeconds: load.startSeconds + load.ticks * TICK_SECONDS };
  const demand: Line = { name: "demand", values: demandOf(load), colour: 5 };
  const lines = (values: (outcome: Outcome) => Float64Array): readonly Line[] =>
    all.map((outcome, i) => ({ name: outcome.name, values: values(outcome), colour: i % COLOURS.length }));
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>headroom simulate: ${escaped(comparison.file)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>What each would have done with ${escaped(comparison.file)}</h1>`,
    ...described(comparison).map((sentence) => `<p>${escaped(sentence)}</p>`),
    table(all, "policy", ({ name }) => name),
    plot([demand], { title: "Demand, in requests a second", unit: "", ...edges }),
    plot(
      lines(({ replicas }) => replicas),
      { title: "Replicas, those that start included", unit: "", ...edges },
    ),
    budgetPlot(
      all,
      lines(({ spent }) => spent),
      edges,
    ),
    ...(sweep.length === 0
      ? []
      : ["<h2>Headroom by utilization</h2>", table(sweep, "utilization", ({ utilization }) => String(utilization))]),
    ...(measured === undefined ? [] : ["<h2>What a replica took then</h2>", capacityPlot(measured, admitted)]),
    "<h2>What a replica of the model takes</h2>",
    capacityPlot(own.capacity, admitted),
    "<h2>What Headroom asked for, and why</h2>",
    reasons(own.turns),
    "</main></body></html>\n",
  ].join("\n");
}

function table<T extends Outcome>(outcomes: readonly T[], title: string, nameOf: (outcome: T) => string): string {
  const isKeyed = title === "policy";
  const rows = outcomes.map((outcome, i) => {
    const { budgetSpent, replicaHours, turnsPerDay, maxReplicas } = outcome;
    const numbers = [`${budgetSpent.toFixed(2)}x`, replicaHours.toFixed(0), turnsPerDay.toFixed(1), `${maxReplicas}`];
    const head = `<th scope="row">${isKeyed ? `${key(i % COLOURS.length)} ` : ""}${escaped(nameOf(outcome))}</th>`;
    return `<tr>${head}${numbers.map((number) => `<td>${number}</td>`).join("")}</tr>`;
  });
  const titles = [title, "budget spent", "replica-hours", "turns a day", "most replicas"];
  return `<table class="figures"><thead><tr>${titles.map((text) => `<th scope="col">${text}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function reasons(turns: readonly Turn[]): string {
  const rows = turns.slice(0, MOST_TURNS).map(({ at, replicas, because }) => {
    const time = new Date(at).toISOString().slice(0, 19).replace("T", " ");
    return `<tr><td>${time}</td><td>${replicas ?? "none"}</td><td>${escaped(because)}</td></tr>`;
  });
  const left = turns.length - rows.length;
  const more = left > 0 ? `<p>${left} further changes are left out.</p>` : "";
  return `<table class="reasons"><thead><tr><th scope="col">time (UTC)</th><th scope="col">replicas</th><th scope="col">because</th></tr></thead><tbody>${rows.join("")}</tbody></table>${more}`;
}

const demandOf = ({ requests, ticks }: Load): Float64Array =>
  new Float64Array(ticks).map((_, i) => ((requests[i + 1] ?? 0) - (requests[i] ?? 0)) / TICK_SECONDS);
