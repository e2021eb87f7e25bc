import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { HistoryPoint } from "../../core/ledger/history-point.ts";
import { errorBudget, type Objective } from "../../core/objective/objective.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import { nominalLength, printWindow } from "../../core/objective/slo-window.ts";
import { printExpression } from "../../core/promql/print.ts";
import { eventRates } from "../../core/sli/rates.ts";
import { minutes, type Seconds } from "../../core/units/seconds.ts";
import type { Snapshot } from "../control/status-reader.ts";
import type { DiagnosticsView, HistoryView, SloDetailView, SloView } from "./view.ts";

export function toSloView({
  objective,
  by,
  at,
  state,
  note,
  windows,
  budget,
  coverage,
  ageSeconds,
  approximate,
  latency,
}: ObjectiveStatus): SloView {
  const { service, slo, namespace, owner, target, window } = objective;
  return {
    service,
    slo,
    namespace,
    owner: owner ?? null,
    by: { ...by },
    state,
    note: note ?? null,
    target,
    window: printWindow(window),
    windowSeconds: nominalLength(window),
    indicator: objective.indicator.kind,
    burnRates: Object.fromEntries(windows.map((each) => [each.window, valueOrNull(each.burnRate)])),
    errorRatios: Object.fromEntries(windows.map((each) => [each.window, valueOrNull(each.errorRatio)])),
    missing: Object.fromEntries(
      windows.flatMap((each) => (each.burnRate.kind === "noData" ? [[each.window, each.burnRate.reason]] : [])),
    ),
    budget: {
      remaining: valueOrNull(budget.remaining),
      badEventsLeft: valueOrNull(budget.badEventsLeft),
      secondsToExhaustion: valueOrNull(budget.secondsToExhaustion),
    },
    coverage,
    coverages: Object.fromEntries(windows.map((each) => [each.window, each.coverage])),
    ageSeconds: ageSeconds ?? null,
    approximate,
    latency:
      latency === undefined
        ? null
        : {
            "0.5": valueOrNull(latency["0.5"]),
            "0.95": valueOrNull(latency["0.95"]),
            "0.99": valueOrNull(latency["0.99"]),
          },
    at: new Date(at).toISOString(),
  };
}

export function toSloDetailView(objective: Objective, groups: readonly ObjectiveStatus[]): SloDetailView {
  const { indicator, window, place, alerts } = objective;
  const rates = eventRates(objective, minutes(5));
  return {
    service: objective.service,
    slo: objective.slo,
    description: objective.description ?? null,
    namespace: objective.namespace,
    owner: objective.owner ?? null,
    source: objective.source,
    labels: { ...objective.labels },
    runbook: objective.runbook ?? null,
    target: objective.target,
    window: printWindow(window),
    timezone: window.kind === "calendar" ? window.timezone : null,
    by: [...objective.by],
    place: { file: place.file, line: place.line },
    indicator: {
      kind: indicator.kind,
      total: printExpression(rates.total),
      bad: printExpression(rates.bad),
      under: indicator.kind === "latency" ? indicator.under : null,
    },
    alerts: {
      burn: alerts.burn.map(({ shortWindow, longWindow, above, severity }) => ({
        shortWindow,
        longWindow,
        above,
        // Binary noise of 1 - target is no part of the threshold.
        aboveErrorRatio: Number((above * errorBudget(objective)).toPrecision(12)),
        severity,
      })),
      exhausted: alerts.exhausted,
      noData: alerts.noData,
      minBadEvents: alerts.minBadEvents,
    },
    groups: groups.map(toSloView),
  };
}

export function toHistoryView(
  objective: Objective,
  by: Readonly<Record<string, string>>,
  step: Seconds,
  points: readonly HistoryPoint[],
): HistoryView {
  return {
    service: objective.service,
    slo: objective.slo,
    by: { ...by },
    stepSeconds: step,
    points: points.map(({ at, good, bad, total, coverage, budgetLeft }) => {
      // The counts of an unobserved step mean nothing, and a zero would be drawn as one.
      const seen = coverage > 0;
      return {
        at: new Date(at).toISOString(),
        good: seen ? good : null,
        bad: seen ? bad : null,
        total: seen ? total : null,
        coverage,
        budgetLeft: valueOrNull(budgetLeft),
      };
    }),
  };
}

export function toDiagnosticsView({
  specs,
  folderProblem,
}: Pick<Snapshot, "specs" | "folderProblem">): DiagnosticsView {
  return {
    items: specs.diagnostics.map(toDiagnosticView),
    outdated: [...specs.outdated],
    unread: specs.unread.map(({ file, problem }) => ({ file, problem })),
    folderProblem: folderProblem ?? null,
  };
}

function toDiagnosticView({
  file,
  line,
  column,
  length,
  code,
  severity,
  problem,
  remedy,
  related = [],
}: Diagnostic): DiagnosticsView["items"][number] {
  return {
    file,
    line,
    column,
    length,
    code,
    severity,
    problem,
    remedy,
    related: related.map((each) => ({
      file: each.file,
      line: each.line,
      column: each.column,
      length: each.length,
      note: each.note,
    })),
  };
}
