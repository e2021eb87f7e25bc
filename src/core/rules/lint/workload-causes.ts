import { type CauseKind, DRAW, HEAL, TICKET, words } from "./cause-kind.ts";

/** As the client libraries of Go, Java, Node, Python, Ruby and .NET name it. */
export const GARBAGE_COLLECTION: CauseKind = {
  what: "garbage collection",
  metrics: words`
    (?:go|jvm|nodejs|python|ruby|dotnet|clr|java|process|cassandra|runtime)_(?:\w+_)?gc
    gc_(?:pauses?|collections?|duration|time|seconds|cpu|count|overhead|stw) garbage_collector\w* gctime gc_count
    dotnet_collection_count gen_[012]_gc\w*
  `,
  beats: "pressing",
  instead: DRAW,
};

/** As kubelet, service managers and supervisors count that something ended and was started again. */
export const RESTARTS: CauseKind = {
  what: "restarts",
  metrics: words`
    segfaults? core_?dumps? kernel_(?:oops\w*|panics?|bugs?|gpf|taint\w*|emergency) zfs_panics? watchdog_resets? unclean_shutdowns? [a-z]*restarts? restarted reboots? rebooted reboot_required respawns?
    crash(?:es|ed|ing|_?loop\w*)? start_time boot_time uptime up_time sys_up_time
    (?:process|boot|node|server|service|app|application|jvm|container|program)_start_time
  `,
  but: /_up_?time_(?:ratio|percent\w*|checks?)_|_(?:job|task|run|backup|build)_(?:status_)?start_time_/,
  beats: "pressing",
  instead: `${DRAW}; for a crash loop, ${TICKET}`,
};

/** As kube-state-metrics, kubelet, autoscalers, Nomad and the service managers name it. */
export const WORKLOADS: CauseKind = {
  what: "the state of pods or nodes",
  metrics: words`
    kube_(?:pod|deployment|replicaset|replicationcontroller|statefulset|daemonset|node|horizontalpodautoscaler|hpa)
    kube_(?:persistentvolume|persistentvolumeclaim|poddisruptionbudget|volumeattachment|job|cronjob|endpoint\w*)
    k8s_(?:pods?|nodes?|deployment|container|daemonset|statefulset|replicaset|hpa) deployment_replicas
    kubelet_(?:running|node|pleg|pod|evictions|runtime_operations|container)
    container_(?:last_seen|tasks_state|restart\w*|state|health\w*|exit\w*|killed) docker_container
    unschedulable_pods pods?_(?:pending|unschedulable|not_ready|evicted|failed) pending_pods
    pods?_not_(?:ready|running) evicted_pods unavailable_replicas replicas_(?:ready|available|unavailable|desired|mismatch)
    nodeclaims?\w* nodepools?\w* nodes?_(?:allocatable|not_ready|unschedulable|cordoned|drained) node_terminations?
    nodes?_offline offline_nodes? num_?dead\w* dead_?(?:nodes?|datanodes?|servers?) machine_(?:not_running|phase)
    mapi_machine\w* nomad_(?:client_)?alloc\w* (?<!dist_)node_(?:status|state)(?!_avail) agents?_(?:status|state)
    systemd_units?(?:_state)? namedprocess_namegroup windows_service wmi_service service_state
    procs_total process_count num_procs
  `,
  beats: "pressing",
  instead: HEAL,
};

/** As runtimes, application servers and databases name what works on requests, and what these wait for. */
export const THREADS: CauseKind = {
  what: "threads or the event loop",
  metrics: words`
    zombies? threads? workers processes [a-z]*threadcount threads_limited go_?routines? event_?loop sched_latenc(?:y|ies) thread_?pools? forks pids
    (?:workers?|executors?|children|processes|procs|slots)_(?:busy|idle|active|running|blocked|waiting|used|in_use)
    (?:workers?|executors?|children|processes|procs|slots)_(?:available|max|max_reached|free|utili[sz]ation|saturation)
    (?:busy|idle|active|running|blocked|max)_(?:workers?|executors?|processes|procs|children|slots)
    max_children_reached apache_workers gunicorn_workers sidekiq_busy scoreboard tasks_active active_tasks
    (?:avg_?)?idle_?(?:percent\w*|pct|ratio) idle_time
    locks_waited row_lock\w* global_?lock\w* deadlocks? locks?(?:_(?:count|waits?|held|waiting|time))? lock_waits? lock_contention log_waits
    semaphores?(?:_\w+)? mutex(?:es)?(?:_\w+)? (?:blocked|blocking)_sessions
    concurrent_(?:\w+_)?(?:insert|select|request|query|connection|execution|transaction|user|stream|call)s?(?:_\w+)?
    queries_concurrent\w*
  `,
  beats: "slowness",
  instead: DRAW,
};
