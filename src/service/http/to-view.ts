import type { ObjectiveStatus, WindowStatus } from "../../core/budget/status.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { HistoryPoint } from "../../core/ledger/readout/history-point.ts";
import { errorBudget, type Objective } from "../../core/objective/objective.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import { nominalLength, printWindow } from "../../core/objective/slo-window.ts";
import { printExpression } from "../../core/promql/print.ts";
import { shifted } from "../../core/promql/shifted.ts";
import { eventRates } from "../../core/sli/rates.ts";
import { minutes, type Seconds } from "../../core/units/seconds.ts";
import type { Snapshot } from "../control/status-reader.ts";
import type { DiagnosticsView, DiagnosticView, HistoryView, SloDetailView, SloGroupView, SloView } from "./view.ts";

export function toSloView(status: ObjectiveStatus): SloView {
  const { objective, windows } = status;
  return {
    service: objective.service,
    slo: objective.slo,
    namespace: objective.namespace,
    owner: objective.owner ?? null,
    by: { ...status.by },
    state: status.state,
    note: status.note ?? null,
    target: objective.target,
    window: printWindow(objective.window),
    windowSeconds: nominalLength(objective.window),
    indicator: objective.indicator.kind,
    burnRates: byWindow(windows, ({ burnRate }) => valueOrNull(burnRate)),
    errorRatios: byWindow(windows, ({ errorRatio }) => valueOrNull(errorRatio)),
    missing: toMissingView(windows),
    budget: toBudgetView(status.budget),
    exclusion: toExclusionView(status.exclusion),
    coverage: status.coverage,
    coverages: byWindow(windows, ({ coverage }) => coverage),
    excluded: byWindow(windows, ({ excluded }) => excluded),
    ageSeconds: status.ageSeconds ?? null,
    approximate: status.approximate,
    latency: status.latency === undefined ? null : toLatencyView(status.latency),
    at: new Date(status.at).toISOString(),
  };
}

const toSloGroupView = (status: ObjectiveStatus): SloGroupView => ({
  ...toSloView(status),
  totals: byWindow(status.windows, ({ errorRatio, total }) => (errorRatio.kind === "value" ? total : null)),
});

const toExclusionView = (exclusion: ObjectiveStatus["exclusion"]): SloView["exclusion"] =>
  exclusion === undefined
    ? null
    : {
        since: new Date(exclusion.since).toISOString(),
        until: exclusion.until === undefined ? null : new Date(exclusion.until).toISOString(),
        reason: exclusion.reason ?? null,
      };

// Loops, here and below: for thousands of SLOs, lists of pairs would be made only to be thrown away.
function byWindow<T>(windows: readonly WindowStatus[], of: (window: WindowStatus) => T): Record<string, T> {
  const found: Record<string, T> = {};
  for (const each of windows) found[each.window] = of(each);
  return found;
}

function toMissingView(windows: readonly WindowStatus[]): SloView["missing"] {
  const missing: SloView["missing"] = {};
  for (const { window, burnRate } of windows) if (burnRate.kind === "noData") missing[window] = burnRate.reason;
  return missing;
}

const toBudgetView = ({ left, badEventsLeft, secondsToExhaustion }: ObjectiveStatus["budget"]): SloView["budget"] => ({
  remaining: valueOrNull(left),
  badEventsLeft: valueOrNull(badEventsLeft),
  secondsToExhaustion: valueOrNull(secondsToExhaustion),
});

const toLatencyView = (quantiles: NonNullable<ObjectiveStatus["latency"]>): SloView["latency"] => ({
  "0.5": valueOrNull(quantiles["0.5"]),
  "0.95": valueOrNull(quantiles["0.95"]),
  "0.99": valueOrNull(quantiles["0.99"]),
});

/** @param prometheusUrl - where browsers reach its source */
export function toSloDetailView(
  objective: Objective,
  groups: readonly ObjectiveStatus[],
  prometheusUrl: string | undefined,
): SloDetailView {
  const { window, place } = objective;
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
    prometheusUrl: prometheusUrl ?? null,
    indicator: toIndicatorView(objective),
    alerts: toAlertsView(objective),
    changes: (groups[0]?.changes ?? []).map(({ at, says }) => ({ at: new Date(at).toISOString(), says })).toReversed(),
    groups: groups.map(toSloGroupView),
  };
}

function toIndicatorView(objective: Objective): SloDetailView["indicator"] {
  const { indicator } = objective;
  const rates = eventRates(objective, minutes(5));
  return {
    kind: indicator.kind,
    total: printExpression(shifted(rates.total, objective.delay)),
    bad: printExpression(shifted(rates.bad, objective.delay)),
    under: indicator.kind === "latency" ? indicator.under : null,
  };
}

function toAlertsView(objective: Objective): SloDetailView["alerts"] {
  const { burn, exhausted, noData, minBadEvents } = objective.alerts;
  return {
    burn: burn.map(({ shortWindow, longWindow, above, severity }) => ({
      shortWindow,
      longWindow,
      above,
      // Binary noise of 1 - target is no part of the threshold.
      aboveErrorRatio: Number((above * errorBudget(objective)).toPrecision(12)),
      severity,
    })),
    exhausted,
    noData,
    minBadEvents,
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
    points: points.map(({ at, good, bad, total, coverage, excluded, budgetLeft }) => {
      // The counts of an unobserved step mean nothing, and a zero would be drawn as one.
      const seen = coverage > excluded;
      return {
        at: new Date(at).toISOString(),
        good: seen ? good : null,
        bad: seen ? bad : null,
        total: seen ? total : null,
        coverage,
        excluded,
        budgetLeft: valueOrNull(budgetLeft),
      };
    }),
  };
}

/** More than anybody mends before looking again. */
const MOST_LISTED = 1_000;

export function toDiagnosticsView({
  specs,
  folderProblem,
}: Pick<Snapshot, "specs" | "folderProblem">): DiagnosticsView {
  return {
    items: specs.diagnostics.slice(0, MOST_LISTED).map(toDiagnosticView),
    leftOut: Math.max(0, specs.diagnostics.length - MOST_LISTED),
    outdated: [...specs.outdated],
    unread: specs.unread.map(({ file, problem }) => ({ file, problem })),
    folderProblem: folderProblem ?? null,
  };
}

export function toDiagnosticView({
  file,
  line,
  column,
  length,
  code,
  severity,
  problem,
  remedy,
  related = [],
}: Diagnostic): DiagnosticView {
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
