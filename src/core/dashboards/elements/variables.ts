import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { printSelector, type Matcher } from "../../promql/selector.ts";
import { errorRatioSeries, EXPORTED, RECORDED, SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";
import { DATASOURCE } from "./query.ts";

/** The Prometheus to read. */
export const datasourceVariable = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus");

/** Services that have objectives. */
export const serviceVariable = (): QueryVariableBuilder => multiple(SERVICE_LABEL, "Service", OBJECTIVES, []);

/** Objectives of the chosen services, or of one. */
export const sloVariable = (service: Matcher): QueryVariableBuilder =>
  multiple(SLO_LABEL, "SLO", OBJECTIVES, [service]);

/** Values of a `by` label. */
export const byVariable = (label: string, service: Matcher): QueryVariableBuilder =>
  multiple(label, label, GROUPS, [service]);

/** Known with the service down, and known without the rules. */
const OBJECTIVES: readonly string[] = [EXPORTED.objective, RECORDED.objective];
const GROUPS: readonly string[] = [EXPORTED.state, errorRatioSeries("6h")];

function multiple(
  label: string,
  title: string,
  metrics: readonly string[],
  matchers: readonly Matcher[],
): QueryVariableBuilder {
  const named: Matcher = { label: "__name__", operator: "=~", value: metrics.join("|") };
  const query = `label_values(${printSelector({ metric: "", matchers: [named, ...matchers] })}, ${label})`;
  const variable = new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATASOURCE)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    // Also matches series that lack the label, which Grafana's own list of all values would not.
    .allValue(".*")
    .current({ selected: true, text: "All", value: "$__all" });
  variable.sort(VariableSort.AlphabeticalAsc);
  return variable;
}
