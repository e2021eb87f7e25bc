import type { Objective } from "../../objective/objective.ts";
import type { SloWindow } from "../../objective/slo-window.ts";
import { aggregate, binary, type Expression, vector } from "../../promql/expression.ts";
import type { Matcher } from "../../promql/selector.ts";
import { SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";

/** Which objectives a dashboard speaks of, and what tells one line from another. */
export interface Scope {
  /** Choose the series of the scope; values may hold Grafana variables. */
  readonly matchers: readonly Matcher[];
  /** One number per combination of these labels; all other labels (`job`, `instance`) are aggregated away. */
  readonly labels: readonly string[];
  readonly objectives: readonly Objective[];
  /** All objectives are of one service, so that its name need not be said. */
  readonly oneService: boolean;
}

/** The labels that identify an objective, whatever its groups. */
export const OBJECTIVE_LABELS: readonly string[] = [SERVICE_LABEL, SLO_LABEL];

/** An SLO window that moves with time, the only kind that a range of PromQL can be. */
export type RollingWindow = Extract<SloWindow, { kind: "rolling" }>;

/** Every objective of the chosen services; a grouped objective is one line, its worst group. */
export const overviewScope = (objectives: readonly Objective[]): Scope => ({
  matchers: [chosen(SERVICE_LABEL), chosen(SLO_LABEL)],
  labels: OBJECTIVE_LABELS,
  objectives,
  oneService: false,
});

/** The objectives of one service, each group a line of its own. */
export function serviceScope(service: string, objectives: readonly Objective[]): Scope {
  const by = byLabels(objectives);
  return {
    matchers: [{ label: SERVICE_LABEL, operator: "=", value: service }, chosen(SLO_LABEL), ...by.map(chosenOrAbsent)],
    labels: [...OBJECTIVE_LABELS, ...by],
    objectives,
    oneService: true,
  };
}

/** The part of a scope that some of its objectives make up. */
export function narrowed(scope: Scope, objectives: readonly Objective[]): Scope {
  if (objectives.length === scope.objectives.length) return scope;
  const names: Matcher = {
    label: SLO_LABEL,
    operator: objectives.length === 1 ? "=" : "=~",
    value: objectives.map((o) => o.slo).join("|"),
  };
  return { ...scope, objectives, matchers: [...scope.matchers, names] };
}

/** The `by` labels of some objectives, sorted. */
export const byLabels = (objectives: readonly Objective[]): readonly string[] =>
  [...new Set(objectives.flatMap((o) => o.by))].toSorted();

/** A Grafana variable's value; All is `.*`. */
export const chosen = (label: string): Matcher => ({ label, operator: "=~", value: `$${label}` });

/** Series without the label belong to objectives that are not grouped by it: they stay, whatever is chosen. */
export const chosenOrAbsent = (label: string): Matcher => ({ label, operator: "=~", value: `$${label}|` });

/** The series of a metric within the scope. */
export const seriesOf = (scope: Scope, metric: string, ...extra: readonly Matcher[]): Expression =>
  vector({ metric, matchers: [...scope.matchers, ...extra] });

/** One number per line of the scope: the worst, which is the largest or the smallest. */
export const worst = (scope: Scope, operator: "max" | "min", series: Expression): Expression =>
  aggregate(operator, scope.labels, series);

/**
 * The ledger's number, or the recorded one where the ledger has none; never both.
 * `recorded` is absent where no rule can know it.
 */
export const preferred = (scope: Scope, exported: Expression, recorded: Expression | undefined): Expression =>
  recorded === undefined ? exported : binary(exported, "or", recorded, { on: scope.labels });

/** One vector out of an expression for each rolling SLO window of the scope; undefined when it has none. */
export function perRollingWindow(
  scope: Scope,
  expressionFor: (window: RollingWindow) => Expression,
): Expression | undefined {
  const windows = new Map<number, RollingWindow>();
  for (const { window } of scope.objectives) if (window.kind === "rolling") windows.set(window.length, window);
  const parts = [...windows.values()].toSorted((a, b) => a.length - b.length).map(expressionFor);
  return parts.length === 0 ? undefined : parts.reduce((left, right) => binary(left, "or", right));
}

/** Many groups matched with the one number of their objective. */
export const ON_OBJECTIVE = { on: OBJECTIVE_LABELS, groupLeft: [] } as const;
