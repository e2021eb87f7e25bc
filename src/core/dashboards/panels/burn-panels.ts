import type { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { type BurnWindow, windowLength } from "../../objective/burn-window.ts";
import type { BurnCondition } from "../../objective/alert-policy.ts";
import type { Objective } from "../../objective/objective.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { LINE } from "../elements/palette.ts";
import { dashedThresholds, lines, thresholds, UNIT } from "../elements/panels.ts";
import { burn, SOURCE } from "../elements/quantities.ts";
import { narrowed, type Scope } from "../elements/scope.ts";
import { lineLegend } from "../elements/legend.ts";

/** A panel per burn condition, with its threshold drawn and the objectives that alert by it. */
export const burnPanels = (scope: Scope): readonly TimeseriesPanel[] =>
  byCondition(scope.objectives).map(([condition, objectives]) => {
    const part = narrowed(scope, objectives);
    return burnPanel(part, condition, part === scope ? "" : ` (${objectives.map((o) => o.slo).join(", ")})`);
  });

/** Burn over the last hour of everything in the scope. */
export const burnOverTime = (scope: Scope): TimeseriesPanel =>
  lines({
    title: "Burn over 1h",
    description: `${SOURCE.either} Multiples of the sustainable rate: 1x spends the budget exactly within the SLO window. A grouped objective is drawn by its worst group.`,
    unit: UNIT.burn,
    decimals: 1,
    queries: [{ expression: burn(scope, "1h"), legend: lineLegend(scope) }],
  });

function burnPanel(
  scope: Scope,
  { shortWindow, longWindow, above, severity }: BurnCondition,
  whose: string,
): TimeseriesPanel {
  const query = (window: BurnWindow) => ({
    expression: burn(scope, window),
    legend: `${lineLegend(scope)} over ${window}`,
  });
  const verb = severity === "page" ? "pages" : "opens a ticket";
  return lines({
    title: `Burn over ${shortWindow} and ${longWindow}: ${verb} above ${formatNumber(above)}x${whose}`,
    description: `${SOURCE.either} Multiples of the sustainable rate. The alert needs both windows above the dashed line: ${longWindow} proves that it matters, ${shortWindow} that it still goes on.`,
    unit: UNIT.burn,
    decimals: 1,
    queries: [query(shortWindow), query(longWindow)],
  })
    .thresholds(
      thresholds([
        { value: null, color: LINE.ok },
        { value: above, color: severity === "page" ? LINE.burning : LINE.atRisk },
      ]),
    )
    .thresholdsStyle(dashedThresholds())
    .axisSoftMin(0);
}

/** Each burn condition once, from the fastest windows to the slowest, with the objectives that have it. */
function byCondition(objectives: readonly Objective[]): readonly (readonly [BurnCondition, readonly Objective[]])[] {
  const all = objectives.flatMap((objective) => objective.alerts.burn.map((condition) => ({ condition, objective })));
  const parts = Map.groupBy(all, ({ condition: { shortWindow, longWindow, above, severity } }) =>
    [shortWindow, longWindow, above, severity].join(),
  );
  return [...parts.values()]
    .flatMap((part) =>
      part.slice(0, 1).map(({ condition }) => [condition, part.map(({ objective }) => objective)] as const),
    )
    .toSorted(([a], [b]) => windowLength(a.longWindow) - windowLength(b.longWindow) || b.above - a.above);
}
