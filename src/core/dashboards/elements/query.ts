import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import type { Expression } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";

/** One line of a panel. */
export interface PanelQuery {
  readonly expression: Expression;
  /** Grafana's legend format: `{{slo}}`. */
  readonly legend: string;
}

/** The data source that the reader chooses at the top of the dashboard. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

/** Queries over the dashboard's time range, one line per series. */
export const rangeQueries = (queries: readonly PanelQuery[]): DataqueryBuilder[] =>
  queries.map((query, i) => base(query, i).range().format(PromQueryFormat.TimeSeries));

/** Queries of the present, one row per series. */
export const tableQueries = (queries: readonly PanelQuery[]): DataqueryBuilder[] =>
  queries.map((query, i) => base(query, i).instant().format(PromQueryFormat.Table));

/** Queries of the present, one number each. */
export const instantQueries = (queries: readonly PanelQuery[]): DataqueryBuilder[] =>
  queries.map((query, i) => base(query, i).instant().format(PromQueryFormat.TimeSeries));

/** Buckets over time, as the heatmap panel reads them. */
export const heatmapQuery = (query: PanelQuery): DataqueryBuilder =>
  base(query, 0).range().format(PromQueryFormat.Heatmap);

const base = ({ expression, legend }: PanelQuery, index: number): DataqueryBuilder =>
  new DataqueryBuilder()
    .refId(refId(index))
    .datasource(DATASOURCE)
    .expr(printExpression(expression))
    .legendFormat(legend);

/**
 * `A`, `B`, … as Grafana counts queries; a panel has at most a handful.
 *
 * @param index - from 0
 * @throws RangeError beyond `Z`
 */
export function refId(index: number): string {
  const letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index];
  if (letter === undefined) throw new RangeError(`a panel has at most 26 queries, got number ${index + 1}`);
  return letter;
}
