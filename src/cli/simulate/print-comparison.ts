import { learnedWords } from "../../core/scaling/decision/learned.ts";
import { printDuration } from "../../core/budget/print.ts";
import { TICK_SECONDS } from "../../core/simulation/model/load.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import type { Arena, OwnOutcome } from "../../core/simulation/compare.ts";
import type { Outcome } from "../../core/simulation/run.ts";
import type { Comparison } from "./comparison.ts";
import { shownNumber } from "./figure.ts";

/** The comparison for people: what was played, then a row for each contestant. */
export function printComparison(comparison: Comparison): string {
  const { own, rivals, sweep } = comparison;
  const rows = [own, ...rivals].map((outcome) => [outcome.name, ...cells(outcome)]);
  const swept = sweep.map((outcome) => [`headroom at ${outcome.utilization}`, ...cells(outcome)]);
  const titles = ["POLICY", "BUDGET SPENT", "REPLICA-HOURS", "TURNS A DAY", "MOST REPLICAS"];
  return [...described(comparison), "", ...layOut([titles, ...rows, ...swept]), ""].join("\n");
}

/** What was played, in sentences. */
export function described({
  file,
  trace,
  arena,
  riseSeconds,
  own,
  past,
  measured,
  takenFor,
}: Comparison): readonly string[] {
  const { load, service, policy } = arena;
  const between =
    riseSeconds === undefined
      ? "on a straight line between them"
      : `moving to each within ${printDuration(riseSeconds)} before it`;
  const length = printDuration(load.ticks * TICK_SECONDS);
  const { perReplica, startupSeconds, errorBudget } = service;
  return [
    `${file}: ${trace.times.length} samples over ${length}, demand ${between}`,
    `a replica takes ${shownNumber(perReplica)} requests a second and is ready after ${printDuration(startupSeconds)}; ${shownPercent(errorBudget)}% may be bad`,
    ...(measured === undefined
      ? []
      : [`in that time a replica took, by what was counted: ${learnedWords(measured.learned)}`]),
    ...queueSentence(arena),
    capacitySentence(policy, own, past),
    ...takenFor,
  ];
}

/** What a replay of a queue plays besides, for a block that has one. */
function queueSentence({ policy: { backlog }, service: { partitions } }: Arena): readonly string[] {
  if (backlog === undefined) return [];
  const late = `what waits for longer than ${printDuration(backlog.drainWithin)} is bad`;
  if (partitions !== undefined)
    return [`a queue of ${partitions} partitions: ${late}, and replicas beyond ${partitions} take nothing`];
  const unknown = "how many partitions there are is not known, so that every replica has work; add --partitions";
  return [`a queue: ${late}${backlog.partitions === undefined ? "" : `; ${unknown}`}`];
}

function capacitySentence({ capacity }: ScalingPolicy, own: OwnOutcome, past: string): string {
  const learned = learnedWords(own.capacity.learned);
  if (capacity.kind === "fixed")
    return `${shownNumber(capacity.perReplica * capacity.utilization)} a replica are planned with at first; what was seen tells ${learned}`;
  const before = own.capacityBefore ?? own.capacity;
  return `its capacity is learned: from the same load before, scaled ${past}, ${learnedWords(before.learned)}; by the end ${learned}`;
}

const cells = ({ budgetSpent, replicaHours, turnsPerDay, maxReplicas }: Outcome): readonly string[] => [
  `${budgetSpent.toFixed(2)}x`,
  replicaHours.toFixed(0),
  turnsPerDay.toFixed(1),
  String(maxReplicas),
];

/** Names to the left, numbers to the right. */
function layOut(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

/** The comparison for programs. */
export function toJson(comparison: Comparison): string {
  const { file, trace, arena, riseSeconds, own, measured, rivals, sweep } = comparison;
  const { load, service, policy } = arena;
  const told = {
    trace: {
      file,
      samples: trace.times.length,
      startSeconds: load.startSeconds,
      lengthSeconds: load.ticks * TICK_SECONDS,
      requests: load.requests[load.ticks] ?? 0,
      interpolation: riseSeconds === undefined ? "linear" : `within ${riseSeconds} s before each sample`,
    },
    model: {
      capacityPerReplica: service.perReplica,
      startupSeconds: service.startupSeconds,
      errorBudget: Number(service.errorBudget.toPrecision(12)),
      tolerance: policy.tolerance,
      partitions: service.partitions ?? null,
    },
    capacity: {
      measured: measured?.learned ?? null,
      before: own.capacityBefore?.learned ?? null,
      learned: own.capacity.learned,
    },
    policies: [own, ...rivals].map(figures),
    sweep: sweep.map((outcome) => ({ utilization: outcome.utilization, ...figures(outcome) })),
  };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

const figures = ({ name, budgetSpent, replicaHours, turnsPerDay, maxReplicas }: Outcome): object => ({
  name,
  budgetSpent,
  replicaHours,
  turnsPerDay,
  maxReplicas,
});

const shownPercent = (share: number): string => String(Number((share * 100).toPrecision(6)));
