import { asTitle, BUDGET_LEFT } from "../../budget/print.ts";
import type { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { windowLength } from "../../objective/burn-window.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { printWindow } from "../../objective/slo-window.ts";
import { binary, call, type Expression, number, range, subquery } from "../../promql/expression.ts";
import { countedFrom } from "../../sli/counted-from.ts";
import { badEventsSeries, totalEventsSeries } from "../../sli/series-names.ts";
import { seconds, type Seconds } from "../../units/seconds.ts";
import { LINE } from "../elements/palette.ts";
import { lineLegend } from "../elements/legend.ts";
import { lines, UNIT } from "../elements/panels.ts";
import { budgetLeft, SOURCE } from "../elements/quantities.ts";
import { narrowed, type RollingWindow, type Scope, worst } from "../elements/scope.ts";

/** A panel per SLO window: objectives of one window start their budgets together. */
export const burnDownPanels = (scope: Scope): readonly TimeseriesPanel[] =>
  [...Map.groupBy(scope.objectives, ({ window }) => printWindow(window))].map(([name, objectives]) =>
    burnDown(narrowed(scope, objectives), name, objectives),
  );

function burnDown(scope: Scope, name: string, objectives: readonly Objective[]): TimeseriesPanel {
  const window = objectives[0]?.window;
  if (window === undefined || window.kind === "calendar") return calendarBudget(scope, name);
  const byBudget = [...Map.groupBy(objectives, errorBudget)].toSorted(([a], [b]) => a - b);
  return lines({
    title: `Budget burn-down, the last ${name}`,
    description: `${SOURCE.rules} Each line starts with a whole budget ${name} ago and loses what the bad events since then cost; it ends at what is left now. Below the grey line the budget goes faster than it lasts.`,
    unit: UNIT.ratio,
    decimals: 1,
    queries: [
      ...byBudget.map(([budget, alike]) => ({
        expression: budgetSinceStart(narrowed(scope, alike), window, budget),
        legend: lineLegend(scope),
      })),
      { expression: idealPace(window.length), legend: IDEAL },
    ],
  })
    .timeFrom(name)
    .interval(countedFrom(window).rateWindow)
    .max(1)
    .axisSoftMin(0)
    .overrideByName(IDEAL, [
      { id: "color", value: new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(LINE.ideal).build() },
      { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
    ]);
}

const IDEAL = "ideal pace";

const calendarBudget = (scope: Scope, unit: string): TimeseriesPanel =>
  lines({
    title: `${asTitle(BUDGET_LEFT)} in this ${unit}`,
    description: `From Headroom's ledger alone: a calendar ${unit} is no range that recording rules could read. The line returns to 100 % when a new ${unit} begins.`,
    unit: UNIT.ratio,
    decimals: 1,
    queries: [{ expression: budgetLeft(scope), legend: lineLegend(scope) }],
  })
    .max(1)
    .axisSoftMin(0);

/**
 * 1 - bad events since the start of the panel / total events of the whole window / error budget. The total is that at
 * the end of the panel for every point: otherwise early points would divide by little traffic and dive. The budget is
 * the spec's own, because a recorded target may be younger than the line.
 */
function budgetSinceStart(scope: Scope, window: RollingWindow, budget: number): Expression {
  const { rateWindow } = countedFrom(window);
  const slice = windowLength(rateWindow);
  const slices = (name: string): Expression =>
    call("last_over_time", range({ metric: name, matchers: scope.matchers }, slice));
  const sinceStart = binary(slices(badEventsSeries(rateWindow)), "and", binary(NOW, ">", START), { on: [] });
  const bad = call("sum_over_time", subquery(sinceStart, window.length, slice));
  const total = call("sum_over_time", subquery(slices(totalEventsSeries(rateWindow)), window.length, slice, "end"));
  const errorRatio = binary(worst(scope, "max", bad), "/", binary(worst(scope, "max", total), ">", number(0)), {
    on: scope.labels,
  });
  return binary(number(1), "-", binary(errorRatio, "/", number(budget)));
}

/** From a whole budget at the start of the panel to none at its end. */
const idealPace = (length: Seconds): Expression =>
  binary(number(1), "-", binary(binary(NOW, "-", START), "/", number(length)));

const NOW = call("vector", call("time"));

/** The time at the left edge of the panel, as a vector without labels. */
const START = call("max_over_time", subquery(NOW, seconds(1), seconds(1), "start"));
