import type { Prometheus } from "../src/adapters/prometheus/prometheus.ts";
import { Ledger } from "../src/core/ledger/ledger.ts";
import type { LedgerAnswer, LedgerQuery } from "../src/core/ledger/ports.ts";
import type { Objective } from "../src/core/objective/objective.ts";
import { instant } from "../src/core/units/instant.ts";
import { seconds } from "../src/core/units/seconds.ts";
import { answeredValue } from "../test/fixtures/answered-value.ts";
import { cpuMilliseconds } from "./cpu-time.ts";
import { STEP_MS } from "./rule-files.ts";

/** Steps of the ledger that are measured together: one alone is too short for a clock. */
export const STEPS_PER_ROUND = 20;

/** A ledger in the middle of its life, step by step. */
export class LedgerRun {
  readonly #ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  readonly #client: Prometheus;
  readonly #slos: readonly Objective[];
  #atMs: number;

  constructor(client: Prometheus, slos: readonly Objective[], fromMs: number) {
    this.#client = client;
    this.#slos = slos;
    this.#atMs = fromMs;
  }

  /** The first question reaches further back than all others. */
  async warmUp(): Promise<void> {
    this.#ledger.follow(this.#slos, instant(this.#atMs));
    await this.#step();
  }

  /** Milliseconds of Prometheus' CPU per SLO and step. */
  async round(pid: number): Promise<number> {
    const before = cpuMilliseconds(pid);
    for (let i = 0; i < STEPS_PER_ROUND; i++) await this.#step();
    return (cpuMilliseconds(pid) - before) / STEPS_PER_ROUND / this.#slos.length;
  }

  async #step(): Promise<void> {
    const at = instant(this.#atMs);
    this.#ledger.ingest(at, await Promise.all(this.#ledger.plan(at).map((query) => this.#answer(query))));
    this.#atMs += STEP_MS;
  }

  async #answer(query: LedgerQuery): Promise<LedgerAnswer> {
    if (query.kind === "range") throw new TypeError("a step asks no range queries");
    return { kind: "series", series: answeredValue(await this.#client.instant(query.promql, query.at)) };
  }
}
