import { describe, expect, it } from "vitest";
import { LINT_CODES } from "../../../../src/core/diagnostics/lint-codes.ts";
import { lintRules, nothingToLint } from "../../../../src/core/rules/lint/lint.ts";
import type { PageLabels } from "../../../../src/core/rules/lint/page-labels.ts";
import { renderText } from "../../../../src/core/diagnostics/render.ts";

const alert = (expr: string, severity = "page"): string =>
  `groups:\n  - name: a\n    rules:\n      - alert: Busy\n        expr: '${expr.replaceAll("'", "''")}'\n        labels: {severity: ${severity}}\n`;

const lint = (text: string, pageLabels?: PageLabels) => lintRules([{ file: "r.yaml", text }], pageLabels);
const problems = (text: string): readonly string[] =>
  lint(text)
    .diagnostics.filter(({ code }) => code !== "nothing-pages")
    .map(({ problem }) => problem);

describe("lintRules", () => {
  it.each([
    { expr: 'avg by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[5m])) > 0.9', what: "CPU use" },
    { expr: "instance:node_cpu_utilisation:rate5m > 0.9", what: "CPU use" },
    { expr: "rate(process_cpu_seconds_total[5m]) > 0.9", what: "CPU use" },
    {
      expr: "rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m]) > 0.25",
      what: "CPU use",
    },
    { expr: "node_load15 > 8", what: "the load average" },
    { expr: "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1", what: "memory use" },
    { expr: "container_memory_working_set_bytes > 1e9", what: "memory use" },
    { expr: "process_resident_memory_bytes > 1e9", what: "memory use" },
    { expr: "jvm_memory_used_bytes > 1e9", what: "memory use" },
    { expr: "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1", what: "disk space or disk load" },
    { expr: "predict_linear(node_filesystem_free_bytes[1h], 4 * 3600) < 0", what: "disk space or disk load" },
    { expr: "kubelet_volume_stats_available_bytes < 1e9", what: "disk space or disk load" },
    { expr: "increase(node_network_receive_errs_total[5m]) > 10", what: "network counters" },
    { expr: "increase(kube_pod_container_status_restarts_total[1h]) > 3", what: "restarts" },
    { expr: "changes(process_start_time_seconds[1h]) > 3", what: "restarts" },
    { expr: 'kube_pod_status_phase{phase!="Running"} > 0', what: "the state of pods or nodes" },
    {
      expr: "kube_deployment_status_replicas_available < kube_deployment_spec_replicas",
      what: "the state of pods or nodes",
    },
    {
      expr: 'kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"} == 1',
      what: "the state of pods or nodes",
    },
    { expr: "process_open_fds / process_max_fds > 0.8", what: "open files" },
    { expr: "go_goroutines > 10000", what: "threads or the event loop" },
    { expr: "nodejs_eventloop_lag_p99_seconds > 1", what: "threads or the event loop" },
    { expr: "rate(go_gc_duration_seconds_sum[5m]) > 1", what: "garbage collection" },
    { expr: "rate(jvm_gc_collection_seconds_sum[5m]) > 1", what: "garbage collection" },
    { expr: "mysql_slave_status_seconds_behind_master > 30", what: "replication lag" },
    { expr: "rabbitmq_queue_messages_ready > 1000", what: "a queue's length or a consumer's lag" },
    { expr: "mail_queue_length > 1000", what: "a queue's length or a consumer's lag" },
    { expr: "sum(kafka_consumergroup_lag) > 1000", what: "a queue's length or a consumer's lag" },
    { expr: "hikaricp_connections_active / hikaricp_connections_max > 0.9", what: "connections or a pool" },
    { expr: "max(db_pool_in_use / db_pool_size) > 0.9", what: "connections or a pool" },
    { expr: "pg_stat_activity_count > 90", what: "connections or a pool" },
    { expr: "rate(redis_keyspace_hits_total[5m]) < 1", what: "cache hits" },
    { expr: "node_hwmon_temp_celsius > 80", what: "the hardware's sensors or clock" },
    { expr: "node_load1 * on (pod) group_left (team) kube_pod_info > 3", what: "the load average" },
  ])("names a page on $what: $expr", ({ expr, what }) => {
    expect(problems(alert(expr))).toEqual([`Busy pages on ${what}, which is a cause and no symptom`]);
  });

  it.each([
    'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.01',
    "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1",
    "probe_success == 0",
    "up == 0",
    'absent(node_cpu_seconds_total{job="node"})',
    "absent_over_time(process_start_time_seconds[10m])",
    'slo:error_ratio:rate5m{service="checkout"} > 0.0144',
    "rate(grpc_server_handled_total[5m]) < 1",
    "rate(grpc_server_handled_total[5m]) < 1 and on () node_load1 > 3",
    "orders_waiting_for_payment > 3",
    "vector(1)",
    "batch_backups_failed > 0",
  ])("lets a symptom, or what it does not know, pass: %s", (expr) => {
    expect(problems(alert(expr))).toEqual([]);
  });

  it("minds only alerts that wake people, by the labels that the caller names", () => {
    const ticket = alert("node_load1 > 3", "ticket");
    expect(problems(ticket)).toEqual([]);
    expect(lint(ticket)).toMatchObject({ alerts: 1, pages: 0 });
    expect(lint(ticket, { team: ["ops"], severity: ["ticket"] }).diagnostics).toHaveLength(1);
    expect(problems(ticket.replace("alert: Busy", "record: busy"))).toEqual([]);
    expect(problems(alert("node_load1 > 3", "critical"))).toHaveLength(1);
  });

  it("shows the metric in the file, with what to do instead", () => {
    const text =
      "groups:\n  - name: a\n    rules:\n      - alert: Crash\n        expr: |\n          increase(\n            kube_pod_container_status_restarts_total[1h]\n          ) > 3\n        labels: {severity: critical}\n";
    expect(renderText(lint(text).diagnostics, new Map([["r.yaml", text]]))).toBe(
      [
        "r.yaml:7:13 error page-on-cause",
        "    7 |             kube_pod_container_status_restarts_total[1h]",
        "                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Crash pages on restarts, which is a cause and no symptom",
        "   help: draw it as a cause on the service's dashboard; for a crash loop, write severity: ticket, so that someone plans the work by day; page on the SLO that suffers from it",
        "",
      ].join("\n"),
    );
  });

  it("reads PrometheusRule objects, lists of them and several documents", () => {
    const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);
    const object = `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n${indented(alert("node_load1 > 3"), "  ")}`;
    expect(problems(object)).toHaveLength(1);
    expect(problems(`${object}---\n${object}`)).toHaveLength(2);
    expect(problems(`kind: List\nitems:\n  -\n${indented(object, "    ")}`)).toHaveLength(1);
  });

  it("reports a query that does not parse, of recordings and quiet alerts as well", () => {
    expect(problems(alert("sum(rate(x[5m])", "none"))).toEqual(["Busy: ( is never closed"]);
    expect(problems("groups: [{rules: [{record: a, expr: 'sum('}]}]")).toEqual(["a: ( is never closed"]);
  });

  it("reports YAML that does not parse, once, and still reads other documents", () => {
    const { diagnostics } = lint(`a: [\n---\n${alert("node_load1 > 3")}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["yaml-syntax", "page-on-cause"]);
  });

  it.each([
    "",
    "just text",
    "- 1\n- 2\n",
    "groups: 3\n",
    "groups: [3, {rules: x}, {rules: [1, {expr: up}]}]\n",
    "route: {receiver: x}\n",
  ])("finds nothing in YAML that holds no rules: %j", (text) => {
    expect(lint(text)).toEqual({ alerts: 0, pages: 0, files: new Set(), diagnostics: [] });
  });

  it.each(Object.entries(LINT_CODES))(
    "tells %s by its example in the reference, and nothing of the mended one",
    (code, page) => {
      const codes = (text: string): readonly string[] => {
        const { diagnostics, files } = lint(text);
        const told = files.size === 0 ? [...diagnostics, nothingToLint({ file: "r.yaml", text })] : diagnostics;
        return told.map((diagnostic) => diagnostic.code);
      };
      expect(codes(page.wrong)).toEqual([code]);
      expect(codes(page.mended)).toEqual(code === "page-on-cause" ? ["nothing-pages"] : []);
    },
  );

  it("says of a run in which nothing pages how pages are labelled, and what the alerts carry", () => {
    const rules = (severities: readonly string[]): string =>
      `groups: [{name: a, rules: [${severities.map((value) => `{alert: A, expr: up == 0, labels: {severity: ${value}}}`).join(", ")}]}]`;
    expect(lint(rules(["sos", "info", "sos"])).diagnostics).toMatchObject([
      {
        code: "nothing-pages",
        severity: "warning",
        line: 1,
        problem: "none of 3 alerts pages, so nothing was judged: a page carries severity=page or critical",
        remedy: "if severity=sos wakes people, say --page-label severity=sos; if nothing here does, all is well",
      },
    ]);
    expect(
      lint("groups: [{rules: [{alert: A, expr: up == 0}]}]", { team: ["ops"], urgency: ["high"] }).diagnostics,
    ).toMatchObject([
      {
        problem: "the one alert does not page, so nothing was judged: a page carries team=ops, or urgency=high",
        remedy: "name the label that wakes people, as in --page-label severity=critical, or label the alerts",
      },
    ]);
    expect(lint(rules(["sos", "page"])).diagnostics).toEqual([]);
    expect(lint("groups: [{rules: [{record: a, expr: up}]}]").diagnostics).toEqual([]);
  });
});
