import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder as HeatmapPanel,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import type { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { windowLength } from "../../objective/burn-window.ts";
import { nameInData } from "../../objective/grouping.ts";
import type { LatencyIndicator } from "../../objective/indicator.ts";
import type { Objective } from "../../objective/objective.ts";
import { aggregate, call, type Expression, range, string } from "../../promql/expression.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { withMatcher } from "../../promql/selector.ts";
import { printLatency } from "../../units/latency.ts";
import { bucketsOf } from "../../sli/bucket.ts";
import { latencyQuantile } from "../../sli/rates.ts";
import { EXPORTED, SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";
import { SIGNAL_WINDOW } from "./golden-signals.ts";
import { LINE } from "../elements/palette.ts";
import { dashedThresholds, lines, NO_DATA, thresholds, UNIT } from "../elements/panels.ts";
import { DATASOURCE, heatmapQuery } from "../elements/query.ts";
import { SOURCE } from "../elements/quantities.ts";
import { chosenOrAbsent, preferred, type Scope, seriesOf, worst } from "../elements/scope.ts";

const QUANTILES = [0.5, 0.95, 0.99] as const;

type LatencyObjective = Objective & { readonly indicator: LatencyIndicator };

/** Percentiles and a heatmap beside each other, for a latency objective; nothing for any other. */
export function latencyPanels(scope: Scope, objective: Objective): readonly (TimeseriesPanel | HeatmapPanel)[] {
  if (!isLatency(objective)) return [];
  const filtered = withChosenGroups(objective);
  return [
    percentiles({ ...scope, objectives: [objective], labels: [SERVICE_LABEL, SLO_LABEL, ...objective.by] }, filtered),
    heatmap(filtered),
  ];
}

const isLatency = (objective: Objective): objective is LatencyObjective => objective.indicator.kind === "latency";

function percentiles(scope: Scope, objective: LatencyObjective): TimeseriesPanel {
  const { slo, by, indicator } = objective;
  const groups = by.map((label) => ` {{${label}}}`).join("");
  return lines({
    title: `Latency percentiles: ${slo}`,
    description: `From Headroom's ledger; straight from the histogram where the ledger has no number. Over 5 minutes, interpolated within buckets. The dashed line is the bound that good events keep: ${printLatency(indicator.under)}.`,
    unit: UNIT.seconds,
    decimals: 3,
    queries: QUANTILES.map((q) => ({ expression: percentile(scope, objective, q), legend: `p${q * 100}${groups}` })),
  })
    .thresholds(
      thresholds([
        { value: null, color: LINE.ok },
        { value: indicator.under, color: LINE.burning },
      ]),
    )
    .thresholdsStyle(dashedThresholds())
    .axisSoftMin(0);
}

function percentile(scope: Scope, objective: LatencyObjective, quantile: number): Expression {
  const ofObjective = { label: SLO_LABEL, operator: "=", value: objective.slo } as const;
  const exported = worst(
    scope,
    "max",
    seriesOf(scope, EXPORTED.latency, ofObjective, { label: "quantile", operator: "=", value: formatNumber(quantile) }),
  );
  const raw = latencyQuantile(objective, quantile, windowLength(SIGNAL_WINDOW));
  return preferred(scope, exported, raw && named(raw, objective));
}

/** Raw series do not know whose they are: without the labels of the ledger's they would stand beside those. */
const named = (raw: Expression, { service, slo }: Objective): Expression =>
  [
    [SERVICE_LABEL, service],
    [SLO_LABEL, slo],
  ].reduce(
    (e, [label = "", value = ""]) => call("label_replace", e, string(label), string(value), string(""), string("")),
    raw,
  );

function heatmap(objective: LatencyObjective): HeatmapPanel {
  const { indicator, slo } = objective;
  return new HeatmapPanel()
    .title(`Latency heatmap: ${slo}`)
    .description(
      `${SOURCE.raw} Rates over 5 minutes: darker cells hold more events per second. Good events stay below ${printLatency(indicator.under)}.`,
    )
    .datasource(DATASOURCE)
    .withTarget(heatmapQuery({ expression: buckets(indicator), legend: indicator.form === "classic" ? "{{le}}" : "" }))
    .unit(UNIT.perSecond)
    .decimals(2)
    .noValue(NO_DATA)
    .yAxis(new YAxisConfigBuilder().unit(UNIT[indicator.unit]).decimals(indicator.unit === "seconds" ? 3 : 0))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Blues").steps(64).exponent(0.5))
    .showLegend();
}

/** Buckets over time: `le` by `le`, or the native histogram itself. */
const buckets = (indicator: LatencyIndicator): Expression =>
  indicator.form === "classic"
    ? aggregate("sum", ["le"], call("rate", range(bucketsOf(indicator), windowLength(SIGNAL_WINDOW))))
    : aggregate("sum", [], call("rate", range(indicator.histogram, windowLength(SIGNAL_WINDOW))));

/** The histogram with the reader's choice of groups. */
const withChosenGroups = (objective: LatencyObjective): LatencyObjective => ({
  ...objective,
  indicator: {
    ...objective.indicator,
    histogram: objective.by.reduce(
      (selector, label) => withMatcher(selector, { ...chosenOrAbsent(label), label: nameInData(objective, label) }),
      objective.indicator.histogram,
    ),
  },
});
