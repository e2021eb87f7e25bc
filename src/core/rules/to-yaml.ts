import { printConditions } from "../promql/print.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import type { Rule, RuleGroup } from "./elements/rule.ts";
import type { Text } from "./elements/text.ts";

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

const templates = (texts: Readonly<Record<string, Text>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([name, { template }]) => [name, template]));

const sorted = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
