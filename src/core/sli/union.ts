import { binary, call, type Expression, string } from "../promql/expression.ts";

/** Holds the number of the part that a series of a union comes from. */
export const PART_LABEL = "__part__";

/**
 * Several vectors side by side. `rate` drops the metric name, so series of two metrics may carry equal labels,
 * and a plain `or` would swallow the second: each gets the number of its part.
 *
 * @throws RangeError if there is no part
 */
export function union(parts: readonly Expression[]): Expression {
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError("an indicator needs at least one selector");
  if (rest.length === 0) return first;
  const numbered = parts.map((part, i) =>
    call("label_replace", part, string(PART_LABEL), string(String(i)), string(""), string("")),
  );
  return numbered.reduce((left, right) => binary(left, "or", right));
}
