import { checkExpression, type QueryUse } from "../../promql/check-expression.ts";
import { parseSelector } from "../../promql/parse-selector.ts";
import type { Selector } from "../../promql/selector.ts";
import { utf8NameFaults } from "../../promql/utf8-names.ts";
import type { DiagnosticCode } from "../../diagnostics/codes.ts";
import type { Path } from "../text/node.ts";
import type { FieldReport } from "../text/field-report.ts";

/** A field that holds a plain selector. @returns undefined when it does not, which is reported */
export function parseSelectorField(text: string | undefined, path: Path, report: FieldReport): Selector | undefined {
  if (text === undefined) return undefined;
  const parsed = parseSelector(text);
  if (parsed.ok) {
    for (const fault of utf8NameFaults(parsed.value, { from: 0, to: text.length })) report.inside(path, fault);
    return parsed.value;
  }
  for (const fault of parsed.faults) report.inside(path, fault);
  return undefined;
}

/**
 * A field that holds a query.
 *
 * @param remedies - what mends a fault here, where that is not what mends it elsewhere
 * @returns the author's text
 */
export function parseQueryField(
  text: string | undefined,
  path: Path,
  report: FieldReport,
  use: QueryUse = {},
  remedies: Partial<Record<DiagnosticCode, string>> = {},
): string | undefined {
  if (text === undefined) return undefined;
  for (const fault of checkExpression(text, use))
    report.inside(path, { ...fault, remedy: remedies[fault.code] ?? fault.remedy });
  return text;
}
