import type { Objective } from "../../../objective/objective.ts";
import { binary, type Expression } from "../../../promql/expression.ts";
import type { Selector } from "../../../promql/selector.ts";
import { grouped } from "../../../sli/grouped.ts";
import { givenReplicas } from "../../../sli/rates.ts";
import { union } from "../../../sli/union.ts";
import { justBefore, newly, ofTargets, sumOfSteps } from "./stretch.ts";

/**
 * What counters stood at before a restart after which they stood as high or higher: a rate takes it for events that it
 * has counted. Where one counter of a target fell its process began anew, and so did all.
 *
 * @param total - among which one that fell is looked for
 */
export function hiddenByRestarts(
  objective: Objective,
  selectors: readonly Selector[],
  total: readonly Selector[],
): Expression {
  const replicas = givenReplicas(objective);
  const fell = union(total.map((selector) => binary(newly(selector), "<", justBefore(selector))));
  const hidden = selectors.map((selector) =>
    sumOfSteps(ofTargets(binary(justBefore(selector), "<=", newly(selector)), fell, replicas), replicas),
  );
  return grouped("sum", objective, union(hidden));
}
