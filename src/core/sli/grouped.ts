import { type Grouping, nameInData, namesInData } from "../objective/grouping.ts";
import { aggregate, call, type Expression, string } from "../promql/expression.ts";

/** A label's whole value; the dot of Prometheus 2 does not match the end of a line by itself. */
const WHOLE_VALUE = "(?s)(.*)";

/**
 * An aggregation by the labels of a grouping. Those that have another name in the data are renamed when few series are
 * left; the sum around it drops the names of the data, and each of its groups holds one series.
 *
 * @param more - labels that are kept beside the grouping's
 */
export function grouped(
  operator: string,
  grouping: Grouping,
  arg: Expression,
  more: readonly string[] = [],
): Expression {
  const read = aggregate(operator, [...namesInData(grouping), ...more], arg);
  const renamed = grouping.by.filter((label) => nameInData(grouping, label) !== label);
  if (renamed.length === 0) return read;
  const named = renamed.reduce(
    (e, label) =>
      call("label_replace", e, string(label), string("$1"), string(nameInData(grouping, label)), string(WHOLE_VALUE)),
    read,
  );
  return aggregate("sum", [...grouping.by, ...more], named);
}
