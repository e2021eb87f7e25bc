import type { Diagnostic, Place } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/span.ts";
import { parseSyntax, walk } from "../../promql/syntax.ts";
import { toSelector } from "../../promql/to-selector.ts";
import { spanInside } from "../../diagnostics/span-inside.ts";
import { placeOf, type SourceText, sourceText } from "../../diagnostics/source-text.ts";
import { type CauseKind, causeOf, isNeutral, SYMPTOMS } from "./cause-metrics.ts";
import { parseRules, type RuleEntry } from "./rule-entries.ts";

/** Which alerts wake people: those with one of these values in one of these labels. */
export type PageLabels = Readonly<Record<string, readonly string[]>>;

const DEFAULT_PAGE_LABELS: PageLabels = { severity: ["page", "critical"] };

/** Which alerts wake people where pages and tickets have these severities. */
export const pageLabelsOf = ({ page, ticket }: Readonly<Record<"page" | "ticket", string>>): PageLabels => ({
  severity: [...new Set([page, ...(DEFAULT_PAGE_LABELS["severity"] ?? [])])].filter((name) => name !== ticket),
});

export interface LintResult {
  readonly alerts: number;
  readonly pages: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Names pages on causes, and queries that do not parse, in a rule file of any origin. */
export function lintRules(file: string, text: string, pageLabels: PageLabels = DEFAULT_PAGE_LABELS): LintResult {
  const source = sourceText(file, text);
  const { entries, diagnostics } = parseRules(source);
  const alerts = entries.filter(({ isAlert }) => isAlert);
  const pages = new Set(
    alerts.filter(({ labels }) =>
      Object.entries(pageLabels).some(([label, values]) => values.includes(labels[label] ?? "")),
    ),
  );
  return {
    alerts: alerts.length,
    pages: pages.size,
    diagnostics: [...diagnostics, ...entries.flatMap((entry) => lintEntry(source, entry, pages.has(entry)))],
  };
}

function lintEntry(source: SourceText, entry: RuleEntry, isPage: boolean): readonly Diagnostic[] {
  const { expr, name } = entry;
  const at = (part: Span): Place => {
    const span = spanInside(source.text, expr, part);
    return placeOf(source, span.from, span.to);
  };
  const parsed = parseSyntax(expr.value);
  if (!parsed.ok) {
    const { code, severity, problem, remedy } = parsed.fault;
    return [{ code, severity, ...at(parsed.fault), problem: `${name}: ${problem}`, remedy }];
  }
  if (!isPage) return [];
  const metrics = [...metricsRead(expr.value)];
  if (metrics.some(({ metric, cause }) => cause === undefined && SYMPTOMS.test(metric))) return [];
  const [first] = metrics.filter((read): read is MetricRead & { cause: CauseKind } => read.cause !== undefined);
  if (first === undefined) return [];
  return [
    {
      code: "page-on-cause",
      severity: "error",
      ...at(first),
      problem: `${name} pages on ${first.cause.what}, which is a cause and no symptom`,
      remedy: `${first.cause.instead}; page on the SLO that suffers from it`,
    },
  ];
}

interface MetricRead extends Span {
  readonly metric: string;
  readonly cause: CauseKind | undefined;
}

/**
 * The metrics that a query measures by. What stands inside `absent()` is looked for, not measured: its absence is a
 * symptom.
 */
function* metricsRead(query: string): Generator<MetricRead> {
  const parsed = parseSyntax(query);
  if (!parsed.ok) return;
  for (const node of walk(parsed.root)) {
    if (node.name !== "VectorSelector" || isInsideAbsent(node, query)) continue;
    const selector = toSelector(node, query);
    if (!selector.ok || isNeutral(selector.value.metric)) continue;
    const { metric } = selector.value;
    yield {
      metric,
      from: node.from,
      to: node.from + (query.startsWith(metric, node.from) ? metric.length : 1),
      cause: causeOf(metric),
    };
  }
}

type SyntaxNode = Parameters<typeof toSelector>[0];

function isInsideAbsent(node: SyntaxNode, query: string): boolean {
  for (let above = node.parent; above !== null; above = above.parent) {
    if (above.name === "FunctionCall" && query.startsWith("absent", above.from)) return true;
  }
  return false;
}
