import { describe, expect, it } from "vitest";
import { causeOf } from "../../../../src/core/rules/lint/cause-metrics.ts";
import { metricWords } from "../../../../src/core/rules/lint/metric-words.ts";

describe("metricWords", () => {
  it.each([
    ["node_memory_MemAvailable_bytes", "_node_memory_mem_available_bytes_"],
    ["instance:node_cpu:rate5m", "_instance_node_cpu_rate5m_"],
    ["ifHCInOctets", "_if_hc_in_octets_"],
    ["JVMHeapUsed", "_jvm_heap_used_"],
    ["system.cpu.utilization", "_system_cpu_utilization_"],
    ["", "__"],
  ])("splits %s", (name, words) => {
    expect(metricWords(name)).toBe(words);
  });
});

describe("causeOf", () => {
  it.each([
    ["shop_worker_oom_kills_total", "processes killed for memory"],
    ["rack_inlet_temperature_celsius", "the hardware's sensors or clock"],
    ["pdu_outlet_power_watts", "the hardware's sensors or clock"],
    ["blade_hardware_health_state", "the hardware's sensors or clock"],
    ["server_psu_failed", "the hardware's sensors or clock"],
    ["system.cpu.utilization", "CPU use"],
    ["cloud_db_cpuutilization_average", "CPU use"],
    ["java_lang_OperatingSystem_SystemCpuLoad", "CPU use"],
    ["tenant_heap_used_ratio", "memory use"],
    ["erp_tablespace_used_percent", "disk space or disk load"],
    ["log_ledger_writable_dirs", "disk space or disk load"],
    ["store_wal_fsync_duration_seconds_bucket", "disk space or disk load"],
    ["array_disk_write_errors_total", "disk space or disk load"],
    ["vault_store_free_space_bytes", "disk space or disk load"],
    ["search_store_throttle_seconds_total", "disk space or disk load"],
    ["pool_osd_down", "disk space or disk load"],
    ["switch_interface_in_errors", "network counters"],
    ["host_network_receive_drop_total", "network counters"],
    ["gateway_file_descriptors_used", "open files"],
    ["vm_open_file_handles", "open files"],
    ["broker_fd_used", "open files"],
    ["app_nofile_limit", "open files"],
    ["worker_crashes_total", "restarts"],
    ["vault_node_status", "the state of pods or nodes"],
    ["cloud_network_agent_state", "the state of pods or nodes"],
    ["log_kernel_bugs", "restarts"],
    ["host_kernel_keyring_used_keys", "a quota or a limit"],
    ["db_uptime_seconds", "restarts"],
    ["mongo_rs_members_last_heartbeat", "replication lag"],
    ["mysql_heartbeat_stored_timestamp_seconds", "replication lag"],
    ["replset_oplog_head_timestamp", "replication lag"],
    ["pg_wal_lsn_diff", "replication lag"],
    ["broker_under_replicated_partitions", "replication lag"],
    ["invoices_dlq_failed_jobs", "a queue's length or a consumer's lag"],
    ["invoices_dlt_total", "a queue's length or a consumer's lag"],
    ["mirror_buffer_overflows_total", "a queue's length or a consumer's lag"],
    ["jdbc_connections_timeout_total", "connections or a pool"],
    ["mesh_transport_sessions", "connections or a pool"],
    ["wan_paths_active", "network counters"],
    ["store_write_admission_throttles_total", "the inside of a database or cluster"],
    ["store_vlog_gc_skipped_paused_total", "the inside of a database or cluster"],
    ["store_healthy_partitions", "the inside of a database or cluster"],
    ["mail_backlog", "a queue's length or a consumer's lag"],
    ["topic_subscription_back_log", "a queue's length or a consumer's lag"],
    ["invoices_consumer_lag_seconds", "a queue's length or a consumer's lag"],
    ["proxy_requests_in_flight", "a queue's length or a consumer's lag"],
    ["workqueue_depth", "a queue's length or a consumer's lag"],
    ["orders_db_pool_waiting", "connections or a pool"],
    ["kv_evicted_keys_total", "cache hits"],
    ["warehouse_dead_tuples", "the inside of a database or cluster"],
    ["search_unassigned_shards", "the inside of a database or cluster"],
    ["account_quota_usage", "a quota or a limit"],
    ["uplink_link_up", "network counters"],
    ["broker_server_underminisrpartitioncount", "replication lag"],
    ["filter_map_pressure", "a quota or a limit"],
    ["rack_chassis_temp", "the hardware's sensors or clock"],
    ["bay_power_up", "the hardware's sensors or clock"],
    ["blade_predictive_failure_count", "the hardware's sensors or clock"],
    ["win_time_offset_seconds", "the hardware's sensors or clock"],
    ["host_interrupts_total", "CPU use"],
    ["hypervisor_overcommit_ratio", "memory use"],
    ["region_memstoresize", "memory use"],
    ["engine_aio_errors", "disk space or disk load"],
    ["capacity_available:ratio", "disk space or disk load"],
    ["cluster_osd_up", "disk space or disk load"],
    ["shop_table_size_bytes", "disk space or disk load"],
    ["edge_xdp_packets_dropped_total", "network counters"],
    ["router_bgp_session_up", "network counters"],
    ["lb_vrrp_state", "network counters"],
    ["swc_ifInErrors", "network counters"],
    ["host_open_sockets", "open files"],
    ["batch_cluster_nodepool_usage", "the state of pods or nodes"],
    ["kube_endpoint_address_not_ready", "the state of pods or nodes"],
    ["operator_unhealthy_node_termination_count", "the state of pods or nodes"],
    ["app_workers", "threads or the event loop"],
    ["broker_network_processor_avg_idle_percent", "threads or the event loop"],
    ["lambda_concurrent_executions", "threads or the event loop"],
    ["fetcher_MaxLag", "replication lag"],
    ["chain_blocks_behind", "replication lag"],
    ["topic_isrshrinks_total", "replication lag"],
    ["controller_uncleanleaderelections_total", "replication lag"],
    ["mempool_pending_actions", "a queue's length or a consumer's lag"],
    ["orders_dead_letter_count", "a queue's length or a consumer's lag"],
    ["shipper_buffer_available_space_ratio", "a queue's length or a consumer's lag"],
    ["planner_blocked_evals", "a queue's length or a consumer's lag"],
    ["crm_db_pool_checkedout", "connections or a pool"],
    ["chain_p2p_peers", "connections or a pool"],
    ["ring_membership_changed", "the inside of a database or cluster"],
    ["lsm_write_stalls_total", "the inside of a database or cluster"],
    ["catalog_replicas", "the inside of a database or cluster"],
    ["shop_series_created_total", "a quota or a limit"],
    ["mongo_available_tickets", "a quota or a limit"],
    ["model_token_usage", "a quota or a limit"],
    ["cage_door_open", "the hardware's sensors or clock"],
    ["nas_bad_sectors", "the hardware's sensors or clock"],
    ["switch_sfp_rx_power_dbm", "the hardware's sensors or clock"],
    ["monitor_time_jump_back_total", "the hardware's sensors or clock"],
    ["shard_load", "the load average"],
    ["web_load1m", "the load average"],
    ["task_nr_throttled", "CPU use"],
    ["vm_old_gen_percent", "memory use"],
    ["vm_committed_bytes", "memory use"],
    ["rootfs_used", "disk space or disk load"],
    ["search_index_fragmentation", "disk space or disk load"],
    ["eth_rx_dropped_total", "network counters"],
    ["leaf_tcam", "network counters"],
    ["host_crc_errors", "network counters"],
    ["host_kernel_oops", "restarts"],
    ["batch_pods_not_running", "the state of pods or nodes"],
    ["shop_container_exit_code", "the state of pods or nodes"],
    ["db_blocking_sessions", "threads or the event loop"],
    ["store_mutex_wait", "threads or the event loop"],
    ["mx_spooled_messages", "a queue's length or a consumer's lag"],
    ["store_channel_full_total", "a queue's length or a consumer's lag"],
    ["batch_stuck_jobs", "a queue's length or a consumer's lag"],
    ["db_failover_total", "replication lag"],
    ["orders_pool_wait_count", "connections or a pool"],
    ["store_hit_percentage", "cache hits"],
    ["store_split_brain", "the inside of a database or cluster"],
    ["campus_dhcp_leases_used", "a quota or a limit"],
    ["cloud_credits_remaining", "a quota or a limit"],
    ["topic_backend_depth", "a queue's length or a consumer's lag"],
    ["sql_io_stall_seconds_total", "disk space or disk load"],
    ["site_sr_replication", "replication lag"],
    ["log_ship_delay", "replication lag"],
    ["router_nat_addr_bind_entries", "connections or a pool"],
    ["zk_ensemble_size", "the inside of a database or cluster"],
    ["cluster_wsrep_connected", "the inside of a database or cluster"],
  ])("knows %s by its words", (metric, what) => {
    expect(causeOf(metric)?.what).toBe(what);
  });

  it.each([
    "http_request_duration_seconds_bucket",
    "db_connections_failed_total",
    "queue_messages_dropped_total",
    "cache_requests_failed_total",
    "queue_wait_duration_seconds_bucket",
    "memcached_commands_failed_total",
    "disk_exporter_up",
    "probe_duration_seconds",
    "slo:error_ratio:rate5m",
    "smart_contract_calls_total",
    "shop_uptime_ratio",
    "orders_waiting_for_payment",
    "backup_last_success_timestamp_seconds",
    "gpu_inference_duration_seconds_bucket",
    "disk_api_errors_total",
    "power_bi_refreshes",
    "uptime_check_passed",
    "queue_wait_time_seconds",
    "shop_available",
    "balancer_node_status_availability",
    "chain_voting_power",
    "vpn_clients_disconnected_total",
    "cluster_membership_healthy",
    "feature_flag_reads",
    "ad_spending_total",
    "chat_websocket_connection_attempts_total",
    "broker_publish_received_load1",
    "broker_publish_dropped_load5",
    "vector_memory_search_errors_total",
    "memory_lookup_duration_seconds",
  ])("takes %s for no cause", (metric) => {
    expect(causeOf(metric)).toBeUndefined();
  });

  it("tells hits, misses and failures by the label that picks them", () => {
    const kind = (metric: string, label: string, value: string) =>
      causeOf(metric, [{ label, operator: "=", value }])?.what;
    expect(kind("store_commands_total", "status", "hit")).toBe("cache hits");
    expect(kind("job_threads_total", "state", "busy")).toBe("threads or the event loop");
    expect(kind("job_threads_total", "state", "rejected")).toBeUndefined();
    expect(kind("mail_tasks_total", "state", "PENDING")).toBe("a queue's length or a consumer's lag");
    expect(kind("disk_backend_calls", "code", "500")).toBe("disk space or disk load");
    expect(kind("disk_http_calls", "code", "500")).toBeUndefined();
    expect(
      causeOf("store_commands_total", [{ label: "status", operator: "=~", value: "failed|lost" }]),
    ).toBeUndefined();
    expect(causeOf("job_threads_total", [{ label: "state", operator: "!=", value: "success" }])).toBeUndefined();
    expect(kind("bean_stats", "name", "db:metrics:compaction:pendingtasks:value")).toBe(
      "a queue's length or a consumer's lag",
    );
  });

  it("takes what a label measures for a metric, if it has several words or presses of its own", () => {
    const measured = (label: string, value: string) =>
      causeOf("cluster_status", [{ label, operator: "=", value }])?.what;
    expect(measured("type", "store_low_space_count")).toBe("disk space or disk load");
    expect(measured("type", "pending-peer-region-count")).toBe("replication lag");
    expect(measured("metric", "percentage_used")).toBe("disk space or disk load");
    expect(measured("dimension", "segfault")).toBe("restarts");
    expect(measured("type", "replicas")).toBeUndefined();
    expect(measured("reason", "OOMKilling")).toBe("processes killed for memory");
    expect(measured("team", "low_disk_space")).toBeUndefined();
  });

  it("looks at the label that picks one of many things, where the metric says nothing", () => {
    const picked = (label: string, value: string) => causeOf("cluster_alarm", [{ label, operator: "=", value }])?.what;
    expect(picked("name", "DISK_NEARLY_FULL")).toBe("disk space or disk load");
    expect(picked("condition", "MemoryPressure")).toBe("memory use");
    expect(picked("name", "OSD_DOWN")).toBe("disk space or disk load");
    expect(picked("name", "SHOP_DOWN")).toBeUndefined();
    expect(picked("job", "memory-exporter")).toBeUndefined();
    expect(causeOf("cluster_alarm", [{ label: "name", operator: "!=", value: "DISK_FULL" }])).toBeUndefined();
    expect(causeOf("requests_total", [{ label: "name", operator: "=", value: "cpu-api" }])).toBeUndefined();
  });
});
