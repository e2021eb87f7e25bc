import { walk } from "./parse-tree.ts";
import { parseSyntax } from "./syntax.ts";

/** Whether a query calculates something anew for each step of a range. */
export function hasSubquery(query: string): boolean {
  const parsed = parseSyntax(query);
  return parsed.ok && [...walk(parsed.root)].some(({ name }) => name === "SubqueryExpr");
}
