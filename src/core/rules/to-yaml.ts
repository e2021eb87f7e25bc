import { Document, Scalar, visit } from "yaml";
import { printConditions } from "../promql/print.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import type { Rule, RuleGroup } from "./rule.ts";
import type { Text } from "./text.ts";

/**
 * Line breaks and controls of Unicode that Go's YAML reader takes for syntax or refuses; they stand in double quotes
 * alone, as escapes.
 */
const UNREADABLE = /[\u0080-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The groups as Prometheus' rule files and PrometheusRule objects hold them. */
export function toRuleFile(groups: readonly RuleGroup[]): { readonly groups: readonly object[] } {
  return {
    groups: groups.map(({ name, interval, rules }) => ({
      name,
      interval: printPromDuration(interval),
      rules: rules.map(toRule),
    })),
  };
}

function toRule(rule: Rule): object {
  const expr = printConditions(rule.expr);
  if (rule.kind === "record") return { record: rule.record, expr, labels: sorted(rule.labels) };
  return {
    alert: rule.alert,
    expr,
    ...(rule.waitFor === undefined ? {} : { for: printPromDuration(rule.waitFor) }),
    ...(rule.keepFiringFor === undefined ? {} : { keep_firing_for: printPromDuration(rule.keepFiringFor) }),
    labels: sorted(templates(rule.labels)),
    annotations: templates(rule.annotations),
  };
}

/** Prints YAML so that the same value gives the same bytes; `comment` stands above it, line by line. */
export function printYaml(value: object, comment: readonly string[]): string {
  const header = comment.map((line) => `# ${line}\n`).join("");
  const document = new Document(value, { version: "1.2", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      // In a block of text, white space alone is taken for indentation when it is read back.
      if (typeof node.value === "string" && (node.value.trim() === "" || node.value.search(UNREADABLE) !== -1))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // Lines are never folded: a folded query reads badly in a diff.
  return (
    header +
    document
      .toString({ lineWidth: 0 })
      .replaceAll(UNREADABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
  );
}

const templates = (texts: Readonly<Record<string, Text>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([name, { template }]) => [name, template]));

const sorted = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
