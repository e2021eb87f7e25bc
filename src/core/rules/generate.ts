import { type GeneratedFile, generatedFrom } from "../documents/generated-file.ts";
import { printYaml } from "../documents/print-yaml.ts";
import type { Objective, Service } from "../objective/objective.ts";
import { inhibitRules } from "./alerts/inhibition.ts";
import { objectParts, partSuffix, prometheusRule } from "./prometheus-rule.ts";
import type { RuleGroup } from "./elements/rule.ts";
import { serviceGroups } from "./rule-groups.ts";
import { testFile } from "./tests/test-file.ts";
import { toRuleFile } from "./to-yaml.ts";

/** What the rules are for: rule files of Prometheus, or PrometheusRule objects of its operator. */
export type RuleFormat = "prometheus" | "prometheus-operator";

/** What decides what rules look like, besides the specs. */
export interface RuleOptions {
  readonly format: RuleFormat;
  /** Where Grafana is; undefined leaves links to dashboards out. */
  readonly dashboardUrl: string | undefined;
  /**
   * For PrometheusRule objects: the namespace, by default the service's own, and labels that the operator selects by.
   */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** Rule files, without links to dashboards. */
export const DEFAULT_RULE_OPTIONS: RuleOptions = {
  format: "prometheus",
  dashboardUrl: undefined,
  namespace: undefined,
  labels: {},
};

/**
 * The rule files, their promtool tests and the Alertmanager snippet of all services. promtool does not read
 * PrometheusRule objects, so these come without tests. The order of the services does not matter.
 */
export function generateRules(
  services: readonly Service[],
  options: RuleOptions = DEFAULT_RULE_OPTIONS,
): readonly GeneratedFile[] {
  if (services.length === 0) return [];
  const files = services.flatMap((service) => {
    const groups = serviceGroups(service, options.dashboardUrl);
    const tests = options.format === "prometheus" ? [promtoolFile(service, groups, options)] : [];
    return [...ruleFiles(service, groups, options), ...tests];
  });
  return [...files, inhibitFile(services)].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Where the rules of a service and their tests are, as rule files of Prometheus. */
export const rulePaths = (service: string): { readonly rules: string; readonly tests: string } => ({
  rules: `alert-rules/${service}.rules.yaml`,
  tests: `alert-rules/tests/${service}.test.yaml`,
});

/** How many groups the rules of services have: rulers that are shared limit them. */
export const countGroups = (services: readonly Service[]): number =>
  services.reduce((sum, service) => sum + serviceGroups(service, undefined).length, 0);

function ruleFiles(service: Service, ruleGroups: readonly RuleGroup[], options: RuleOptions): readonly GeneratedFile[] {
  const rules = toRuleFile(ruleGroups);
  const comment = [generatedFrom([service.place.file]), ...calendarNote(service.objectives)];
  if (options.format === "prometheus")
    return [{ path: rulePaths(service.service).rules, text: printYaml(rules, comment) }];
  return objectParts(rules.groups).map((groups, i) => ({
    path: `alert-rules/${service.service}${partSuffix(i + 1)}.prometheusrule.yaml`,
    text: printYaml(prometheusRule(service, { groups }, options, i + 1), comment),
  }));
}

function promtoolFile(service: Service, groups: readonly RuleGroup[], options: RuleOptions): GeneratedFile {
  const { content, untested } = testFile(service, groups, options.dashboardUrl);
  const path = rulePaths(service.service).tests;
  const note =
    untested.length === 0
      ? []
      : [
          `No test data for ${untested.join(", ")}: the spec does not tell the raw series, or when they count, well enough to invent them.`,
        ];
  return {
    path,
    text: printYaml(content, [generatedFrom([service.place.file]), `Run: promtool test rules ${path}`, ...note]),
  };
}

function inhibitFile(services: readonly Service[]): GeneratedFile {
  const files = services.map(({ place }) => place.file).toSorted();
  const comment = [
    generatedFrom(files),
    "For alertmanager.yml: a page silences the slower alerts about the same objective.",
  ];
  return {
    path: "alert-rules/alertmanager-inhibit.yaml",
    text: printYaml(inhibitRules(services.flatMap(({ objectives }) => objectives)), comment),
  };
}

function calendarNote(objectives: readonly Objective[]): readonly string[] {
  const names = objectives.filter(({ window }) => window.kind === "calendar").map(({ slo }) => slo);
  if (names.length === 0) return [];
  return [
    `No budget is recorded for ${names.toSorted().join(", ")}: a calendar window is no range of PromQL, so headroom serve alone counts it.`,
  ];
}
