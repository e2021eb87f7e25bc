import { checkExpression, type QueryUse } from "../promql/check-expression.ts";
import { parseSelector } from "../promql/parse-selector.ts";
import type { Selector } from "../promql/selector.ts";
import { utf8NameProblems } from "../promql/utf8-names.ts";
import type { Path } from "./node.ts";
import type { SpecReader } from "./reader.ts";

/** A field that holds a plain selector. @returns undefined when it does not, which is reported */
export function readSelectorField(text: string | undefined, path: Path, reader: SpecReader): Selector | undefined {
  if (text === undefined) return undefined;
  const parsed = parseSelector(text);
  if (parsed.ok) {
    for (const problem of utf8NameProblems(parsed.value, { from: 0, to: text.length })) reader.sayInside(path, problem);
    return parsed.value;
  }
  for (const problem of parsed.problems) reader.sayInside(path, problem);
  return undefined;
}

/** A field that holds a query. @returns the author's text */
export function readQueryField(
  text: string | undefined,
  path: Path,
  reader: SpecReader,
  use: QueryUse = {},
): string | undefined {
  if (text === undefined) return undefined;
  for (const problem of checkExpression(text, use)) reader.sayInside(path, problem);
  return text;
}
