/** A kind of metric that may explain a symptom and is none. */
export interface CauseKind {
  /** What it measures, as people call it. */
  readonly what: string;
  readonly metrics: RegExp;
  /** What to do with it instead of paging. */
  readonly instead: string;
}

const DRAW = "draw it as a cause on the service's dashboard";
const TICKET = "write severity: ticket, so that someone plans the work by day";

/** Beginning of a metric's name, or of a part of a recorded one: `instance:node_cpu:ratio`. */
const at = (names: string): RegExp => new RegExp(`(?:^|:)(?:${names})`);

/**
 * Names by the exporters that most people run (node_exporter, cAdvisor, kube-state-metrics, the client libraries of
 * Go, Java, Node and Python, those of the usual databases and queues), and the words that others use likewise.
 * The first row that fits decides.
 */
const CAUSE_KINDS: readonly CauseKind[] = [
  {
    what: "garbage collection",
    metrics: at("(?:go|jvm|nodejs|python)_gc_|.*_gc_(?:pause|collection|duration)"),
    instead: DRAW,
  },
  { what: "the load average", metrics: at("node_load(?:1|5|15)$|.*_load_average|system_load"), instead: DRAW },
  { what: "CPU use", metrics: at("(?:.*_)?cpu(?:_|$)"), instead: DRAW },
  { what: "swapping", metrics: at("node_vmstat_pswp|.*_swap_"), instead: DRAW },
  {
    what: "memory use",
    metrics: at(
      "node_memory_|go_memstats_|nodejs_(?:heap|external_memory)|jvm_memory_|jvm_buffer_|(?:.*_)?(?:memory|mem|heap)_(?:.*_)?(?:bytes|usage|used|free|available|utili[sz]ation|percent|ratio|limit)|(?:.*_)?(?:memory|mem|heap)$",
    ),
    instead: `${DRAW}; for a leak, ${TICKET}`,
  },
  {
    what: "disk space or disk load",
    metrics: at(
      "node_filesystem_|node_disk_|node_md_|kubelet_volume_stats_|container_fs_|(?:.*_)?disk_(?:.*_)?(?:bytes|usage|used|free|available|percent|ratio|space)|windows_logical_disk_",
    ),
    instead: TICKET,
  },
  {
    what: "network counters",
    metrics: at("node_network_|node_netstat_|node_sockstat_|container_network_|node_nf_conntrack_"),
    instead: DRAW,
  },
  {
    what: "restarts",
    metrics: at(".*_restarts?(?:_total|_count)?$|process_start_time_seconds$"),
    instead: `${DRAW}; for a crash loop, ${TICKET}`,
  },
  {
    what: "the state of pods or nodes",
    metrics: at("kube_(?:pod|deployment|replicaset|statefulset|daemonset|node|horizontalpodautoscaler|hpa)_"),
    instead: `${DRAW}; for what does not heal, ${TICKET}`,
  },
  { what: "open files", metrics: at("process_(?:open|max)_fds$|node_filefd_"), instead: TICKET },
  {
    what: "threads or the event loop",
    metrics: at(
      "go_goroutines$|go_threads$|jvm_threads_|process_threads$|nodejs_(?:eventloop|active)_|.*_threads_(?:running|active|busy)",
    ),
    instead: DRAW,
  },
  {
    what: "replication lag",
    metrics: at("pg_replication_lag|mysql_slave_status_|.*_replication_(?:lag|delay)|.*_seconds_behind_"),
    instead: `${TICKET}, or promise the freshness that users see`,
  },
  {
    what: "a queue's length or a consumer's lag",
    metrics: at(
      "rabbitmq_queue_messages|kafka_consumergroup_lag|.*_consumer_(?:group_)?lag|.*_(?:queue|backlog)(?:_(?:length|len|size|depth|messages|items|jobs|tasks))?$|.*_queue_(?:length|len|size|depth|messages)_|.*_backlog_",
    ),
    instead: `${DRAW}, and promise how long users wait for what is queued`,
  },
  {
    what: "connections or a pool",
    metrics: at(
      "hikaricp_connections|pg_stat_activity_count$|mysql_global_status_threads_connected$|redis_connected_clients$|nginx_connections_|.*_connections(?:_(?:active|open|idle|in_use|max|used|current|pending))?$|.*_pool_(?:in_use|size|active|idle|used|available|waiting|max|connections|utili[sz]ation)",
    ),
    instead: DRAW,
  },
  {
    what: "cache hits",
    metrics: at("redis_keyspace_(?:hits|misses)|.*_cache_(?:hits?|misses|miss|hit_ratio|reads)"),
    instead: DRAW,
  },
  {
    what: "the hardware's sensors or clock",
    metrics: at("node_hwmon_|node_thermal_|ipmi_|node_timex_|node_edac_"),
    instead: TICKET,
  },
];

/** What users feel, by the words in metric names; beside one of these a cause only narrows a symptom down. */
export const SYMPTOMS =
  /(?:^|[:_])(?:up|slo|sli|probe|requests?|responses?|errors?|errs|failed|failures?|success(?:es|ful)?|latency|availability|handled|dropped|lost|late|freshness|staleness)(?:[:_]|$)|_duration_(?:m?s|seconds)/;

/** The kind of cause that a metric measures, if it is one. */
export const causeOf = (metric: string): CauseKind | undefined =>
  CAUSE_KINDS.find(({ metrics }) => metrics.test(metric));

/** Joined in to add labels, measuring nothing. */
export const isNeutral = (metric: string): boolean => /_(?:info|labels|created|owner)$/.test(metric);
