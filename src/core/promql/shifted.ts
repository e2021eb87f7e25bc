import { printPromDuration } from "../units/prom-duration.ts";
import { seconds, type Seconds } from "../units/seconds.ts";
import type { Expression } from "./expression.ts";
import { walk } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";

/** The same expression of the time that was so long ago: every series in it is read with an offset. */
export function shifted(expression: Expression, by: Seconds): Expression {
  if (by === 0) return expression;
  switch (expression.kind) {
    case "number":
    case "string":
      return expression;
    case "selector":
    case "range":
      return { ...expression, offset: seconds((expression.offset ?? 0) + by) };
    case "call":
      return { ...expression, args: expression.args.map((arg) => shifted(arg, by)) };
    case "subquery":
    case "aggregate":
    case "without":
      return { ...expression, arg: shifted(expression.arg, by) };
    case "binary":
      return { ...expression, left: shifted(expression.left, by), right: shifted(expression.right, by) };
    case "text":
      return { ...expression, text: shiftedText(expression.text, by) };
  }
}

/** An author's query, which has no offsets of its own: what an SLO measures may not have any. */
function shiftedText(text: string, by: Seconds): string {
  const parsed = parseSyntax(text);
  if (!parsed.ok) return text;
  const ends = [...walk(parsed.root)].flatMap((node) => {
    const isWhole = node.name === "MatrixSelector" || node.name === "VectorSelector";
    return isWhole && node.parent?.name !== "MatrixSelector" ? [node.to] : [];
  });
  return ends
    .toSorted((a, b) => b - a)
    .reduce((late, end) => `${late.slice(0, end)} offset ${printPromDuration(by)}${late.slice(end)}`, text);
}
