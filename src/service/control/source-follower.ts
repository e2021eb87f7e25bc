import { ownFault } from "../../core/budget/without-numbers.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { HistoryPoint } from "../../core/ledger/readout/history-point.ts";
import { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { FailedAnswer, LedgerAnswer } from "../../core/ledger/ports.ts";
import type { Objective } from "../../core/objective/objective.ts";
import { instant, type Instant } from "../../core/units/instant.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import type { InSpan, OpenSpan } from "../ports/spans.ts";
import { BackfillLoop } from "./backfill-loop.ts";
import { FreshnessGate } from "./freshness-gate.ts";
import { ask, failedAnswer } from "./ledger-answer.ts";
import { inGoodTime, type LateAnswer } from "./in-good-time.ts";
import { inTurns } from "./in-turns.ts";
import { RemoteClock } from "./remote-clock.ts";
import type { SourceState } from "./source-state.ts";

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

interface Fetched {
  readonly at: Instant;
  /** Undefined for what is waited for after the step. */
  readonly answers: readonly (LedgerAnswer | undefined)[];
  readonly late: readonly Promise<LateAnswer>[];
  /** The first failure, as a sentence. */
  readonly problem: string | undefined;
  /** Whether Prometheus told its time. */
  readonly reached: boolean;
}

/** Usual questions are answered by then; what takes longer is counted when it comes. */
const PATIENCE_MS = 1_000;

/** Follows all objectives of one Prometheus: one ledger, fed by steps, its history filled in behind. */
export class SourceFollower {
  readonly ledger: SourceLedger;
  readonly #deps: FollowerDeps;
  readonly #remote: RemoteClock;
  readonly #gate = new FreshnessGate();
  readonly #backfill: BackfillLoop;
  #objectives: readonly Objective[] = [];
  /** SLOs whose fault is in the log. */
  #told: ReadonlySet<string> = new Set();
  #state: Omit<SourceState, "backfilling" | "name" | "isLeftAlone"> = {
    problem: undefined,
    steps: 0,
    lastSuccess: undefined,
  };
  #stepping: Promise<void> | undefined;
  /** Why the last answer that came after its step was none. */
  #lateProblem: string | undefined;
  /** While a step's samples are counted, a slice at a time. */
  #counting: Promise<void> | undefined;
  /** The end of the last step that was counted whole. */
  #countedTo: Instant | undefined;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
    this.#remote = new RemoteClock(deps.clock, deps.step);
    const { replicaLabels, rawSamples } = deps.prometheus;
    this.ledger = new SourceLedger({ step: deps.step, replicaLabels, readsRaw: rawSamples !== undefined });
    this.#backfill = new BackfillLoop({ ...deps, ledger: this.ledger });
  }

  get state(): SourceState {
    const { name, prometheus } = this.#deps;
    const isLeftAlone = prometheus.isLeftAlone ?? false;
    return { ...this.#state, name, backfilling: this.#backfill.running, isLeftAlone };
  }

  follow(objectives: readonly Objective[]): void {
    this.#objectives = objectives;
    this.ledger.follow(objectives, this.#remote.now());
    this.#backfill.hurry();
  }

  /** While it is, counts are neither of before nor of after. */
  get isCounting(): boolean {
    return this.#counting !== undefined;
  }

  /** Resolves when nothing is being counted. */
  async settled(): Promise<void> {
    await this.#counting?.catch(() => undefined);
  }

  /** Points for charts, as of the ledger; while a step is counted, up to the one before it. */
  history(...[id, by, from, to, step]: Parameters<SourceLedger["history"]>): readonly HistoryPoint[] {
    const end = this.isCounting ? instant(Math.min(to, this.#countedTo ?? from)) : to;
    return this.ledger.history(id, by, from, end, step);
  }

  /** Not while something is being counted. */
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
    const { name, clock, onStep, log } = this.#deps;
    const start = clock.monotonic();
    const fetched = await this.#advance().catch((error: unknown) => this.#thrown(error));
    const { reached, answers, problem = this.#lateProblem } = fetched;
    for (const answer of fetched.late)
      void answer
        .then((late) => this.#hearLate(late))
        .catch((error: unknown) => log.error("counting a late answer failed", { source: name, error }));
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

  #advance(): Promise<Fetched> {
    const { inSpan, name } = this.#deps;
    const about = { "headroom.source": name, "headroom.slos": this.#objectives.length };
    return inSpan("source", about, async (span) => {
      const fetched = await inSpan("fetch", about, (fetch) => this.#fetch(fetch));
      await inSpan("evaluate", about, (evaluate) => this.#evaluate(fetched, evaluate));
      if (fetched.problem !== undefined) span.fail(fetched.problem);
      return fetched;
    });
  }

  async #fetch(span: OpenSpan): Promise<Fetched> {
    const fetched = await this.#fetchAll();
    span.set({ "headroom.queries": fetched.answers.length });
    if (fetched.problem !== undefined) span.fail(fetched.problem);
    return fetched;
  }

  async #fetchAll(): Promise<Fetched> {
    const { prometheus, clock, log, name } = this.#deps;
    const askedAt = clock.monotonic();
    const time = await prometheus.serverTime();
    if (time.kind === "failed") return this.#unread(time.message, withoutBlame(failedAnswer(time)));
    const heard = this.#remote.hear(time.value, askedAt);
    switch (heard.kind) {
      case "disagrees":
        return this.#unread(heard.problem, { kind: "failed", reason: "unreachable", message: heard.problem });
      case "moved":
        log.warn("the time of prometheus is not the one that was expected", {
          source: name,
          by_seconds: Math.round(heard.bySeconds),
        });
        // Forward is a gap like any other.
        if (heard.bySeconds < 0) this.ledger.setBack(time.value, seconds(-heard.bySeconds));
        return this.#ask(time.value);
      case "agrees":
        return this.#ask(time.value);
    }
  }

  async #ask(at: Instant): Promise<Fetched> {
    const { prometheus } = this.#deps;
    const { answers, late } = await inGoodTime(this.ledger.plan(at), (query) => ask(prometheus, query), PATIENCE_MS);
    const failed = answers.find((answer) => answer?.kind === "failed");
    return { at, answers, late, problem: failed?.kind === "failed" ? failed.message : undefined, reached: true };
  }

  /** Counted when it comes, so that what it is about is as new as it can be. */
  async #hearLate({ query, answer }: LateAnswer): Promise<void> {
    const { log, name, onHistory } = this.#deps;
    this.#lateProblem = answer.kind === "failed" ? answer.message : undefined;
    if (answer.kind === "failed")
      log.warn("a slow question failed", { source: name, problem: answer.message, query: query.promql });
    this.ledger.late(query, answer);
    await this.#count(() => this.ledger.ingestLate(this.#countedTo ?? this.#remote.now()));
    onHistory();
  }

  /** A step that ends in an exception has failed like any other, and the next one tries again. */
  #thrown(error: unknown): Fetched {
    const { log, name } = this.#deps;
    log.error("a step failed", { source: name, error });
    return { at: this.#remote.now(), answers: [], late: [], problem: ownFault(error), reached: false };
  }

  /** Says which objectives are at fault, once each. */
  #tellFaults(): void {
    const { log, name } = this.#deps;
    const { faults } = this.ledger;
    for (const [slo, error] of faults)
      if (!this.#told.has(slo)) log.error("an SLO cannot be evaluated", { source: name, slo, error });
    this.#told = new Set(faults.keys());
  }

  /** Who does not tell the time, or a wrong one, is asked nothing else: all answers fail for the same reason. */
  #unread(problem: string, failed: FailedAnswer): Fetched {
    const at = this.#remote.now();
    return { at, answers: this.ledger.plan(at).map(() => failed), late: [], problem, reached: false };
  }

  async #evaluate({ at, answers }: Fetched, span: OpenSpan): Promise<void> {
    await this.#count(() => this.ledger.ingestInSlices(at, answers));
    this.#countedTo = at;
    const statuses = this.ledger.read(at);
    this.#tellFaults();
    this.#gate.evaluated(statuses);
    span.set({
      "headroom.statuses": statuses.length,
      "headroom.no_data": statuses.filter(({ state }) => state === "no-data").length,
    });
  }

  /** One after the other. A large answer takes seconds to count; others have their turn after every slice of it. */
  async #count(slices: () => Generator<void, void>): Promise<void> {
    while (this.isCounting) await this.settled();
    this.#counting = inTurns(slices()).finally(() => {
      this.#counting = undefined;
    });
    await this.#counting;
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

/** Questions that were never asked cannot have been too slow. */
const withoutBlame = (failed: FailedAnswer): FailedAnswer =>
  failed.reason === "timeout" ? { ...failed, reason: "unreachable" } : failed;
