import { ownFault } from "../../core/budget/without-numbers.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { FindDefinition } from "../../core/budget/definition-change.ts";
import type { HistoryPoint } from "../../core/ledger/readout/history-point.ts";
import type { Objective } from "../../core/objective/objective.ts";
import { instant, type Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import type { InSpan, OpenSpan } from "../ports/spans.ts";
import { BackfillLoop, type BackfillLoopDeps } from "./backfill-loop.ts";
import { FreshnessGate } from "./freshness-gate.ts";
import { RemoteClock } from "./remote-clock.ts";
import { inSlices, Turns } from "./turns.ts";
import type { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { HeldLedger } from "../ports/ledger-keeper.ts";
import { ledgerFor, type ResumedLedger } from "./resume-ledger.ts";
import type { SourceState } from "./source-state.ts";
import { Standstill } from "./standstill.ts";
import type { LateAnswer } from "./in-good-time.ts";
import { askStep, type StepAnswers } from "./step-answers.ts";

export interface FollowerDeps {
  readonly name: string;
  readonly prometheus: PrometheusReader;
  readonly step: Seconds;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  readonly onStep: (source: string, outcome: "done" | "failed", seconds: number) => void;
  readonly onHistory: BackfillLoopDeps["onHistory"];
  /** What a ledger before this one has kept, which this one goes on with. */
  readonly resumed?: ResumedLedger | undefined;
}

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
  #state: Omit<SourceState, "backfilling" | "name" | "isLeftAlone" | "refused" | "resumed"> = {
    problem: undefined,
    steps: 0,
    lastSuccess: undefined,
  };
  #stepping: Promise<void> | undefined;
  /** Why the last answer that came after its step was none. */
  #lateProblem: string | undefined;
  /** Counting, reading and following, a slice at a time. */
  readonly #turns = new Turns();
  /** At the moment that is kept nothing may change; and until it is written, no history. */
  readonly #standstill = new Standstill();
  /** Counts are neither of before nor of after. */
  #isCounting = false;
  /** Whether a step was counted since statuses were read last. */
  #isNewlyCounted = false;
  /** The end of the last step that was counted whole. */
  #countedTo: Instant | undefined;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
    this.#remote = new RemoteClock(deps.clock, deps.step, deps.resumed?.now);
    this.ledger = deps.resumed?.ledger ?? ledgerFor(deps.prometheus, deps.step);
    this.#backfill = new BackfillLoop({ ...deps, ledger: this.ledger, standstill: this.#standstill });
  }

  get state(): SourceState {
    const { name, prometheus, resumed } = this.#deps;
    const isLeftAlone = prometheus.isLeftAlone ?? false;
    const { refused } = this.ledger;
    return { ...this.#state, name, backfilling: this.#backfill.running, isLeftAlone, refused, resumed };
  }

  /**
   * Resolves when they are followed, with whether all is asked as before.
   *
   * @param elsewhere - finds those that were followed of another Prometheus
   */
  follow(objectives: readonly Objective[], elsewhere?: FindDefinition): Promise<boolean> {
    return this.#change(async () => {
      this.#objectives = objectives;
      const isAskedAsBefore = await inSlices(this.ledger.followInSlices(objectives, this.#remote.now(), elsewhere));
      this.#backfill.hurry();
      return isAskedAsBefore;
    });
  }

  /** Points for charts, as of the ledger; while a step is counted, up to the one before it. */
  history(...[id, by, from, to, step]: Parameters<SourceLedger["history"]>): readonly HistoryPoint[] {
    const end = this.#isCounting ? instant(Math.min(to, this.#countedTo ?? from)) : to;
    return this.ledger.history(id, by, from, end, step);
  }

  /** The statuses as they may be shown now; after what is being counted. */
  read(): Promise<readonly ObjectiveStatus[]> {
    return this.#change(async () => {
      const statuses = await inSlices(this.ledger.readInSlices(this.#remote.now()));
      if (this.#isNewlyCounted) await inSlices(this.#gate.evaluated(statuses));
      this.#isNewlyCounted = false;
      return inSlices(this.#gate.admit(statuses));
    });
  }

  /** All that the ledger knows at this moment: steps go on while it is taken, history once it is released. */
  async hold(): Promise<HeldLedger> {
    const { held, release } = await this.#standstill.hold(async () => {
      const at = this.#remote.now();
      return { ...(await inSlices(this.ledger.keep(at))), at };
    });
    return {
      at: held.at,
      pieces: held.pieces,
      release: () => {
        held.release();
        release();
      },
    };
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

  /** Work on the ledger, after what was begun before. */
  #change<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#turns.take(() => this.#standstill.change(work));
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

  #advance(): Promise<StepAnswers> {
    const { inSpan, name } = this.#deps;
    const about = { "headroom.source": name, "headroom.slos": this.#objectives.length };
    return inSpan("source", about, async (span) => {
      const fetched = await inSpan("fetch", about, (fetch) => this.#fetch(fetch));
      await inSpan("evaluate", about, () => this.#evaluate(fetched));
      if (fetched.problem !== undefined) span.fail(fetched.problem);
      return fetched;
    });
  }

  async #fetch(span: OpenSpan): Promise<StepAnswers> {
    const fetched = await askStep({
      ...this.#deps,
      remote: this.#remote,
      ledger: this.ledger,
      change: (work) => this.#change(work),
    });
    span.set({ "headroom.queries": fetched.answers.length });
    if (fetched.problem !== undefined) span.fail(fetched.problem);
    return fetched;
  }

  /** Counted when it comes, so that what it is about is as new as it can be. */
  async #hearLate({ query, answer }: LateAnswer): Promise<void> {
    const { log, name, onHistory } = this.#deps;
    this.#lateProblem = answer.kind === "failed" ? answer.message : undefined;
    if (answer.kind === "failed")
      log.warn("a slow question failed", { source: name, problem: answer.message, query: query.promql });
    // At once, so that all that come while something else is counted are counted together.
    this.ledger.late(query, answer);
    await this.#change(() => this.#count(this.ledger.ingestLate(this.#countedTo ?? this.#remote.now())));
    onHistory(false);
  }

  /** A step that ends in an exception has failed like any other, and the next one tries again. */
  #thrown(error: unknown): StepAnswers {
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

  async #evaluate({ at, answers }: StepAnswers): Promise<void> {
    await this.#change(async () => {
      await this.#count(this.ledger.ingestInSlices(at, answers));
      this.#countedTo = at;
      this.#isNewlyCounted = true;
    });
    this.#tellFaults();
  }

  /** A large answer takes seconds to count. */
  async #count(slices: Generator<void, void>): Promise<void> {
    this.#isCounting = true;
    try {
      await inSlices(slices);
    } finally {
      this.#isCounting = false;
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
