import { namesInData } from "../objective/grouping.ts";
import type { Objective } from "../objective/objective.ts";
import { partsOf, selectorsOf } from "./indicator-parts.ts";

/**
 * The labels by which nothing but the replica of a Prometheus is told that wrote a series. An author who chooses or
 * groups by such a label means each replica by itself.
 *
 * @param labels - those that are known of its source
 */
export function replicasOf(objective: Objective, labels: readonly string[]): readonly string[] {
  if (labels.length === 0) return labels;
  const meant = partsOf(objective.indicator)
    .flatMap(selectorsOf)
    .flatMap(({ matchers }) => matchers.map(({ label }) => label));
  const by = namesInData(objective);
  return labels.filter((label) => !by.includes(label) && !meant.includes(label));
}
