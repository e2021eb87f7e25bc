import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Fault } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";
import { placeOf, sourceText } from "../../diagnostics/source-text.ts";
import { wholeText } from "../../documents/placed-text.ts";
import { templateFault, templateInQuery, templateInYaml } from "../../documents/template.ts";
import { parseSyntax } from "../../promql/syntax.ts";
import { measured } from "./measured.ts";
import { DEFAULT_PAGE_LABELS, isPage, nothingPages, type PageLabels } from "./page-labels.ts";
import { otherLanguage } from "./query-languages.ts";
import { parseRules, type RuleEntry } from "./rule-entries.ts";

/** A rule file of any origin. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** What was read, `alerts` and the `pages` among them, and what is wrong with it. */
export interface LintResult {
  readonly alerts: number;
  readonly pages: number;
  /** Files in which there are rules, or what may be rules and could not be read. */
  readonly files: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Names pages on causes, and queries that cannot be read, in rule files of any origin. */
export function lintRules(texts: readonly RuleText[], pageLabels: PageLabels = DEFAULT_PAGE_LABELS): LintResult {
  const read = texts.map(({ file, text }) => ({ file, ...parseRules(sourceText(file, text)) }));
  const entries = read.flatMap((rules) => rules.entries);
  const alerts = entries.filter(({ isAlert }) => isAlert);
  const silent = nothingPages(alerts, pageLabels);
  return {
    alerts: alerts.length,
    pages: alerts.filter((alert) => isPage(alert, pageLabels)).length,
    files: new Set(read.filter((rules) => rules.entries.length + rules.diagnostics.length > 0).map(({ file }) => file)),
    diagnostics: [
      ...read.flatMap((rules) => rules.diagnostics),
      ...entries.flatMap((entry) => lintEntry(entry, pageLabels)),
      ...(silent === undefined ? [] : [silent]),
    ],
  };
}

function lintEntry(entry: RuleEntry, pageLabels: PageLabels): readonly Diagnostic[] {
  const { expr, name, isAlert } = entry;
  const parsed = parseSyntax(expr.text);
  if (!parsed.ok) {
    const { code, severity, problem, remedy, ...part } = unreadable(expr.text, parsed.fault);
    return [{ code, severity, ...expr.placeOf(part), problem: `${name}: ${problem}`, remedy }];
  }
  if (!isAlert || !isPage(entry, pageLabels)) return [];
  const found = measured(parsed.root, expr.text);
  if (found.kind !== "cause" || found.says === "well") return [];
  return [
    {
      code: "page-on-cause",
      severity: "error",
      ...expr.placeOf(found.at),
      problem: `${name} pages on ${found.cause.what}, which is a cause and no symptom`,
      remedy: `${found.cause.instead}; page on the SLO that suffers from it`,
    },
  ];
}

/** Told of a file from which something is expected, and in which nothing was found. */
export function nothingToLint({ file, text }: RuleText): Diagnostic {
  const source = sourceText(file, text);
  const template = templateInYaml(text);
  if (template !== undefined) return templateFault(wholeText(source).placeOf(template), template, "this is a template");
  return {
    code: "nothing-to-lint",
    severity: "warning",
    ...placeOf(source, 0, 1),
    problem: "there is no rule and no autoscaler in it",
    remedy: "name a file of Prometheus rules, a PrometheusRule, a ConfigMap of rule files, or an autoscaler's manifest",
  };
}

/** A query that does not parse may be no PromQL, or none yet. */
function unreadable(query: string, fault: Fault<Span>): Fault<Span> {
  const { code, severity, from, to, problem, remedy } = fault;
  const template = templateInQuery(query);
  if (template !== undefined)
    return templateFault({ from: template.from, to: template.to }, template, "this is a template");
  const language = otherLanguage(query);
  if (language === undefined) return { code, severity, from, to, problem, remedy };
  return {
    code: "other-query-language",
    severity: "warning",
    from,
    to,
    problem: `this is ${language.name} by ${language.by}, which is not read, so the rule was not judged`,
    remedy: "judge it by eye, or write the query in PromQL",
  };
}
