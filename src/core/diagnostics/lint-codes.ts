import type { CodePage } from "./code-page.ts";

const HIGH_CPU = `groups:
  - name: nodes
    rules:
      - alert: HighCpu
        expr: avg(rate(node_cpu_seconds_total{mode!="idle"}[5m])) > 0.9
        labels: {severity: page}`;

const DOWN = HIGH_CPU.replace("HighCpu", "Down").replace(/expr: .*/, "expr: up == 0");

/** Findings in rule files of any origin. */
export const LINT_CODES = {
  "page-on-cause": {
    title: "A page on a cause",
    in: "rules",
    explanation:
      "People are woken for what users feel. A busy CPU or a full queue may harm nobody, and what harms users may come without them: causes belong on a dashboard or into a ticket. The metric that is compared decides, not what it is divided by, guarded with or joined to.",
    wrong: HIGH_CPU,
    mended: HIGH_CPU.replace("page", "ticket"),
  },
  "nothing-pages": {
    title: "None of the alerts pages",
    in: "rules",
    explanation:
      "Only alerts that wake people are judged. In a whole run there was none, so either all is well, or those that wake people carry another label.",
    wrong: DOWN.replace("page", "disaster"),
    mended: DOWN,
  },
  "nothing-to-lint": {
    title: "Nothing in it that lint reads",
    in: "rules",
    explanation:
      "Lint reads Prometheus rules by themselves, in PrometheusRules, ConfigMaps and values of charts, and HorizontalPodAutoscalers and ScaledObjects. The file has none of them.",
    wrong: "route: {receiver: on-call}",
    mended: DOWN,
  },
  "unfilled-template": {
    title: "A template",
    in: "rules",
    explanation:
      "Another tool fills the file or the query in, and only then it is YAML or PromQL. Annotations and labels may hold templates of Prometheus.",
    wrong: DOWN.replace("up == 0", "up < {{ .Values.least }}"),
    mended: DOWN,
  },
  "other-query-language": {
    title: "No PromQL",
    in: "rules",
    explanation:
      "MetricsQL and LogQL look like PromQL and have more. Such a rule may be right where it runs; it is not judged here.",
    wrong: DOWN.replace("up == 0", "lag(up[1h]) > 300"),
    mended: DOWN.replace("up == 0", "time() - timestamp(up) > 300"),
  },
  "rule-without-query": {
    title: "A rule without a query",
    in: "rules",
    explanation: "A rule asks something. Prometheus refuses a file in which one has no expr, or a list or map there.",
    wrong: DOWN.replace("expr: up == 0", "for: 5m"),
    mended: DOWN,
  },
} as const satisfies Readonly<Record<string, CodePage>>;
