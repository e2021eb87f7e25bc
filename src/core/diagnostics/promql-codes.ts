import type { CodePage } from "./code-page.ts";

/** Faults in selectors and queries. */
export const PROMQL_CODES = {
  "promql-syntax": {
    title: "The query does not parse",
    in: "query",
    explanation: "The query is not accepted by Prometheus' own grammar.",
    wrong: "sum(rate(x[5m])",
    mended: "sum(rate(x[5m]))",
  },
  "promql-type": {
    title: "Types that do not fit",
    in: "query",
    explanation:
      "Functions want instant vectors, range vectors, numbers or texts in their places, and a query as a whole yields an instant vector.",
    wrong: "sum(rate(x))",
    mended: "sum(rate(x[5m]))",
  },
  "promql-not-selector": {
    title: "An expression in place of a selector",
    in: "slo",
    explanation:
      "Selectors are facts about your system: rules, dashboards and the ledger each ask them in their own way. Expressions belong into promql.",
    wrong: "probe: {success: avg(probe_success)}",
    mended: "probe: {success: probe_success}",
  },
  "promql-no-metric": {
    title: "No metric, or two",
    in: "slo",
    explanation: "A selector without a metric's name matches series that have nothing in common.",
    wrong: "probe: {success: '{job=\"blackbox\"}'}",
    mended: "probe: {success: 'probe_success{job=\"blackbox\"}'}",
  },
  "promql-regex": {
    title: "A regular expression that Prometheus refuses",
    in: "query",
    explanation: "Prometheus uses RE2, which has no lookahead, lookbehind or backreferences.",
    wrong: 'sum(rate(x{path=~"/(?!health).*"}[5m]))',
    mended: 'sum(rate(x{path!="/health"}[5m]))',
  },
  "promql-mask": {
    title: "Missing data shown as a number",
    in: "query",
    explanation: 'With "or vector(0)" a target that is gone looks like one without errors.',
    wrong: "sum(rate(x[5m])) or vector(0)",
    mended: "sum(rate(x[5m]))",
  },
  "promql-offset": {
    title: "A shift in time inside an SLO",
    in: "slo",
    explanation:
      "An SLO measures what happens now. With offset or @ every window would be shifted, and its freshness could not be told.",
    wrong: "promql:\n  errors: sum(rate(a_total[{{window}}] offset 5m))\n  total: sum(rate(b_total[{{window}}]))",
    mended: "promql:\n  errors: sum(rate(a_total[{{window}}]))\n  total: sum(rate(b_total[{{window}}]))",
  },
  "promql-no-window": {
    title: "A query for one window only",
    in: "slo",
    explanation: "Burn rates are asked for several windows. {{window}} stands where the duration belongs.",
    wrong: "promql:\n  errors: sum(rate(a_total[5m]))\n  total: sum(rate(b_total[{{window}}]))",
    mended: "promql:\n  errors: sum(rate(a_total[{{window}}]))\n  total: sum(rate(b_total[{{window}}]))",
  },
  "promql-template": {
    title: "A placeholder that is not known",
    in: "query",
    explanation:
      "Placeholders of Grafana and other tools are no part of PromQL. Only {{window}} is filled, and only in promql indicators.",
    wrong: "sum(rate(x[$__rate_interval]))",
    mended: "sum(rate(x[5m]))",
  },
  "promql-comment": {
    title: "A comment inside a query",
    in: "query",
    explanation: "The query becomes part of larger ones on one line, where a comment would swallow the rest.",
    wrong: "sum(rate(x[5m])) # all",
    mended: "sum(rate(x[5m]))",
  },
  "promql-raw-counter": {
    title: "A counter's bare value",
    in: "query",
    explanation: "A counter only grows, and starts anew with each process. What happens is told by its rate.",
    wrong: "sum(requests_total)",
    mended: "sum(rate(requests_total[5m]))",
  },
  "promql-cost": {
    title: "A query that costs too much",
    in: "query",
    explanation:
      "A subquery evaluates its inner query at every step of its range; Prometheus gives up beyond 11,000 points.",
    wrong: "max_over_time(x[30d:1s])",
    mended: "max_over_time(x[30d:1h])",
  },
  "promql-size": {
    title: "A query that is too large",
    in: "query",
    explanation: "A query has at most 4096 characters and 50 levels of brackets.",
    wrong: `${"(".repeat(60)}x${")".repeat(60)}`,
    mended: "x",
  },
  "promql-experimental": {
    title: "A function that not every Prometheus has",
    in: "query",
    explanation: "The function is behind a feature flag, or newer than some versions in use.",
    wrong: "mad_over_time(x[5m])",
    mended: "stddev_over_time(x[5m])",
  },
  "promql-utf8-name": {
    title: "A name that needs Prometheus 3",
    in: "query",
    explanation: "Names with dots, dashes or spaces are quoted, which Prometheus 2 does not understand.",
    wrong: '{"http.requests"}',
    mended: "http_requests",
  },
} as const satisfies Readonly<Record<string, CodePage>>;
