import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Snapshot } from "../control/status-reader.ts";
import { objectivesOf } from "../control/status-reader.ts";

const QUERY_OUTCOMES = ["answered", "unreachable", "timeout", "rejected", "invalid"] as const;
export type QueryOutcome = (typeof QUERY_OUTCOMES)[number];
const STEP_OUTCOMES = ["done", "failed"] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** Headroom's own health. Series that count start at 0, so that the first failure is an increase. */
export class OwnMetrics {
  readonly #registry = new Registry();
  readonly #steps = this.#counter("headroom_steps_total", "Steps by outcome.", ["source", "outcome"]);
  readonly #stepDuration = this.#histogram("headroom_step_duration_seconds", "Time of a step, its queries included.", ["source"]);
  readonly #queries = this.#counter("headroom_prometheus_queries_total", "Queries to Prometheus by outcome.", ["source", "outcome"]);
  readonly #queryDuration = this.#histogram("headroom_prometheus_query_duration_seconds", "Time of a query to Prometheus.", ["source"]);
  readonly #requests = this.#counter("headroom_http_requests_total", "Answered HTTP requests.", ["route", "code"]);
  readonly #lastSuccess = this.#gauge("headroom_last_successful_step_timestamp_seconds", "When the last step went well; absent before the first.", ["source"]);
  readonly #specFiles = this.#gauge("headroom_spec_files", "Spec files; bad ones have an error.", ["state"]);
  readonly #slos = this.#gauge("headroom_slos", "SLOs that are followed.", []);

  constructor(version: string, sources: readonly string[]) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge("headroom_build_info", "The version that runs.", ["version", "node"]).set({ version, node: process.version }, 1);
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

  print(snapshot: Snapshot | undefined): Promise<string> {
    if (snapshot !== undefined) {
      const { specs, sources } = snapshot;
      this.#specFiles.set({ state: "good" }, specs.files - specs.badFiles);
      this.#specFiles.set({ state: "bad" }, specs.badFiles);
      this.#slos.set(objectivesOf(specs.services).length);
      for (const { name, lastSuccess } of sources) if (lastSuccess !== undefined) this.#lastSuccess.set({ source: name }, lastSuccess / 1000);
    }
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #histogram(name: string, help: string, labelNames: readonly string[]): Histogram {
    return new Histogram({ name, help, labelNames: [...labelNames], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers: [this.#registry] });
  }
}
