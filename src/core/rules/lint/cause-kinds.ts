/** A kind of metric that may explain a symptom and is none. */
export interface CauseKind {
  /** What it measures, as people call it. */
  readonly what: string;
  /** Words of its metrics, between underscores. */
  readonly metrics: RegExp;
  /** Words with which these mean something else. */
  readonly but?: RegExp;
  /**
   * The words of a symptom that it outweighs: a failing or slow disk is still about the disk, a lag may be told as a
   * duration, while a queue that loses requests is felt.
   */
  readonly beats: "pressing" | "slowness" | "nothing";
  /** What to do with it instead of paging. */
  readonly instead: string;
}

const DRAW = "draw it as a cause on the service's dashboard";
const TICKET = "write severity: ticket, so that someone plans the work by day";
const HEAL = `${DRAW}; for what does not heal, ${TICKET}`;

/** Some of these words, as a whole and in this order. */
const words = (names: string): RegExp => new RegExp(`_(?:${names})_`);

/** Hits and misses. */
export const CACHE: CauseKind = {
  what: "cache hits",
  metrics: words(
    "lru_nuked|wt_cache\\w*|lru_evict\\w*|keyspace(?:_\\w+)?|[a-z]*caches?_(?:\\w+_)?(?:hits?|misses|miss|hit_ratio|hitrate|reads|ratio|rate|evict\\w*|usage|size|bytes|fill\\w*|entries)|cache_(?:hits?|misses|miss|ratio)|hit_?(?:ratio|rate)|miss_(?:ratio|rate)|evicted(?:_\\w+)?|evictions?|buffer_pool(?:_\\w+)?|blks_(?:hit|read)|wiredtiger_cache\\w*",
  ),
  beats: "nothing",
  instead: DRAW,
};

/** How full something is that has a limit. */
export const SATURATION: CauseKind = {
  what: "a quota or a limit",
  metrics: words(
    "[a-z]*pressure|ipam_\\w+|ip_(?:pool|addresses)\\w*|[a-z]*utili[sz]ation|saturation|(?:usage|used)_(?:ratio|percent\\w*|pct)|kube_resourcequota|quotas?(?:_\\w+)?|(?:hourly|daily)_series_limit\\w*|series_limit\\w*|license_(?:usage|used|seats|limit)|rate_?limit_(?:remaining|used)|head_series|active_series|memory_series|cardinality|snapshots_(?:count|total)|num_snapshots|vm_snapshots?(?:_\\w+)?",
  ),
  beats: "nothing",
  instead: TICKET,
};

/**
 * Words as the usual exporters use them (node_exporter, cAdvisor, kube-state-metrics, the client libraries of Go, Java,
 * Node and Python, those of databases, queues, hardware and clouds), and as others use them likewise. The first row
 * that fits decides.
 */
export const CAUSE_KINDS: readonly CauseKind[] = [
  {
    what: "garbage collection",
    metrics: words(
      "(?:go|jvm|nodejs|python|ruby|dotnet|clr|java|process|cassandra|runtime)_(?:\\w+_)?gc|gc_(?:pauses?|collections?|duration|time|seconds|cpu|count|overhead|stw)|garbage_collector\\w*|gctime|gc_count",
    ),
    beats: "pressing",
    instead: DRAW,
  },
  {
    what: "the hardware's sensors or clock",
    metrics: words(
      "apcupsd|nut|pdu|nvidia(?:_smi)?|supply_state|sensors?_(?:temp|fan|power|state|status|health)|(?:cpu|gpu|core|system|board|drive|disk|device|zone|sensor|inlet|outlet|ambient|pi)_temp|drive_(?:status|state|health|failed|failures)|controller_(?:battery|status|health)|mc_errors|hwmon|thermal|temperatures?|overtemperature|temp_(?:celsius|c|f|crit|max)|celsius|fahrenheit|ipmi|idrac|ilo|hpilo|redfish|cooling|fans?_(?:speed|rpms?|status|state|health|failed)|psu|ups|power_(?:supply|supplies|state|usage|watts|consumption|status|draw|level|input|output)|(?:host|system|server|chassis|hardware|hw)_power|power|watts|volts?|voltage|milliwatts|joules|amperes|edac|ecc|timex|ntp|chrony|clock_(?:skew|drift|offset|sync\\w*)|battery|chassis|hardware|hw|humidity|gpu|dcgm|smartctl|smartmon|smart_(?:healthy|health|attributes?|status|failed|passed)|nvme|entropy|mce|pcie|device_health\\w*",
    ),
    but: /_(?:horse|brain|will|em)_?power_|_follow_ups_|_sign_ups_|_power_users_/,
    beats: "pressing",
    instead: TICKET,
  },
  {
    what: "the load average",
    metrics: words(
      "la_load|processor_load|node_load(?:1|5|15)|load_?(?:average|avg)|system_load\\w*|load(?:1|5|15)|os_load\\w*",
    ),
    beats: "pressing",
    instead: DRAW,
  },
  {
    what: "CPU use",
    metrics:
      /_[a-z]*cpu(?:s|load|time|util\w*|usage|percent|\d+)?_|_processor_(?:time|util\w*|queue)_|_context_switch(?:es)?_|_cfs_throttled_|_throttled_(?:periods|seconds)_|_iowait_|_cores_(?:free|used|available|usage)_|_steal_time_|_credit_?balance_/,
    beats: "pressing",
    instead: DRAW,
  },
  {
    what: "swapping",
    metrics: words("swap\\w*|pswp(?:in|out)|pswpd|paging_file|pages_swapped"),
    beats: "pressing",
    instead: DRAW,
  },
  {
    what: "processes killed for memory",
    metrics: words("oom|ooms|oom_?kill(?:s|ed|er)?|out_of_memory\\w*"),
    beats: "pressing",
    instead: `${DRAW}; for a leak, ${TICKET}`,
  },
  {
    what: "memory use",
    metrics: words(
      "mem|[a-z]*memory|[a-z]*memoryusage|memstats|heap|nonheap|metaspace|rss|resident|working_set|hugepages?|pgmajfaults?|pgfaults?|page_faults|slab|ram|freeable_memory|allocated_bytes|maxmemory|sys_bytes|jvm_buffer|private_bytes",
    ),
    beats: "pressing",
    instead: `${DRAW}; for a leak, ${TICKET}`,
  },
  {
    what: "disk space or disk load",
    metrics: words(
      "(?:avail|available|free|used)_(?:pct|percent\\w*)|dsk_percent|capacity_?remaining\\w*|capacityused\\w*|burst_balance|pg_wal_(?:size|bytes|files|segments|disk\\w*)|user_io|array_(?:state|status|degraded|space)|aggr_(?:space|inode)\\w*|volume_used\\w*|data_?dir_(?:size|usage)|disks?|[a-z]*filesystems?|kubelet_volume|volume_(?:stats|bytes|size|used|usage|free|available|avail|capacity|space|inodes|full|status|state|health)|(?:container|node|host|system|hdfs|win|windows|elasticsearch)_fs|fs_(?:usage|used|free|avail|available|size|limit|inodes?|reads?|writes?|bytes|percent|files|total)|inodes?|node_md|md_disks|mdadm|raid|raid_\\w+|zfs|zpool|btrfs|lvm|vg_(?:free|size)|datastores?|io_(?:time|wait|util\\w*|pressure|await|saturation)|pressure_io|iops|fsync|fdatasync|wal_(?:size|bytes|files|segments|fsync\\w*|disk\\w*)|tablespaces?|ledger_(?:dirs?|writable\\w*|disk\\w*)|ledgers|database_size|db_(?:size|total_size)|mvcc_db_\\w+|mvcc_db|db_total_size\\w*|free_?space|used_space|space_(?:used|free|available|left|usage|total|percent)|storage_(?:space|used|free|usage|size|capacity|available|bytes|percent|full|utili[sz]ation)|free_storage|capacity_(?:bytes|used|free|usable|total|percent)|backend_commit|near_?full|percent_used|percent_free|backfillfull|osd_(?:full|utili[sz]ation|apply_latency|commit_latency|perf)|cluster_total_used|data_size_bytes|bucket_size|bloat|(?:free|avail|available|used)_(?:raw_)?bytes|bytes_(?:free|used|available|avail)|(?:used|free)_percent|temp_bytes|pool_(?:near_)?full|osd_\\w*full|disk\\w*space|(?:drives?|disks?)_offline|offline_(?:drives?|disks?)|offline_?log_?director\\w*",
    ),
    but: /_persistentqueue_|_connections?_|_network_/,
    beats: "pressing",
    instead: TICKET,
  },
  {
    what: "network counters",
    metrics: words(
      "(?:windows|wmi|win)_net|(?:link|network|interface|port|peer|tunnel|neighbor)_up|ports?_(?:used|exhausted|available)|ephemeral_ports\\w*|carrier_changes|(?:node|container|host|system|windows|instance|vm|pod|machine)_network|network_(?:receive|transmit|io|in|out|bytes|errors|drops?|carrier|up|throughput|bandwidth|packets|usage)|netstat|sockstat|softnet|[a-z]*conntrack|bonding|bond|nic|netdev|arp|bandwidth|if_(?:hc_)?(?:in|out)|if_oper_status|if_admin_status|interface_(?:receive|transmit|in|out|errors|discards|status|state|speed|up)|ethtool|infiniband|wifi|link_(?:state|status|down|flaps?)|tcp_(?:retrans\\w*|sockets?|connection_states|timewait|time_wait|listen\\w*)|udp_(?:errors|queues)|bgp|ospf|bfd|peer_round_trip_time",
    ),
    beats: "pressing",
    instead: DRAW,
  },
  {
    what: "open files",
    metrics: words(
      "sockets?_(?:used|total|open|inuse|available|limit)|inotify\\w*|fds?|open_fds|max_fds|filefd|(?:open_?|max_?)?file_?descriptors?(?:count)?(?:_\\w+)?|file_?handles?|handles?_(?:count|open|used|total)|(?:open|opened|max_open)_(?:\\w+_)?files?|fd_(?:used|total|limit)|nofile|openfiles",
    ),
    beats: "pressing",
    instead: TICKET,
  },
  {
    what: "restarts",
    metrics: words(
      "segfaults?|core_?dumps?|unclean_shutdowns?|restarts?|restarted|reboots?|rebooted|reboot_required|crash(?:es|ed|ing|_?loop\\w*)?|(?:process|boot|node|server|service|app|application|jvm|container|program)_start_time|start_time|boot_time|uptime|up_time|sys_up_time|respawns?",
    ),
    but: /_up_?time_(?:ratio|percent\w*)_|_(?:job|task|run|backup|build)_(?:status_)?start_time_/,
    beats: "pressing",
    instead: `${DRAW}; for a crash loop, ${TICKET}`,
  },
  {
    what: "the state of pods or nodes",
    metrics: words(
      "nodes?_offline|offline_nodes?|wmi_service|num_?dead\\w*|dead_?(?:nodes?|datanodes?|servers?)|k8s_(?:pods?|nodes?)|kube_(?:pod|deployment|replicaset|replicationcontroller|statefulset|daemonset|node|horizontalpodautoscaler|hpa|persistentvolume|persistentvolumeclaim|poddisruptionbudget)|k8s_(?:pod|deployment|node|container|daemonset|statefulset|replicaset|hpa)|kubelet_(?:running|node|pleg|pod|evictions|runtime_operations|container)|container_(?:last_seen|tasks_state|restart\\w*|state|health\\w*)|unschedulable_pods|pods?_(?:pending|unschedulable|not_ready|evicted|failed)|pending_pods|systemd_units?(?:_state)?|namedprocess_namegroup|windows_service|service_state|procs_total|nomad_(?:client_)?alloc\\w*|docker_container|deployment_replicas|replicas_(?:ready|available|unavailable|desired|mismatch)|process_count|num_procs|machine_(?:not_running|phase)|mapi_machine\\w*",
    ),
    beats: "pressing",
    instead: HEAL,
  },
  {
    what: "threads or the event loop",
    metrics: words(
      "zombies?|locks_waited|row_lock\\w*|threads_limited|global_?lock\\w*|go_?routines?|threads?|[a-z]*threadcount|event_?loop|sched_latenc(?:y|ies)|(?:workers?|executors?|children|processes|procs|slots)_(?:busy|idle|active|running|blocked|waiting|used|available|max|max_reached|utili[sz]ation|saturation)|(?:busy|idle|active|running|blocked|max)_(?:workers?|executors?|processes|procs|children|slots)|max_children_reached|processes_(?:threads|pids|max)|forks|pids|deadlocks?|locks?(?:_(?:count|waits?|held|waiting|time))?|lock_waits?|log_waits|apache_workers|sidekiq_busy|scoreboard|concurrent_(?:insert|select|request|query)s?_(?:current|capacity)|queries_concurrent\\w*|thread_?pools?",
    ),
    beats: "slowness",
    instead: DRAW,
  },
  {
    what: "a queue's length or a consumer's lag",
    metrics: words(
      "slow_consumers?|waiting_(?:apps?|jobs|tasks|pods|clients|threads|connections)|back_?pressured?\\w*|consumer_?(?:group_?)?lag(?:_\\w+)?|consumergroup_lag|consumer_(?:group_)?\\w*lag|records_lag\\w*|(?:queued|pending|inflight|in_flight|in_?queue|outstanding|waiting)_(?:\\w+_)?requests?|outstanding_?requests?|requests?_(?:queued|pending|in_?flight|outstanding|waiting|in_queue|in_progress)|inqueue_requests|messages_(?:ready|unacked|unacknowledged)|pendingtasks|pending_compactions?|compactions?_pending",
    ),
    beats: "pressing",
    instead: `${DRAW}, and promise how long users wait for what is queued`,
  },
  {
    what: "replication lag",
    metrics: words(
      "replication_(?:lag\\w*|delay|slots?\\w*|behind|offset|seconds|is_replica|status|state|wal\\w*|position|backlog|bytes)|(?:pg|pg_stat|mysql|mongo\\w*|redis|postgres\\w*|ldap|openldap|dfsr|repmgr|kafka)_replication|[a-z]*replicas?_(?:lag|delay|behind|offset|sync\\w*|count|state|status|health\\w*|missing|stale)|in_sync_replicas?|under_?(?:replicated|min_?isr)\\w*|isr_(?:shrinks|expands)|(?:mysql|mariadb|redis|db|database|global_status)_(?:slave|replica|standby)|slave_status|slave|connected_slaves|standby|seconds_behind\\w*|behind_(?:seconds|master|source|primary|leader)|oplog\\w*|optime\\w*|replset|rs_members|(?:my_?sql|pg|postgres\\w*|mongo\\w*|replset|db|replica)_(?:\\w+_)?heartbeat|heartbeat_(?:lag|delay|now|stored|latency|age)|last_heartbeat\\w*|replay_lag|apply_lag|flush_lag|write_lag|wal_receive\\w*|wal_lsn\\w*|wal_lag\\w*|lsn\\w*|xlog\\w*|lag|lag_(?:bytes|seconds|ms)|followers?_(?:lag|behind)|leader_changes\\w*|elections?|repl_(?:lag|delay|offset)|binlog\\w*|relay_log\\w*|gtid\\w*",
    ),
    beats: "slowness",
    instead: `${TICKET}, or promise the freshness that users see`,
  },
  {
    what: "a queue's length or a consumer's lag",
    metrics: words(
      "[a-z]*queues?(?:d|size|length)?|[a-z]*back_?logs?|pending_(?:compactions?|tasks?|jobs?|messages?|operations?|flushes|items|events|bytes|data\\w*|updates|writes|proposals|transactions|uploads|blocks|work\\w*)|pendingtasks|(?:compactions?|tasks?|jobs?|messages?|operations?|flushes|num|proposals|items|bytes|connections|total)_pending|messages_(?:ready|unacked|unacknowledged|visible|waiting|delayed|unconsumed|remaining|count)|unacked\\w*|unacknowledged\\w*|undelivered\\w*|unprocessed\\w*|queue_?depth|(?:jobs|tasks)_(?:queued|waiting|ready|outstanding)|approximate_(?:number|age)\\w*|number_of_messages\\w*|hints?_(?:total|in_progress|pending|count)|total_?hints?|[a-z]*blockedtasks|compaction_(?:pending|backlog|queue)|samples_pending|persistentqueue\\w*",
    ),
    beats: "nothing",
    instead: `${DRAW}, and promise how long users wait for what is queued`,
  },
  {
    what: "connections or a pool",
    metrics: words(
      "connections?|conns?|max_conn\\w*|[a-z]*connected(?:_clients)?|connected_clients|blocked_clients|numbackends|backends_(?:used|active|max)|pg_stat_activity(?:_\\w+)?|(?:current|active|open|max|used)_sessions|sessions_(?:active|current|open|max|limit|used|value|activity)|limit_sessions|pools?_(?:\\w+_)?(?:in_use|size|active|idle|used|usage|available|waiting|waiters|max|min|connections|utili[sz]ation|exhausted|saturation|pending|capacity|free|clients?|open_slots)|hikaricp|pgbouncer|open_slots|client_(?:waiting|active)_connections|max_clients",
    ),
    but: /_(?:ceph|probe)_/,
    beats: "nothing",
    instead: DRAW,
  },
  CACHE,
  {
    what: "the inside of a database or cluster",
    metrics: words(
      "wsrep(?:_\\w+)?|galera(?:_\\w+)?|xid\\w*|wraparound\\w*|txid\\w*|dead_tup\\w*|n_dead_tup|[a-z]*vacuum\\w*|checkpoints?(?:_\\w+)?|(?:unassigned|relocating|initializing|delayed_unassigned|active)_shards|number_of_(?:nodes|data_nodes|pending_tasks|relocating\\w*|initializing\\w*|unassigned\\w*|in_flight\\w*)|breakers?_(?:tripped|estimated\\w*)|compactions?(?:_\\w+)?|memtables?|sstables?|[a-z]*tombstones?[a-z]*|circuit_?breakers?(?:_\\w+)?|shards_(?:active|unassigned|relocating|initializing)|raft_(?:peers|term|leader\\w*|snapshot\\w*)|(?:cluster|ring)_(?:size|members?|nodes?)|cluster_members|cursors?_(?:open|total|timed_out)|cursor_open|znode_count|quorum_(?:size|state)|segments_count|fielddata|rabbitmq_partitions|long_running_\\w+|max_tx_duration",
    ),
    beats: "slowness",
    instead: TICKET,
  },
  SATURATION,
];
