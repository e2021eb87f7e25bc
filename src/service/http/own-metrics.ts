import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { REFUSALS } from "../../core/ledger/reading/refused-samples.ts";
import { WORKLOAD_KINDS, type WorkloadKind } from "../../core/objective/scaling-policy.ts";
import type { CheckpointOutcome } from "../control/checkpoints.ts";
import { OWN_SERIES } from "./own-series.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { type StoreCounts, WRITE_OUTCOMES } from "../signals/kept-decisions.ts";

const QUERY_OUTCOMES = ["answered", "unreachable", "timeout", "rejected", "invalid"] as const;
export type QueryOutcome = (typeof QUERY_OUTCOMES)[number];
const STEP_OUTCOMES = ["done", "failed"] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

const KEDA_METHODS = ["IsActive", "StreamIsActive", "GetMetricSpec", "GetMetrics", "StreamMetricSpec"] as const;
const KEDA_CODES = ["OK", "INVALID_ARGUMENT", "NOT_FOUND", "RESOURCE_EXHAUSTED", "UNAVAILABLE"] as const;
const CERTIFICATE_OUTCOMES = ["replaced", "refused"] as const;
export type CertificateOutcome = (typeof CERTIFICATE_OUTCOMES)[number];

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
  readonly #retries = this.#counter(OWN_SERIES.retries);
  readonly #leftAlone = this.#gauge(OWN_SERIES.leftAlone);
  readonly #timesLeftAlone = this.#counter(OWN_SERIES.timesLeftAlone);
  readonly #refused = this.#counter(OWN_SERIES.refused);
  readonly #specFiles = this.#gauge(OWN_SERIES.specFiles);
  readonly #problems = this.#gauge(OWN_SERIES.problems);
  readonly #slos = this.#gauge(OWN_SERIES.slos);
  readonly #requests = this.#counter(OWN_SERIES.requests);
  readonly #kedaRequests = this.#counter(OWN_SERIES.kedaRequests);
  readonly #kedaStreams = this.#gauge(OWN_SERIES.kedaStreams);
  readonly #kedaCertificates = this.#counter(OWN_SERIES.kedaCertificates);
  readonly #checkpointResumed = this.#gauge(OWN_SERIES.checkpointResumed);
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
      this.#retries.inc({ source }, 0);
      this.#leftAlone.set({ source }, 0);
      this.#timesLeftAlone.inc({ source }, 0);
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

  retry(source: string): void {
    this.#retries.inc({ source });
  }

  /** A source is not asked from now on, or asked again. */
  leaveAlone(source: string, isLeftAlone: boolean): void {
    this.#leftAlone.set({ source }, isLeftAlone ? 1 : 0);
    if (isLeftAlone) this.#timesLeftAlone.inc({ source });
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

  /** Counts checkpoints; without a file for them there is nothing of it to be seen. */
  countCheckpoints(): (outcome: CheckpointOutcome) => void {
    const time = this.#gauge(OWN_SERIES.checkpointTime);
    const duration = this.#gauge(OWN_SERIES.checkpointDuration);
    const bytes = this.#gauge(OWN_SERIES.checkpointBytes);
    const writes = this.#counter(OWN_SERIES.checkpointWrites);
    for (const outcome of WRITE_OUTCOMES) writes.inc({ outcome }, 0);
    // A gauge without labels begins at 0, which would be a checkpoint of 1970.
    for (const gauge of [time, duration, bytes]) gauge.remove();
    return (outcome) => {
      writes.inc({ outcome: outcome.kind });
      if (outcome.kind === "failed") return;
      time.set(outcome.atMs / 1000);
      duration.set(outcome.seconds);
      bytes.set(outcome.bytes);
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
      this.#slos.set(specs.services.reduce((sum, { objectives }) => sum + objectives.length, 0));
      this.#refused.reset();
      for (const { name, lastSuccess, refused, resumed } of sources) {
        for (const reason of REFUSALS) this.#refused.inc({ source: name, reason }, refused[reason]);
        if (lastSuccess !== undefined) this.#lastSuccess.set({ source: name }, lastSuccess / 1000);
        if (resumed !== undefined) this.#checkpointResumed.set({ source: name }, resumed.ageSeconds);
      }
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
