import type { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import type { BurnCondition } from "../objective/alert-policy.ts";
import type { Objective } from "../objective/objective.ts";
import { formatNumber } from "../promql/format-number.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { hours, type Seconds } from "../units/seconds.ts";
import { LINE } from "./palette.ts";
import { dashedThresholds, lines, thresholds, UNIT } from "./panels.ts";
import { burn, SOURCE } from "./readings.ts";
import { narrowed, type Scope } from "./scope.ts";
import { lineLegend } from "./legend.ts";

/** A panel per burn condition, with its threshold drawn; objectives with equal conditions share their panels. */
export const burnPanels = (scope: Scope): readonly TimeseriesPanel[] =>
  byPolicy(scope.objectives).flatMap((alike) => {
    const part = narrowed(scope, alike);
    const whose = part === scope ? "" : ` (${alike.map((o) => o.slo).join(", ")})`;
    return (alike[0]?.alerts.burn ?? []).map((condition) => burnPanel(part, condition, whose));
  });

/** Burn over the last hour of everything in the scope. */
export const burnOverTime = (scope: Scope): TimeseriesPanel =>
  lines({
    title: "Burn over 1h",
    description: `${SOURCE.either} Multiples of the sustainable rate: 1x spends the budget exactly within the SLO window. A grouped objective is drawn by its worst group.`,
    unit: UNIT.burn,
    decimals: 1,
    queries: [{ expression: burn(scope, hours(1)), legend: lineLegend(scope) }],
  });

function burnPanel(scope: Scope, { shortWindow, longWindow, above, severity }: BurnCondition, whose: string): TimeseriesPanel {
  const short = printPromDuration(shortWindow);
  const long = printPromDuration(longWindow);
  const query = (window: Seconds, name: string) => ({ expression: burn(scope, window), legend: `${lineLegend(scope)} over ${name}` });
  const verb = severity === "page" ? "pages" : "opens a ticket";
  return lines({
    title: `Burn over ${short} and ${long}: ${verb} above ${formatNumber(above)}x${whose}`,
    description: `${SOURCE.either} Multiples of the sustainable rate. The alert needs both windows above the dashed line: ${long} proves that it matters, ${short} that it still goes on.`,
    unit: UNIT.burn,
    decimals: 1,
    queries: [query(shortWindow, short), query(longWindow, long)],
  })
    .thresholds(thresholds([{ value: null, color: LINE.ok }, { value: above, color: severity === "page" ? LINE.burning : LINE.atRisk }]))
    .thresholdsStyle(dashedThresholds())
    .axisSoftMin(0);
}

/** Objectives in parts of equal burn conditions, in the order of their first members. */
function byPolicy(objectives: readonly Objective[]): readonly (readonly Objective[])[] {
  const parts = Map.groupBy(objectives, ({ alerts }) => alerts.burn.map((c) => `${c.shortWindow}/${c.longWindow}>${c.above}${c.severity}`).join());
  return [...parts.values()];
}
