import type { Log } from "../../adapters/telemetry/log.ts";
import type { InSpan } from "../../adapters/telemetry/tracing.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { Ledger } from "../../core/ledger/ledger.ts";
import type { LedgerAnswer } from "../../core/ledger/ports.ts";
import type { Objective } from "../../core/objective/objective.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { ask, failedAnswer, type PrometheusReader } from "./ask.ts";
import { BackfillLoop } from "./backfill-loop.ts";
import { type Clock, RemoteClock } from "./clock.ts";
import { FreshnessGate } from "./freshness-gate.ts";

export interface FollowerDeps {
  readonly name: string;
  readonly prometheus: PrometheusReader;
  readonly step: Seconds;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  readonly onStep: (source: string, outcome: "done" | "failed", seconds: number) => void;
  readonly onHistory: () => void;
}

/** How it stands with one Prometheus. */
export interface SourceState {
  readonly name: string;
  /** Undefined while the last step went well. */
  readonly problem: string | undefined;
  /** Steps that were tried, well or not. */
  readonly steps: number;
  /** When the last step went well, by our own clock. */
  readonly lastSuccess: Instant | undefined;
  readonly backfilling: boolean;
}

interface Fetched {
  readonly at: Instant;
  readonly answers: readonly LedgerAnswer[];
  /** The first failure, as a sentence. */
  readonly problem: string | undefined;
  /** Whether Prometheus told its time. */
  readonly reached: boolean;
}

/** Follows all objectives of one Prometheus: one ledger, fed by steps, its history filled in behind. */
export class SourceFollower {
  readonly ledger: Ledger;
  readonly #deps: FollowerDeps;
  readonly #remote: RemoteClock;
  readonly #gate = new FreshnessGate();
  readonly #backfill: BackfillLoop;
  #objectives: readonly Objective[] = [];
  #state: Omit<SourceState, "backfilling" | "name"> = { problem: undefined, steps: 0, lastSuccess: undefined };
  #stepping: Promise<void> | undefined;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
    this.#remote = new RemoteClock(deps.clock);
    this.ledger = new Ledger({ step: deps.step });
    this.#backfill = new BackfillLoop({ ...deps, ledger: this.ledger });
  }

  get state(): SourceState {
    return { ...this.#state, name: this.#deps.name, backfilling: this.#backfill.running };
  }

  follow(objectives: readonly Objective[]): void {
    this.#objectives = objectives;
    this.ledger.follow(objectives, this.#remote.now());
    this.#backfill.hurry();
  }

  read(): readonly ObjectiveStatus[] {
    return this.#gate.admit(this.ledger.read(this.#remote.now()));
  }

  /** One step; the one still under way if there is one: a slow Prometheus is not asked twice. */
  step(): Promise<void> {
    this.#stepping ??= this.#step().finally(() => {
      this.#stepping = undefined;
    });
    return this.#stepping;
  }

  stop(): void {
    this.#backfill.stop();
  }

  async #step(): Promise<void> {
    const { inSpan, name, clock, onStep, log } = this.#deps;
    const start = clock.monotonic();
    const about = { "headroom.source": name, "headroom.slos": this.#objectives.length };
    const { problem, reached, answers } = await inSpan("source", about, async (span) => {
      const fetched = await inSpan("fetch", about, async (fetch) => {
        const result = await this.#fetch();
        fetch.set({ "headroom.queries": result.answers.length });
        if (result.problem !== undefined) fetch.fail(result.problem);
        return result;
      });
      await inSpan("evaluate", about, (evaluate) => {
        this.ledger.ingest(fetched.at, fetched.answers);
        const statuses = this.ledger.read(fetched.at);
        this.#gate.evaluated(statuses);
        evaluate.set({
          "headroom.statuses": statuses.length,
          "headroom.no_data": statuses.filter((status) => status.state === "no-data").length,
        });
        return Promise.resolve();
      });
      if (fetched.problem !== undefined) span.fail(fetched.problem);
      return fetched;
    });
    this.#note(problem);
    const took = clock.monotonic() - start;
    onStep(name, problem === undefined ? "done" : "failed", took);
    log.debug("step done", { source: name, queries: answers.length, seconds: Math.round(took * 1000) / 1000, problem });
    // One query that Prometheus refuses does not keep the others from their history.
    if (reached)
      void this.#backfill
        .run(this.#remote.now())
        .catch((error: unknown) => log.error("reading history failed", { source: name, error }));
  }

  async #fetch(): Promise<Fetched> {
    const { prometheus } = this.#deps;
    try {
      const at = await prometheus.serverTime();
      this.#remote.set(at);
      const answers = await Promise.all(this.ledger.plan(at).map((query) => ask(prometheus, query)));
      return { at, answers, problem: answers.find((answer) => answer.kind === "failed")?.message, reached: true };
    } catch (error) {
      const failed = failedAnswer(error);
      const at = this.#remote.now();
      return { at, answers: this.ledger.plan(at).map(() => failed), problem: failed.message, reached: false };
    }
  }

  /** Says what changed, once, not at every step. */
  #note(problem: string | undefined): void {
    const { log, clock, name } = this.#deps;
    const before = this.#state;
    if (problem !== undefined && problem !== before.problem)
      log.warn("prometheus gives no whole answer", { source: name, problem });
    if (problem === undefined && before.problem !== undefined) log.info("prometheus answers again", { source: name });
    this.#state = {
      problem,
      steps: before.steps + 1,
      lastSuccess: problem === undefined ? clock.now() : before.lastSuccess,
    };
  }
}
