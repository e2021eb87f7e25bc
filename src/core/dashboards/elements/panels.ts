import {
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
} from "@grafana/grafana-foundation-sdk/common";
import {
  GraphThresholdsStyleConfigBuilder,
  StackingConfigBuilder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { DATASOURCE, type PanelQuery, rangeQueries, tableQueries } from "./query.ts";

/** What every panel says about itself. */
export interface PanelFacts {
  readonly title: string;
  /** Where the number comes from, and how to read it. */
  readonly description: string;
  readonly unit: string;
  readonly decimals: number;
  readonly queries: readonly PanelQuery[];
}

/** Grafana's names of units. */
export const UNIT = {
  ratio: "percentunit",
  burn: "suffix:x",
  seconds: "s",
  milliseconds: "ms",
  microseconds: "µs",
  nanoseconds: "ns",
  perSecond: "reqps",
  count: "short",
  bytes: "bytes",
} as const;

/** What is shown where there is no number: never a zero, never a hundred percent. */
export const NO_DATA = "No data";

/** Lines over time. Gaps stay open: a line drawn across them would be a claim about what nobody measured. */
export function lines(facts: PanelFacts): TimeseriesPanel {
  const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi);
  tooltip.sort(SortOrder.Descending);
  return new TimeseriesPanel()
    .title(facts.title)
    .description(facts.description)
    .datasource(DATASOURCE)
    .targets(rangeQueries(facts.queries))
    .unit(facts.unit)
    .decimals(facts.decimals)
    .noValue(NO_DATA)
    .spanNulls(false)
    .lineWidth(1.5)
    .fillOpacity(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(tooltip);
}

/** Lines stacked upon each other, for parts of a whole. */
export const stacked = (facts: PanelFacts): TimeseriesPanel =>
  lines(facts).fillOpacity(20).stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));

/** Rows of the present. */
export const table = (facts: PanelFacts): TablePanel =>
  new TablePanel()
    .title(facts.title)
    .description(facts.description)
    .datasource(DATASOURCE)
    .targets(tableQueries(facts.queries))
    .unit(facts.unit)
    .decimals(facts.decimals)
    .noValue(NO_DATA);

/** Colours by value; the first step starts at minus infinity. */
export const thresholds = (steps: readonly Threshold[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);

/** Thresholds as dashed lines across a panel. */
export const dashedThresholds = (): GraphThresholdsStyleConfigBuilder =>
  new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
