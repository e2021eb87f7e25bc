import { type CauseKind, DRAW, TICKET, words } from "./cause-kind.ts";

/** Queues of requests, which are told as durations as well, and are not these of their own. */
export const WAITING: CauseKind = {
  what: "a queue's length or a consumer's lag",
  metrics: words`
    dead_?letter\w* dlq dlt slow_consumers? waiting_(?:apps?|jobs|tasks|pods|clients|threads|connections) back_?pressured?\w*
    consumer_?(?:group_?)?lag(?:_\w+)? consumergroup_lag consumer_(?:group_)?\w*lag records_lag\w* iterator_age\w*
    (?:queued|pending|inflight|in_flight|in_?queue|outstanding|waiting)_(?:\w+_)?requests? outstanding_?requests?
    requests?_(?:queued|pending|in_?flight|outstanding|waiting|in_queue|in_progress) inqueue_requests
    messages_(?:ready|unacked|unacknowledged) pendingtasks pending_compactions? compactions?_pending
  `,
  beats: "pressing",
  instead: `${DRAW}, and promise how long users wait for what is queued`,
};

/** What waits to be worked on: queues, backlogs, lags of consumers. */
export const QUEUE: CauseKind = {
  what: "a queue's length or a consumer's lag",
  metrics: words`
    [a-z]*queues?(?:d|size|length)? queued[a-z]+ [a-z]*depth [a-z]*q_(?:len|length|size) [a-z]*back_?logs? showq mailq spool(?:ed)?(?:_\w+)? request_?list\w*
    (?:queue|channel|buffer)s?_full full_(?:queues?|channels?|buffers?) waiters todo_(?:jobs|tasks) ready_messages
    (?:stuck|stalled)_(?:jobs|tasks|messages) (?:jobs|tasks|messages)_(?:stuck|stalled)
    pending(?:tasks)? in_?flight(?:_\w+)? blocked_(?:evals|tasks|jobs) (?:evals|tasks|jobs|total)_blocked [a-z]*blockedtasks
    (?:jobs|tasks)_(?:queued|waiting|ready|outstanding|starving) starving_(?:jobs|tasks) backends_waiting
    messages_(?:ready|unacked|unacknowledged|visible|waiting|delayed|unconsumed|remaining|count)
    unacked\w* unacknowledged\w* undelivered\w* unprocessed\w* approximate_(?:number|age)\w* number_of_messages\w*
    (?:broker|artemis|activemq|jms)_message_count (?:list|stream|key)_(?:length|len|size)
    (?:buffer|channel|queue|ring)_?overflows? overflows?_(?:total|count) retry_(?:queue|set)\w* dead_(?:jobs|tasks) (?:jobs|tasks|messages)_dead outbox
    hints?_(?:total|in_progress|count) total_?hints? persistentqueue\w*
    (?:ring_|output_|input_|write_|send_)?buffers?_(?:\w+_)?(?:usage|used|fill\w*|size|bytes|full|space\w*|level|length|utili[sz]ation)
    rq_active
  `,
  beats: "nothing",
  instead: WAITING.instead,
};

/** How far copies are behind, and how many of them there are. */
export const REPLICATION: CauseKind = {
  what: "replication lag",
  metrics: words`
    replication(?:lag|delay|status)? ship(?:ping|ment)?_(?:delay|lag|time)
    [a-z]*replicas?_(?:lag|delay|behind|offset|sync\w*|count|state|status|health\w*|missing|stale)
    replicas?_(?:\w+_)?(?:lag|delay) in_sync_replicas? [a-z]*under_?(?:replicated|min_?isr|sized)\w*
    [a-z]*isr_?(?:shrinks|expands) (?:mysql|mariadb|redis|db|database|global_status)_(?:slave|replica|standby)
    slave_status slaves? connected_slaves standby (?:[a-z]+_)?behind(?:_(?:seconds|master|source|primary|leader))?
    seconds_behind\w* oplog\w* optime\w* replset rs_members last_heartbeat\w*
    (?:my_?sql|pg|postgres\w*|mongo\w*|replset|db|replica)_(?:\w+_)?heartbeat
    heartbeat_(?:lag|delay|now|stored|latency|age)
    (?:replay|apply|flush|write)_lag wal_receive\w* wal_lsn\w* wal_lag\w* lsn\w* xlog\w* (?!flag_)[a-z]*lag lag_(?:bytes|seconds|ms)
    (?:synced_)?followers?(?:_(?:lag|behind))? [a-z]*leader(?:ship)?_?changes\w* leader_flaps? term_changes primary_switch\w* failovers? [a-z]*elections?
    repl_(?:lag|delay|offset) binlog\w* relay_log\w* gtid\w* archive_age wal_archive\w* (?:miss|pending|down|lost)_peers?
    pgs?_(?:degraded|remapped|backfill\w*|recover\w*|unclean|stale)
  `,
  beats: "slowness",
  instead: `${TICKET}, or promise the freshness that users see`,
};

/** A pool that had no connection to give: it fails those that ask inside the service, who may have others. */
export const POOL_TIMEOUTS: CauseKind = {
  what: "connections or a pool",
  metrics: words`(?:hikaricp?|jdbc|db|database|pool)_connections?_timeouts?`,
  beats: "pressing",
  instead: DRAW,
};

/** Connections and sessions of pools, servers and proxies. */
export const CONNECTIONS: CauseKind = {
  what: "connections or a pool",
  metrics: words`
    connections? conns? max_conn\w* (?!disconnected_)[a-z]*connected(?:_clients)? blocked_clients max_clients
    numbackends backends_(?:used|active|max) pg_stat_activity(?:_\w+)? client_(?:waiting|active)_connections
    (?:current|active|open|max|used|transport|peer|tcp|udp|client|user|db|database)_sessions sessions?_(?:active|current|open|max|limit|used|value|activity|count) limit_sessions zoo_?keeper_sessions?
    pools?_(?:\w+_)?(?:in_use|size|active|idle|used|usage|available|waiting|waiters|max|min|connections|utili[sz]ation)
    pools?_(?:\w+_)?(?:exhausted|saturation|pending|capacity|free|clients?|open_slots|checked_?out|overflow|waits?)
    hikaricp pgbouncer open_slots cx_active nat_\w*(?:entries|table|sessions|translations)\w* [a-z\d]*peers peer_count client_count rabbitmq_channels
  `,
  // How often somebody connects is traffic.
  but: /_(?:ceph|probe)_|_connections?_(?:accepted|attempts?|established|opened|created|closed)_/,
  beats: "nothing",
  instead: DRAW,
};

/** Hits and misses. */
export const CACHE: CauseKind = {
  what: "cache hits",
  metrics: words`
    lru_nuked lru_evict\w* wt_cache\w* wiredtiger_cache\w* keyspace_(?:hits?|misses) buffer_pool(?:_\w+)? blks_(?:hit|read)
    [a-z]*caches?_(?:\w+_)?(?:hits?|misses|miss|hit_ratio|hitrate|reads|ratio|rate|evict\w*)
    [a-z]*caches?_(?:\w+_)?(?:usage|size|bytes|fill\w*|entries|count) cachesize
    (?:http|lookup|block|row|key|read|query|store|index)_hits hit_?(?:ratio|rate|percent\w*|pct) ejects miss_(?:ratio|rate|percent\w*) evicted(?:_\w+)? evictions? page_life_expectancy
  `,
  beats: "nothing",
  instead: DRAW,
};

/** As databases, consensus and search engines name what only their operators know. */
export const INTERNALS: CauseKind = {
  what: "the inside of a database or cluster",
  metrics: words`
    wsrep(?:_\w+)? galera(?:_\w+)? xid\w* wraparound\w* txid\w* dead_tup\w* n_dead_tup [a-z]*vacuum\w* idle_in_transaction\w*
    [a-z]*checkpoints?(?:_\w+)? long_running_\w+ max_tx_duration database_conflicts
    admission_(?:\w+_)?throttl\w* (?:gc|compactions?)_(?:skipped|paused|blocked)\w* garbage_(?:ratio|bytes)
    (?:healthy|offline|under_replicated|degraded|dead)_partitions? partitions?_(?:offline|degraded|unhealthy)
    (?:unassigned|relocating|initializing|delayed_unassigned|active)_shards shards_(?:active|unassigned|relocating|initializing)
    number_of_(?:nodes|data_nodes|pending_tasks|relocating\w*|initializing\w*|unassigned\w*|in_flight\w*)
    breakers?_(?:tripped|estimated\w*) circuit_?breakers?(?:_\w+)? fielddata segments?_count dead_rows split_brain quorum_lost leaderless\w* hinted_handoff (?:partition|shard)_skew
    compact(?:ions?)?(?:_\w+)? active_merges memtables? sstables? [a-z]*tombstones?[a-z]* write_stalls? l0_\w+
    raft_\w+ (?:cluster|ring|ensemble|serf|lan|wan|gossip)_(?:size|members?|nodes?) cluster_members members?_(?:count|status|state)
    membership_(?:changes?|changed) rebalanc\w+ regions_in_transition quorum_(?:size|state|status) znode_count watch_count
    cursors?_(?:open|total|timed_out) cursor_open rabbitmq_partitions
    (?:delayed_inserts|background_pool\w*|readonly_replica|max_part_count\w*|parts_(?:active|count))
    [a-z]*replicas?
  `,
  beats: "slowness",
  instead: TICKET,
};

/** How full something is that has a limit. */
export const SATURATION: CauseKind = {
  what: "a quota or a limit",
  metrics: words`
    [a-z]*pressure [a-z]*utili[sz]ation saturation usage (?:usage|used)_(?:ratio|percent\w*|pct) consumption_percent\w*
    ipam_\w+ ip_(?:pool|addresses|availabilities)\w* capacity_units kube_resourcequota quotas?(?:_\w+)?
    (?:hourly|daily)_series_limit\w* series_limit\w* license_(?:usage|used|seats|limit) rate_?limit_(?:remaining|used)
    head_series active_series memory_series series_(?:total|count|created) (?:new_)?time_?series\w* cardinality
    num_leases kernel_(?:keyring|keys)\w* netns_limit ptys?_(?:nr|used|allocated) preemptions? over_?subscri\w+ over_?load(?:ed)? dhcp_\w+ subnet_\w+ spare_capacity series_churn
    free_(?:slots|ips|ports|addresses|seats) (?:credits|tokens|slots|permits|seats|calls|ips|ports|leases)_(?:remaining|left|free)
    available_(?:tickets|slots|permits|credits|spare)
    snapshots_(?:count|total) num_snapshots vm_snapshots?(?:_\w+)?
  `,
  beats: "nothing",
  instead: TICKET,
};
