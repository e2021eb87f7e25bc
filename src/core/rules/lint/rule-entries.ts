import { isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceText } from "../../diagnostics/source-text.ts";
import type { QuotableText } from "../../diagnostics/span-inside.ts";
import { parseDocuments } from "../../documents/parse-documents.ts";

/** An alert or a recording as it stands in somebody's rule file. */
export interface RuleEntry {
  readonly name: string;
  readonly isAlert: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly expr: ExprNode;
}

/** A query with its place, so that offsets inside it can be shown in the file. */
export interface ExprNode extends QuotableText {
  readonly value: string;
}

/** Rules of a file, whether it is a rule file, a PrometheusRule object, a list of these, or several documents. */
export interface ParsedRules {
  readonly entries: readonly RuleEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads whatever rules a YAML text holds; other YAML holds none. */
export function parseRules(source: SourceText): ParsedRules {
  const { documents, diagnostics } = parseDocuments(source);
  const groups = documents.flatMap(({ contents }) => groupsIn(contents));
  return { entries: groups.flatMap(rulesIn).flatMap(toEntry), diagnostics };
}

/** Groups stand at the top, or in the `spec` of an object, or in the objects of a list. */
function groupsIn(node: unknown): readonly YAMLMap[] {
  if (!isMap(node)) return [];
  const items = node.get("items");
  if (isSeq(items)) return items.items.flatMap(groupsIn);
  const spec = node.get("spec");
  const groups = isMap(spec) ? spec.get("groups") : node.get("groups");
  return isSeq(groups) ? groups.items.filter((group) => isMap(group)) : [];
}

function rulesIn(group: YAMLMap): readonly YAMLMap[] {
  const rules = group.get("rules");
  return isSeq(rules) ? rules.items.filter((rule) => isMap(rule)) : [];
}

function toEntry(rule: YAMLMap): readonly RuleEntry[] {
  const alert = rule.get("alert");
  const name = alert ?? rule.get("record");
  const expr = rule.get("expr", true);
  if (typeof name !== "string" || !isScalar(expr) || expr.range === undefined || expr.range === null) return [];
  return [{ name, isAlert: alert !== undefined, labels: labelsOf(rule), expr: toExpr(expr, expr.range) }];
}

function labelsOf(rule: YAMLMap): Readonly<Record<string, string>> {
  const labels = rule.get("labels");
  if (!isMap(labels)) return {};
  return Object.fromEntries(labels.items.map(({ key, value }) => [plain(key), plain(value)]));
}

const plain = (node: unknown): string => (isScalar(node) ? String(node.value) : "");

function toExpr(expr: Scalar, [from, to]: readonly [number, number, number]): ExprNode {
  const isBlock = expr.type === "BLOCK_LITERAL" || expr.type === "BLOCK_FOLDED";
  // A number alone is a query as well; a block's own text begins behind its indicator.
  return {
    value: String(expr.value),
    quoted: isBlock || expr.type === "QUOTE_DOUBLE" || expr.type === "QUOTE_SINGLE",
    from,
    to,
  };
}
