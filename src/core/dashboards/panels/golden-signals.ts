import type { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { SHORTEST_WINDOW } from "../../objective/burn-window.ts";
import { countsSeconds } from "../../sli/indicator-parts.ts";
import { badEventsSeries, totalEventsSeries } from "../../sli/series-names.ts";
import { lineLegend } from "../elements/legend.ts";
import { lines, stacked, UNIT } from "../elements/panels.ts";
import { errorRatio, SOURCE } from "../elements/quantities.ts";
import { narrowed, type Scope, seriesOf, worst } from "../elements/scope.ts";

/** The window of the signals: the shortest that survives a missed scrape. */
export const SIGNAL_WINDOW = SHORTEST_WINDOW;

/** Events per second. */
export function traffic(scope: Scope): readonly TimeseriesPanel[] {
  const counted = scope.objectives.filter(({ indicator }) => !countsSeconds(indicator));
  if (counted.length === 0) return [];
  const part = narrowed(scope, counted);
  return [
    lines({
      title: "Traffic",
      description: `${SOURCE.rules} Events per second that each SLO counts, over 5 minutes. Objectives that count the same events have the same line.`,
      unit: UNIT.perSecond,
      decimals: 1,
      queries: [
        { expression: worst(part, "max", seriesOf(part, totalEventsSeries(SIGNAL_WINDOW))), legend: lineLegend(part) },
      ],
    }).axisSoftMin(0),
  ];
}

/** Bad events: how many, and as a share. */
export const errors = (scope: Scope): readonly TimeseriesPanel[] => [
  stacked({
    title: "Bad events",
    description: `${SOURCE.rules} Bad events per second over 5 minutes, stacked; for a probe, bad seconds per second.`,
    unit: UNIT.perSecond,
    decimals: 3,
    queries: [
      { expression: worst(scope, "max", seriesOf(scope, badEventsSeries(SIGNAL_WINDOW))), legend: lineLegend(scope) },
    ],
  }),
  lines({
    title: "Error ratio",
    description: `${SOURCE.either} Bad events / all events over 5 minutes. Without traffic there is no ratio, and the line has a gap.`,
    unit: UNIT.ratio,
    decimals: 2,
    queries: [{ expression: errorRatio(scope, SIGNAL_WINDOW), legend: lineLegend(scope) }],
  }).axisSoftMin(0),
];
