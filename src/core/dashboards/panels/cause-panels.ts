import type { Threshold } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Cause, CauseUnit } from "../../objective/cause.ts";
import { verbatim } from "../../promql/expression.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { withoutVariables } from "../elements/author-text.ts";
import { LINE } from "../elements/palette.ts";
import { dashedThresholds, lines, thresholds, UNIT } from "../elements/panels.ts";

const UNITS: Readonly<Record<CauseUnit, string>> = {
  ratio: UNIT.ratio,
  seconds: UNIT.seconds,
  bytes: UNIT.bytes,
  "per-second": UNIT.perSecond,
  count: UNIT.count,
};

/** What may explain a symptom, with the author's bounds drawn. */
export function causePanel(cause: Cause): TimeseriesPanel {
  const panel = lines({
    title: cause.name,
    description: `The author's own query from the spec. It may explain a symptom and never pages. ${boundsInWords(cause)}`,
    unit: UNITS[cause.unit],
    decimals: 2,
    queries: [{ expression: verbatim(withoutVariables(cause.query)), legend: cause.name }],
  });
  const steps = stepsOf(cause);
  return steps.length === 1 ? panel : panel.thresholds(thresholds(steps)).thresholdsStyle(dashedThresholds());
}

function boundsInWords({ concerning, critical }: Cause): string {
  const words = [
    ...(concerning === undefined ? [] : [`Concerning ${concerning.direction} ${formatNumber(concerning.value)}`]),
    ...(critical === undefined ? [] : [`critical ${critical.direction} ${formatNumber(critical.value)}`]),
  ];
  return words.length === 0 ? "The spec sets no bounds." : `${words.join(", ")}.`;
}

/** Grafana colours from a value upwards; for bounds from below the colours run the other way round. */
function stepsOf({ concerning, critical }: Cause): readonly Threshold[] {
  const bounds = [
    ...(concerning === undefined ? [] : [{ ...concerning, color: LINE.atRisk }]),
    ...(critical === undefined ? [] : [{ ...critical, color: LINE.burning }]),
  ].toSorted((a, b) => a.value - b.value);
  const lowest = bounds[0];
  if (lowest === undefined || lowest.direction === "above") {
    return [{ value: null, color: LINE.ok }, ...bounds.map(({ value, color }) => ({ value, color }))];
  }
  const colors = [...bounds.map(({ color }) => color), LINE.ok];
  return colors.map((color, i) => ({ value: bounds[i - 1]?.value ?? null, color }));
}
