import { describe, expect, it } from "vitest";
import { parseSyntax } from "../../../../src/core/promql/syntax.ts";
import { measured } from "../../../../src/core/rules/lint/measured.ts";

/** The metric that a query is found to page on. */
function pagesOn(query: string): string | undefined {
  const parsed = parseSyntax(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.fault.problem}`);
  const found = measured(parsed.root, query);
  return found.kind === "cause" && found.says !== "well" ? query.slice(found.at.from, found.at.to) : undefined;
}

describe("measured", () => {
  it.each([
    "node_load5 > 4 and on (instance) up == 1",
    "up == 1 and on (instance) node_load5 > 4",
    "up > 0 and on (instance) node_load5 > 4",
    "node_load5 > 4 and on () sum(rate(http_requests_total[5m])) > 0",
    "node_load5 > 4 and on () count(up == 1) > 2",
    "node_load5 > 4 and on () absent(maintenance) == 0",
    "node_load5 > 4 and on (instance) (time() - process_start_time_seconds) > 600",
    "node_load5 > 4 and on () hour() > 8",
    "app_is_leader == 1 and on (instance) node_load5 > 4",
    "node_load5 > 4 unless on () vector(1) == 0",
    "node_load5 > 4 unless on (instance) http_errors_total > 1",
  ])("takes a guard for no measure: %s", (query) => {
    expect(pagesOn(query)).toBe("node_load5");
  });

  it.each([
    "sum(node_load5) / count(up) > 2",
    "node_load5 / on (instance) count by (instance) (node_cpu_seconds_total) > 2",
    "sum(node_load5) / sum(rate(http_requests_total[5m])) > 2",
    "node_load5 * on (instance) group_left (team) service_owner > 4",
    "node_load5 * on (instance) group_left () up > 4",
    "up * on (instance) node_load5 > 4",
    "(up == bool 1) * on (instance) node_load5 > 4",
    "4 < node_load5",
    "node_load5 > bool 4 == 1",
    "node_load5 > 4 < 90",
    "count(node_load5 > 4) / count(up) > 0.5",
    "quantile(0.9, node_load5) > 4",
    "topk(3, node_load5) > 4",
    'label_replace(node_load5, "host", "$1", "instance", "(.*):.*") > 4',
    "clamp_max(max_over_time(deriv(node_load5[10m])[1h:1m]), 9) > 4",
    "node_load5 offset 5m > 4",
    "((node_load5)) > 4",
    "-node_load5 < -4",
    '{__name__="node_load5"} > 4',
    "carts_open / (carts_open + node_load5) > 4",
    "up == 0 or node_load5 > 4",
    "absent(up) or node_load5 > 4",
  ])("finds what is compared through %s", (query) => {
    expect(pagesOn(query)).toMatch(/^(?:node_load5|\{)$/);
  });

  it.each([
    "rate(http_errors_total[5m]) > 1 and on () node_load5 > 4",
    "node_load5 > 4 and on () rate(http_errors_total[5m]) > 1",
    'node_load5 > 4 and on () sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m])) > 0.1',
    "sum(rate(http_errors_total[5m])) / sum(rate(node_cpu_seconds_total[5m])) > 1",
    "up == 0 and on (instance) node_load5 > 4",
    "count(up == 1) < 2 and on () node_load5 > 4",
    "absent(node_load5)",
    "absent(node_load5 > 0) == 1",
    "time() - timestamp(node_load5) > 300",
    "rate(http_errors_total[5m]) > 1 unless on () node_load5 > 4",
    "time() - process_start_time_seconds > 86400",
    'rate(http_requests_total{resource="cpu", code="500"}[5m]) > 1',
    "carts_open > 4 and on () node_load5 > 4",
    "count(up) > 3",
    "vector(1)",
  ])("leaves alone what a symptom decides, or nothing that it knows: %s", (query) => {
    expect(pagesOn(query)).toBeUndefined();
  });

  it.each([
    { query: "streams_open / streams_limit > 0.9", metric: "streams_open" },
    { query: "(streams_open / streams_limit and streams_limit > 0) > 0.9", metric: "streams_open" },
    { query: "streams_open > 0.9 * streams_limit", metric: "streams_open" },
    { query: "streams_limit - streams_open < 10", metric: "streams_open" },
    { query: "count(up) / targets_limit > 0.9", metric: "count(up)" },
    { query: "licences_used / licences_bought > 0.9", metric: "licences_used" },
    { query: "licences_free / licences_bought < 0.1", metric: "licences_free" },
  ])("takes how full something is for a cause, whatever it is: $query", ({ query, metric }) => {
    expect(pagesOn(query)).toBe(metric);
  });

  it.each([
    "rate(http_errors_total[5m]) / http_errors_limit > 1",
    'sum(rate(job_threads_total{state="rejected"}[5m])) / sum(rate(job_threads_total{state="done"}[5m])) > 0.1',
    "rate(http_request_duration_seconds_sum[5m]) > 0",
  ])("takes failures for a symptom, whatever they are a share of: %s", (query) => {
    expect(pagesOn(query)).toBeUndefined();
  });

  it("takes a duration above zero for a guard", () => {
    expect(pagesOn("node_load5 > 4 and rate(http_request_duration_seconds_sum[5m]) > 0")).toBe("node_load5");
    expect(pagesOn("node_load5 > 4 and rate(http_request_duration_seconds_sum[5m]) > 1")).toBeUndefined();
  });

  it("takes a count of what is well for bad when it is low", () => {
    expect(pagesOn("count(kube_node_ready_condition == 1) < 3")).toBe("kube_node_ready_condition");
    expect(pagesOn("up == 0 or count(kube_node_ready_condition == 1) < 3")).toBe("kube_node_ready_condition");
    expect(pagesOn("time() - process_start_time_seconds < 600")).toBe("process_start_time_seconds");
    expect(pagesOn("host_clock_seconds - host_boot_time_seconds < 600")).toBe("host_boot_time_seconds");
    expect(pagesOn("host_clock_seconds - host_boot_time_seconds > 600")).toBeUndefined();
    expect(pagesOn("changes(process_start_time_seconds[1h]) > 3")).toBe("process_start_time_seconds");
  });

  it("takes changes of who leads for a cause, and who leads for none", () => {
    expect(pagesOn("changes(store_is_leader[10m]) > 3")).toBe("store_is_leader");
    expect(pagesOn("sum(store_is_leader) == 0")).toBeUndefined();
    expect(pagesOn("changes(store_config_hash[10m]) > 3")).toBeUndefined();
  });

  it("takes many connections for a load, and few of them for none", () => {
    expect(pagesOn("shop_connections_active > 900")).toBe("shop_connections_active");
    expect(pagesOn("db_connected == 0")).toBeUndefined();
    expect(pagesOn("sum(radius_active_sessions) < 10")).toBeUndefined();
    expect(pagesOn("1 - shop_connections_active / shop_connections_max < 0.1")).toBe("shop_connections_active");
    expect(pagesOn("shop_connections_max - shop_connections_active < 10")).toBe("shop_connections_max");
    expect(pagesOn("shop_idle_connections < 2")).toBe("shop_idle_connections");
    expect(pagesOn("ring_peers_connected == 0")).toBe("ring_peers_connected");
    expect(pagesOn("router_bgp_session_up == 0")).toBe("router_bgp_session_up");
  });

  it("takes joined words apart where nothing else is known of a metric", () => {
    expect(pagesOn("farm_numdeaddatanodes > 0")).toBe("farm_numdeaddatanodes");
    expect(pagesOn("grid_allocatedgb / (grid_availablegb + grid_allocatedgb) > 0.9")).toBe("grid_allocatedgb");
    expect(pagesOn("pool_volumefailurestotal > 0")).toBe("pool_volumefailurestotal");
    expect(pagesOn("store_clientrequesterrors > 0")).toBeUndefined();
    expect(pagesOn("shop_basketfiles > 3")).toBeUndefined();
  });

  it("takes the time of a sample less another for an age", () => {
    expect(pagesOn("timestamp(last_checkpoint_time) - last_checkpoint_time / 1000 > 7200")).toBe(
      "last_checkpoint_time",
    );
    expect(pagesOn("timestamp(feed_update_time) - feed_update_time > 7200")).toBeUndefined();
  });
});
