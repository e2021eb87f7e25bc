import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { aggregate, type Expression, vector } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import type { Matcher } from "../../promql/selector.ts";
import { alertsNamed } from "../elements/alert-names.ts";
import { LINE } from "../elements/palette.ts";
import { table, UNIT } from "../elements/panels.ts";
import { DATASOURCE } from "../elements/query.ts";
import type { Scope } from "../elements/scope.ts";

/** The alerts of the generated rules that fire now. */
export function firingAlerts(scope: Scope): TablePanel {
  const labels = ["severity", "alertname", ...scope.labels];
  return table({
    title: "Firing alerts",
    description: "From the alerting rules, as Prometheus evaluates them; silences and routes are Alertmanager's.",
    unit: UNIT.count,
    decimals: 0,
    queries: [{ expression: aggregate("max", labels, firing(scope)), legend: "" }],
  })
    .noValue("No alert fires")
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true, Value: true },
        indexByName: Object.fromEntries(labels.map((name, i) => [name, i])),
        renameByName: { alertname: "alert" },
      },
    });
}

/** Marks the times at which alerts fired. */
export function alertAnnotation(scope: Scope): AnnotationQueryBuilder {
  const expression = aggregate("max", ["severity", "alertname", ...scope.labels], firing(scope));
  return annotation("Alerts", LINE.burning, expression)
    .titleFormat("{{alertname}} ({{severity}})")
    .textFormat(scope.labels.map((label) => `{{${label}}}`).join(" "))
    .tagKeys("severity");
}

/** An annotation of this expression: a region for as long as it has samples. */
export const annotation = (name: string, color: string, expression: Expression): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(color)
    .expr(printExpression(expression))
    .step("60s");

/** What is about a whole service has no SLO's label, so it is there while all SLOs are chosen. */
function firing(scope: Scope): Expression {
  const ours: readonly Matcher[] = [
    alertsNamed(scope.objectives, ["burn", "exhausted", "noData", "noEvaluation"]),
    { label: "alertstate", operator: "=", value: "firing" },
  ];
  return vector({ metric: "ALERTS", matchers: [...scope.matchers, ...ours] });
}
