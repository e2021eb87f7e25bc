import { isMap, isScalar, type Pair, type Scalar } from "yaml";
import type { Diagnostic, Place } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { SourceText } from "../../diagnostics/source-text.ts";
import type { QuotableText } from "../../diagnostics/span-inside.ts";
import { parseDocuments } from "../../documents/parse-documents.ts";
import { type PlacedText, textInside, wholeText } from "../../documents/placed-text.ts";
import { type Resolver, resolver } from "../../documents/resolver.ts";
import { templateFault, templateInQuery } from "../../documents/template.ts";

/** An alert or a recording as it stands in somebody's rule file. */
export interface RuleEntry {
  readonly name: string;
  readonly isAlert: boolean;
  /** Those of its group, and its own before these. */
  readonly labels: Readonly<Record<string, string>>;
  /** The query, which knows its places in the file. */
  readonly expr: PlacedText;
  /** Where its name stands. */
  readonly place: Place;
}

/** Rules of a file, whatever holds them, with what could not be read. */
export interface ParsedRules {
  readonly entries: readonly RuleEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

const NO_RULES: ParsedRules = { entries: [], diagnostics: [] };

/**
 * Reads whatever rules a YAML text holds: a rule file, a PrometheusRule, a list of these, values of a chart, a ConfigMap
 * with rule files as its texts, or several documents. Other YAML holds none.
 */
export const parseRules = (source: SourceText): ParsedRules => rulesIn(wholeText(source));

function rulesIn(placed: PlacedText): ParsedRules {
  const { documents, diagnostics } = parseDocuments(placed);
  const found = documents.map((document) => rulesOf({ placed, resolver: resolver(document) }, document.contents));
  return together([{ entries: [], diagnostics }, ...found]);
}

const together = (parts: readonly ParsedRules[]): ParsedRules => ({
  entries: parts.flatMap(({ entries }) => entries),
  diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
});

interface Context {
  readonly placed: PlacedText;
  readonly resolver: Resolver;
}

/** Looks through all of a document, each part once, whatever names it. */
function rulesOf(context: Context, root: unknown): ParsedRules {
  const parts: ParsedRules[] = [];
  const seen = new Set<unknown>();
  const waiting = [root];
  while (waiting.length > 0) {
    const node = context.resolver.resolve(waiting.pop());
    if (seen.has(node)) continue;
    seen.add(node);
    if (isScalar(node)) parts.push(rulesInText(context, node));
    const fields = context.resolver.fields(node);
    if (isGroup(context, fields)) parts.push(rulesOfGroup(context, fields, seen));
    else waiting.push(...[...fields.values()].map(({ value }) => value).toReversed());
    waiting.push(...context.resolver.items(node).toReversed());
  }
  return together(parts);
}

type Fields = ReadonlyMap<string, Pair>;

/** A list of rules makes a group; the rules of an HTTP route or of an RBAC role are none of these. */
const isGroup = ({ resolver: { fields, items } }: Context, group: Fields): boolean =>
  items(group.get("rules")?.value).some((rule) => fields(rule).has("alert") || fields(rule).has("record"));

/** A rule file as the text of a ConfigMap, or of a chart's values; words of an annotation are none. */
const RULE_FILE = [/^[ \t{]*["']?groups["']?\s*:/m, /[\s{,]["']?(?:alert|record)["']?\s*:/];

function rulesInText({ placed }: Context, node: Scalar): ParsedRules {
  const { value } = node;
  if (typeof value !== "string" || !RULE_FILE.every((part) => part.test(value))) return NO_RULES;
  return rulesIn(textInside(placed, toQuotable(placed, node, value)));
}

function rulesOfGroup(context: Context, group: Fields, seen: Set<unknown>): ParsedRules {
  const { items, resolve } = context.resolver;
  const labels = labelsOf(context, group);
  const rules = items(group.get("rules")?.value).map(resolve);
  // Rules that another group names as well are told of once, unless it labels them anew.
  const fresh = rules.filter((rule) => !seen.has(rule) || Object.keys(labels).length > 0);
  for (const rule of rules) seen.add(rule);
  return together(fresh.map((rule) => toEntry(context, context.resolver.fields(rule), labels)));
}

function toEntry(context: Context, rule: Fields, groupLabels: RuleEntry["labels"]): ParsedRules {
  const alert = rule.get("alert");
  const named = alert ?? rule.get("record");
  const name = context.resolver.resolve(named?.value);
  if (named === undefined || !isScalar(name)) return NO_RULES;
  const place = context.placed.placeOf(spanOf(name));
  const expr = context.resolver.resolve(rule.get("expr")?.value);
  if (!isScalar(expr) || expr.value === null)
    return { entries: [], diagnostics: [noQuery(context, String(name.value), place, expr)] };
  const value = plain(expr);
  const entry: RuleEntry = {
    name: String(name.value),
    isAlert: alert !== undefined,
    labels: { ...groupLabels, ...labelsOf(context, rule) },
    expr: textInside(context.placed, toQuotable(context.placed, expr, value)),
    place,
  };
  return { entries: [entry], diagnostics: [] };
}

/** What stands in two braces is a map of a map to YAML. */
function noQuery({ placed }: Context, name: string, place: Place, expr: unknown): Diagnostic {
  const [from, to] = isMap(expr) ? (expr.range ?? [0, 0]) : [0, 0];
  const template = isMap(expr) ? templateInQuery(placed.text.slice(from, to)) : undefined;
  if (template === undefined)
    return {
      code: "rule-without-query",
      severity: "error",
      ...place,
      problem: `${name} has no query`,
      remedy: "write one as text behind expr, such as expr: up == 0",
    };
  const span = { from: from + template.from, to: from + template.to };
  return templateFault(placed.placeOf(span), template, `${name}: the query is a template`);
}

function labelsOf({ resolver: { fields, resolve } }: Context, holder: Fields): RuleEntry["labels"] {
  const labels = [...fields(holder.get("labels")?.value)];
  return Object.fromEntries(labels.map(([name, { value }]) => [name, plain(resolve(value))]));
}

const plain = (node: unknown): string => (isScalar(node) ? String(node.value) : "");

function spanOf({ range }: Scalar): Span {
  const [from, to] = range ?? [0, 1];
  return { from, to };
}

/** A block's own text begins below its indicator. */
function toQuotable({ text }: PlacedText, node: Scalar, value: string): QuotableText & { readonly value: string } {
  const { from, to } = spanOf(node);
  if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED")
    return { value, quoted: node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE", from, to };
  const lineEnd = text.indexOf("\n", from);
  return { value, quoted: false, from: lineEnd === -1 ? from : lineEnd + 1, to };
}
