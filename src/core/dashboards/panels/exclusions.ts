import type { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { hasExclusions } from "../../objective/exclusion.ts";
import { aggregate, binary, number } from "../../promql/expression.ts";
import { RECORDED } from "../../sli/series-names.ts";
import { LINE } from "../elements/palette.ts";
import { OBJECTIVE_LABELS, type Scope, seriesOf } from "../elements/scope.ts";
import { annotation } from "./alerts.ts";

/** Marks the times that do not count; undefined where all of the time does. */
export function exclusionAnnotation(scope: Scope): AnnotationQueryBuilder | undefined {
  if (!scope.objectives.some(hasExclusions)) return undefined;
  const active = binary(seriesOf(scope, RECORDED.excluded), "==", number(1));
  return annotation("Excluded", LINE.ideal, aggregate("max", OBJECTIVE_LABELS, active))
    .titleFormat("Does not count")
    .textFormat(OBJECTIVE_LABELS.map((label) => `{{${label}}}`).join(" "))
    .tagKeys("slo");
}
