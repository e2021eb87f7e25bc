import { conditionsOf } from "../objective/exclusion.ts";
import type { Objective } from "../objective/objective.ts";
import { aggregate, binary, type Expression, verbatim } from "../promql/expression.ts";

/** One sample without labels while any condition of an objective's exclusions holds; undefined where it has none. */
export function excludedWhen({ exclusions }: Pick<Objective, "exclusions">): Expression | undefined {
  const [first, ...others] = conditionsOf(exclusions).map((when) => aggregate("group", [], verbatim(when)));
  return first === undefined ? undefined : others.reduce((left, right) => binary(left, "or", right), first);
}
