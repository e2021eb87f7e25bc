/** What is said of each series of Headroom's own health, on /metrics and in the reference. */
export const OWN_SERIES = {
  steps: { name: "headroom_steps_total", help: "Steps by outcome: done or failed.", labels: ["source", "outcome"] },
  stepDuration: {
    name: "headroom_step_duration_seconds",
    help: "Time of a step, its queries included; a histogram.",
    labels: ["source"],
  },
  lastSuccess: {
    name: "headroom_last_successful_step_timestamp_seconds",
    help: "When the last step went well; absent before the first.",
    labels: ["source"],
  },
  queries: {
    name: "headroom_prometheus_queries_total",
    help: "Queries to Prometheus by outcome: answered, unreachable, timeout, rejected or invalid.",
    labels: ["source", "outcome"],
  },
  queryDuration: {
    name: "headroom_prometheus_query_duration_seconds",
    help: "Time of a query to Prometheus; a histogram.",
    labels: ["source"],
  },
  retries: {
    name: "headroom_prometheus_retries_total",
    help: "Queries that were sent a second time, since a connection was lost or a gateway had no backend.",
    labels: ["source"],
  },
  leftAlone: {
    name: "headroom_prometheus_left_alone",
    help: "1 while a source is not asked, since it did not answer several times in a row, else 0.",
    labels: ["source"],
  },
  timesLeftAlone: {
    name: "headroom_prometheus_left_alone_total",
    help: "How often a source began to be left alone.",
    labels: ["source"],
  },
  refused: {
    name: "headroom_refused_samples_total",
    help: "Raw samples that were read and not counted, by reason: future (dated later than Prometheus' own time), invalid (no number of events) or implausible (the first one of a series, of more events than can be new). One that is read again counts again.",
    labels: ["source", "reason"],
  },
  problems: {
    name: "headroom_spec_problems",
    help: "What is wrong with specs, by their text and by their data.",
    labels: ["severity"],
  },
  specFiles: { name: "headroom_spec_files", help: "Spec files; bad ones have an error.", labels: ["state"] },
  slos: { name: "headroom_slos", help: "SLOs that are followed.", labels: [] },
  storeUp: {
    name: "headroom_decision_store_up",
    help: "1 while decisions are kept, 0 while they are only served; absent without a store.",
    labels: [],
  },
  storeWrites: {
    name: "headroom_decision_store_writes_total",
    help: "Writes of decisions to the store by outcome: kept or failed.",
    labels: ["outcome"],
  },
  storeLost: {
    name: "headroom_decision_store_lost_total",
    help: "Decisions that were served and never kept, since the store failed for too long.",
    labels: [],
  },
  storeUnreadable: {
    name: "headroom_decision_store_unreadable_total",
    help: "Kept decisions that were left out, since they are damaged or of another version.",
    labels: [],
  },
  storeBytes: { name: "headroom_decision_store_bytes", help: "Size of the store, its journal aside.", labels: [] },
  checkpointTime: {
    name: "headroom_checkpoint_timestamp_seconds",
    help: "When the last checkpoint was on the disk; absent before the first, and without a file for it.",
    labels: [],
  },
  checkpointDuration: {
    name: "headroom_checkpoint_duration_seconds",
    help: "How long the last checkpoint took to be written.",
    labels: [],
  },
  checkpointWrites: {
    name: "headroom_checkpoint_writes_total",
    help: "Checkpoints by outcome: kept or failed.",
    labels: ["outcome"],
  },
  checkpointBytes: {
    name: "headroom_checkpoint_bytes",
    help: "Size of the file of the checkpoint, its journal aside.",
    labels: [],
  },
  checkpointResumed: {
    name: "headroom_checkpoint_resumed_age_seconds",
    help: "How old the checkpoint was with which counting went on at the start; absent where it began anew.",
    labels: ["source"],
  },
  mirrorSynced: {
    name: "headroom_mirror_synced",
    help: "1 once the workloads of a kind that scaling blocks name were read from the cluster, else 0.",
    labels: ["kind"],
  },
  mirrorAge: {
    name: "headroom_mirror_last_contact_age_seconds",
    help: "Since the cluster was last heard, whether or not anything had changed; absent before the first time.",
    labels: ["kind"],
  },
  watchFailures: {
    name: "headroom_mirror_watch_failures_total",
    help: "Reads and watches of workloads that failed; each is tried again.",
    labels: ["kind"],
  },
  requests: { name: "headroom_http_requests_total", help: "Answered HTTP requests.", labels: ["route", "code"] },
  kedaRequests: {
    name: "headroom_keda_requests_total",
    help: "Calls of KEDA that ended, by their gRPC code; CANCELLED when the caller left, or the call was cut as unreadable.",
    labels: ["method", "code"],
  },
  kedaStreams: { name: "headroom_keda_open_streams", help: "Streams that KEDA has open.", labels: [] },
  kedaCertificates: {
    name: "headroom_keda_certificates_total",
    help: "Certificates found in the files after the start, by outcome: replaced, or refused and the one before kept.",
    labels: ["outcome"],
  },
  buildInfo: { name: "headroom_build_info", help: "The version that runs.", labels: ["version", "node"] },
} as const satisfies Readonly<
  Record<string, { readonly name: string; readonly help: string; readonly labels: readonly string[] }>
>;
