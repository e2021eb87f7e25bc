import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { WORKLOAD_KINDS, type WorkloadKind } from "../../core/objective/scaling-policy.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { objectivesOf } from "../control/status-reader.ts";
import { type StoreCounts, WRITE_OUTCOMES } from "../signals/kept-decisions.ts";

const QUERY_OUTCOMES = ["answered", "unreachable", "timeout", "rejected", "invalid"] as const;
export type QueryOutcome = (typeof QUERY_OUTCOMES)[number];
const STEP_OUTCOMES = ["done", "failed"] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

const KEDA_METHODS = ["IsActive", "StreamIsActive", "GetMetricSpec", "GetMetrics", "StreamMetricSpec"] as const;
const KEDA_CODES = ["OK", "INVALID_ARGUMENT", "NOT_FOUND", "RESOURCE_EXHAUSTED", "UNAVAILABLE"] as const;
const CERTIFICATE_OUTCOMES = ["replaced", "refused"] as const;
export type CertificateOutcome = (typeof CERTIFICATE_OUTCOMES)[number];

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

type Series = (typeof OWN_SERIES)[keyof typeof OWN_SERIES];

/** How the mirror of the cluster stands for one kind of workload. */
export interface MirrorHealth {
  readonly kind: WorkloadKind;
  readonly isSynced: boolean;
  readonly ageSeconds: number | undefined;
}

/** Headroom's own health. Series that count start at 0, so that the first failure is an increase. */
export class OwnMetrics {
  readonly #registry = new Registry();
  readonly #steps = this.#counter(OWN_SERIES.steps);
  readonly #stepDuration = this.#histogram(OWN_SERIES.stepDuration);
  readonly #lastSuccess = this.#gauge(OWN_SERIES.lastSuccess);
  readonly #queries = this.#counter(OWN_SERIES.queries);
  readonly #queryDuration = this.#histogram(OWN_SERIES.queryDuration);
  readonly #specFiles = this.#gauge(OWN_SERIES.specFiles);
  readonly #problems = this.#gauge(OWN_SERIES.problems);
  readonly #slos = this.#gauge(OWN_SERIES.slos);
  readonly #requests = this.#counter(OWN_SERIES.requests);
  readonly #kedaRequests = this.#counter(OWN_SERIES.kedaRequests);
  readonly #kedaStreams = this.#gauge(OWN_SERIES.kedaStreams);
  readonly #kedaCertificates = this.#counter(OWN_SERIES.kedaCertificates);
  readonly #mirrorSynced = this.#gauge(OWN_SERIES.mirrorSynced);
  readonly #mirrorAge = this.#gauge(OWN_SERIES.mirrorAge);
  readonly #watchFailures = this.#counter(OWN_SERIES.watchFailures);
  #mirrorHealth: () => readonly MirrorHealth[] = () => [];

  constructor(version: string, sources: readonly string[]) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge(OWN_SERIES.buildInfo).set({ version, node: process.version }, 1);
    for (const source of sources) {
      for (const outcome of STEP_OUTCOMES) this.#steps.inc({ source, outcome }, 0);
      for (const outcome of QUERY_OUTCOMES) this.#queries.inc({ source, outcome }, 0);
      this.#stepDuration.zero({ source });
      this.#queryDuration.zero({ source });
    }
  }

  step(source: string, outcome: StepOutcome, seconds: number): void {
    this.#steps.inc({ source, outcome });
    this.#stepDuration.observe({ source }, seconds);
  }

  query(source: string, outcome: QueryOutcome, seconds: number): void {
    this.#queries.inc({ source, outcome });
    this.#queryDuration.observe({ source }, seconds);
  }

  /** `route` is one of the known ones, so that strangers cannot make series. */
  request(route: string, code: number): void {
    this.#requests.inc({ route, code: String(code) });
  }

  /** For a service that KEDA calls: the series are there from the start. */
  keda(): { readonly onCall: (method: string, code: string) => void; readonly onStreams: (open: number) => void } {
    for (const method of KEDA_METHODS) for (const code of KEDA_CODES) this.#kedaRequests.inc({ method, code }, 0);
    for (const outcome of CERTIFICATE_OUTCOMES) this.#kedaCertificates.inc({ outcome }, 0);
    return {
      onCall: (method, code) => this.#kedaRequests.inc({ method, code }),
      onStreams: (open) => this.#kedaStreams.set(open),
    };
  }

  kedaCertificate(outcome: CertificateOutcome): void {
    this.#kedaCertificates.inc({ outcome });
  }

  /** Counts a store of decisions; without one there is nothing of it to be seen. */
  countStore(): StoreCounts {
    const up = this.#gauge(OWN_SERIES.storeUp);
    const bytes = this.#gauge(OWN_SERIES.storeBytes);
    const writes = this.#counter(OWN_SERIES.storeWrites);
    const lost = this.#counter(OWN_SERIES.storeLost);
    const unreadable = this.#counter(OWN_SERIES.storeUnreadable);
    up.set(1);
    for (const outcome of WRITE_OUTCOMES) writes.inc({ outcome }, 0);
    return {
      written: (outcome, size) => {
        writes.inc({ outcome });
        up.set(outcome === "kept" ? 1 : 0);
        if (size !== undefined) bytes.set(size);
      },
      lost: (decisions) => lost.inc(decisions),
      unreadable: (decisions) => unreadable.inc(decisions),
    };
  }

  /** Where a cluster is followed, this tells how that stands. */
  mirrors(health: () => readonly MirrorHealth[]): void {
    this.#mirrorHealth = health;
    for (const kind of WORKLOAD_KINDS) this.#watchFailures.inc({ kind }, 0);
  }

  watchFailed(kind: WorkloadKind): void {
    this.#watchFailures.inc({ kind });
  }

  print(snapshot: Snapshot | undefined): Promise<string> {
    this.#setMirrors();
    if (snapshot !== undefined) {
      const { specs, sources } = snapshot;
      this.#specFiles.set({ state: "good" }, specs.files - specs.badFiles);
      this.#specFiles.set({ state: "bad" }, specs.badFiles);
      for (const severity of ["error", "warning"] as const)
        this.#problems.set({ severity }, specs.diagnostics.filter((one) => one.severity === severity).length);
      this.#slos.set(objectivesOf(specs.services).length);
      for (const { name, lastSuccess } of sources)
        if (lastSuccess !== undefined) this.#lastSuccess.set({ source: name }, lastSuccess / 1000);
    }
    return this.#registry.metrics();
  }

  /** Kinds that no scaling block names any more have no sample. */
  #setMirrors(): void {
    this.#mirrorSynced.reset();
    this.#mirrorAge.reset();
    for (const { kind, isSynced, ageSeconds } of this.#mirrorHealth()) {
      this.#mirrorSynced.set({ kind }, isSynced ? 1 : 0);
      if (ageSeconds !== undefined) this.#mirrorAge.set({ kind }, ageSeconds);
    }
  }

  #counter(series: Series): Counter {
    return new Counter(this.#described(series));
  }

  #gauge(series: Series): Gauge {
    return new Gauge(this.#described(series));
  }

  #histogram(series: Series): Histogram {
    return new Histogram({
      ...this.#described(series),
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
  }

  #described({ name, help, labels }: Series): {
    name: string;
    help: string;
    labelNames: string[];
    registers: Registry[];
  } {
    return { name, help, labelNames: [...labels], registers: [this.#registry] };
  }
}
