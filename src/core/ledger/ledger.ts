import { NOWHERE } from "../budget/definition-change.ts";
import type { ObjectiveStatus } from "../budget/status.ts";
import type { Objective } from "../objective/objective.ts";
import type { Instant } from "../units/instant.ts";
import type { Seconds } from "../units/seconds.ts";
import { type Answered, ownersOf } from "./asking/answered.ts";
import { countAnswers } from "./asking/count-answers.ts";
import { joinLive } from "./past/join-live.ts";
import { Past, type PastWork } from "./past/past.ts";
import { type LedgerParts, takeUpAll } from "./past/take-up.ts";
import { CellStore } from "./counting/cell-store.ts";
import { ChainReader } from "./reading/chain-reader.ts";
import type { RefusedSamples } from "./reading/refused-samples.ts";
import { toHistory } from "./readout/history.ts";
import type { HistoryPoint } from "./readout/history-point.ts";
import { type LatencyHistory, toLatencyHistory } from "./readout/latency-history.ts";
import { ObjectiveFaults } from "./following/objective-faults.ts";
import { keepLedger, type KeptMoment } from "./keeping/keep.ts";
import type { LedgerOptions } from "./ledger-options.ts";
import type { KeptRecord } from "./keeping/kept.ts";
import { Resuming } from "./keeping/resume.ts";
import type { LedgerAnswer, LedgerQuery } from "./ports.ts";
import { LONGEST_REACH_MS, reopenLate } from "./past/reach.ts";
import type { Asked } from "./asking/asked.ts";
import { StepQuestions } from "./asking/step-questions.ts";
import { UnderWay } from "./asking/under-way.ts";
import { CHAIN_MEMORY_MS } from "./reading/series-table.ts";
import { readStatuses, rememberHeld } from "./readout/statuses.ts";
import type { TrackedObjective } from "./following/tracked-objective.ts";
import { unpaused } from "./following/unpaused.ts";

const SWEEP_EVERY_MS = 600_000;

/**
 * Follows raw counters incrementally: each sample is read once, and the burn of any window is two array reads.
 * Knows no clock and asks nobody: `plan` says what to ask, `ingest` takes the answers.
 */
export class Ledger {
  readonly step: Seconds;
  readonly #replicaLabels: readonly string[];
  #store: CellStore;
  readonly #chains = new ChainReader();
  readonly #questions = new StepQuestions();
  readonly #past: Past;
  #objectives: readonly Objective[] = [];
  #tracked: ReadonlyMap<string, TrackedObjective> = new Map();
  readonly #faults = new ObjectiveFaults();
  #asked: { readonly at: Instant; readonly items: readonly Asked[] } | undefined;
  readonly #underWay = new UnderWay();
  #sweptMs = Number.NEGATIVE_INFINITY;
  #resuming: Resuming | undefined;

  constructor(options: LedgerOptions) {
    this.step = options.step;
    this.#replicaLabels = options.replicaLabels ?? [];
    this.#store = new CellStore(options.step * 1000);
    this.#past = new Past(options.step * 1000, options.readsRaw ?? false);
  }

  /** Sets what is followed. What is measured, and was excluded, as before keeps its history; a new target its counts. */
  follow(objectives: readonly Objective[], at: Instant): void {
    unpaused(this.followInSlices(objectives, at));
  }

  /** The same, in slices; only backfills may go on meanwhile. @returns whether all is asked as it was before */
  *followInSlices(objectives: readonly Objective[], at: Instant, elsewhere = NOWHERE): Generator<void, boolean> {
    this.#objectives = objectives;
    this.#store.advance(at);
    const before = { here: this.followed, elsewhere };
    this.#sweptMs = this.#resuming?.sweptMs ?? this.#sweptMs;
    this.#resuming = undefined;
    this.#tracked = yield* takeUpAll(before, objectives, at, this.#parts, this.#faults);
    const kept = new Set(this.#tracked.values());
    yield* this.#past.retain(kept);
    const feeds = [...kept].flatMap((one) => one.feeds);
    if (!(yield* this.#questions.follow(feeds))) return true;
    yield* this.#chains.follow(feeds);
    this.#asked = undefined;
    this.#underWay.clear();
    return false;
  }

  /** What is followed, by ids; before anything is, what was kept of it. Another set is another map. */
  get followed(): ReadonlyMap<string, TrackedObjective> {
    return this.#resuming?.tracked ?? this.#tracked;
  }

  /** The questions of one step: one raw range-selector query per metric name for all SLOs that use it. */
  plan(at: Instant): readonly LedgerQuery[] {
    return unpaused(this.planInSlices(at));
  }

  /** The same, in pieces of some milliseconds; only backfills may go on meanwhile. */
  *planInSlices(at: Instant): Generator<void, readonly LedgerQuery[]> {
    const late = yield* reopenLate(this.#tracked.values(), at, this.#past, this.#faults);
    if (late.size > 0) this.#chains.breakOff(late);
    const items = yield* this.#questions.plan(at);
    this.#asked = { at, items };
    return items.map(({ query }) => query);
  }

  /** The answers to `plan(at)`, in its order; the next plan reaches back for failed ones. @throws RangeError for others */
  ingest(at: Instant, answers: readonly LedgerAnswer[]): void {
    for (const _ of this.ingestInSlices(at, answers));
  }

  /**
   * The same, in pieces of some milliseconds, for as many as are asked for. Until the last one, counts are neither of
   * before nor of after: nothing may be read or followed, but backfills may go on. Where there is no answer yet,
   * `late` takes it when it comes. @throws RangeError as {@link ingest} does
   */
  *ingestInSlices(at: Instant, answers: readonly (LedgerAnswer | undefined)[]): Generator<void, void> {
    const asked = this.#asked;
    // A new set of objectives voids what was asked for the old one.
    if (asked === undefined) return;
    if (asked.at !== at || asked.items.length !== answers.length)
      throw new RangeError(`expected ${asked.items.length} answers for ${asked.at}, got ${answers.length} for ${at}`);
    this.#asked = undefined;
    yield* this.#count(at, this.#underWay.take(asked.items, answers), this.#tracked.values());
  }

  /** An answer that came after the others of its plan; `ingestLate` counts it. */
  late(query: LedgerQuery, answer: LedgerAnswer): void {
    this.#underWay.hear(query, answer);
  }

  /** Counts the answers that came late, in pieces as {@link ingestInSlices} does; not before those of their plan. */
  *ingestLate(at: Instant): Generator<void, void> {
    const pairs = this.#underWay.take([], []);
    if (pairs.length > 0) yield* this.#count(at, pairs, ownersOf(pairs));
  }

  *#count(at: Instant, pairs: readonly Answered[], told: Iterable<TrackedObjective>): Generator<void, void> {
    this.#questions.awaits(this.#underWay.sources);
    yield* this.#store.advanceInSlices(at);
    for (const { cells } of this.#tracked.values()) for (const cell of cells) cell.latency?.advance(at);
    yield* countAnswers(pairs, at, this.#chains, this.#faults);
    this.#questions.learn(pairs, at);
    yield* this.#sweep(at);
    yield* rememberHeld(told, this.#faults, at, this.step);
  }

  /**
   * Prometheus' clock was set back, to `at`. Chains begin anew, and no sample that was read says how fresh anything is.
   * Counts stay, unless they are dated so late that no window would meet them: then all is read again.
   */
  setBack(at: Instant, by: Seconds): void {
    this.#asked = undefined;
    this.#underWay.clear();
    this.#questions.awaits(this.#underWay.sources);
    this.#chains.forgetChains();
    if (by * 1000 > LONGEST_REACH_MS) {
      this.#tracked = new Map();
      this.#store = new CellStore(this.step * 1000);
      this.#sweptMs = at;
      return this.follow(this.#objectives, at);
    }
    for (const { feeds, cells } of this.#tracked.values()) {
      for (const feed of feeds) feed.reopen(at);
      for (const cell of cells) cell.forgetTimes();
    }
  }

  /** Cold start and long gaps: the history that is wanted as rates, newest first. Empty when there is none. */
  planBackfill(at: Instant): readonly LedgerQuery[] {
    this.#store.advance(at);
    return this.#past.planRanges();
  }

  /** The answer to one query of `planBackfill`: an unreachable one is planned again, one that is too much in halves. */
  ingestBackfill(query: LedgerQuery, answer: LedgerAnswer): void {
    this.#past.ingestRange(query, answer, this.#faults);
  }

  /** Whether raw samples of the past are wanted. */
  get wantsPast(): boolean {
    return this.#past.wantsRaw;
  }

  /** Raw samples of the past cannot be read: all history that is wanted comes as rates, and says why. */
  refusePast(why: string): void {
    this.#past.refuseRaw(why);
  }

  /** The next span of history that is wanted from raw samples, newest first, if any; in pieces of some milliseconds. */
  planPast(): Generator<void, PastWork | undefined> {
    return this.#past.nextRaw((reading, tails, at) => joinLive(this.#chains, reading, tails, at - CHAIN_MEMORY_MS));
  }

  /** Status of every objective, and of every group of it, at `at` (Prometheus' clock). */
  read(at: Instant): readonly ObjectiveStatus[] {
    return unpaused(this.readInSlices(at));
  }

  /** The same, in pieces of some milliseconds; see {@link readStatuses}. */
  readInSlices(at: Instant): Generator<void, readonly ObjectiveStatus[]> {
    return readStatuses(this.#tracked.values(), this.#faults, at, this.step);
  }

  /**
   * All that it knows at a moment, so that another one goes on as if this one had never stopped; see {@link keepLedger}.
   * Nothing may be read or followed until the last slice; the records may be taken later.
   */
  *keep(at: Instant): Generator<void, KeptMoment> {
    this.#store.advance(at);
    const [chains, sweptMs, tracked] = [this.#chains, this.#sweptMs, [...this.#tracked.values()]];
    return yield* keepLedger({ ...this.#parts, sweptMs, chains, tracked, faults: this.faults });
  }

  /**
   * Takes the next piece of what another one kept, before anything is followed; `follow` then decides whose counts stay.
   *
   * @throws NotResumable where what was kept is of no use to this one, which is of no use itself then
   */
  resume(record: KeptRecord, at: Instant): void {
    this.#resuming ??= new Resuming(this.#parts, this.#chains, at);
    this.#resuming.take(record);
  }

  /** What objectives have thrown, by their ids: they have no numbers until specs are followed anew. */
  get faults(): ReadonlyMap<string, unknown> {
    return this.#faults.errors;
  }

  /** What was read and not counted. */
  get refused(): RefusedSamples {
    return this.#chains.refused;
  }

  /** Points for charts, oldest first, from the finest tier that reaches; none of what `id`, as of `objectiveId()`, does not have. */
  history(id: string, by: ObjectiveStatus["by"], from: Instant, to: Instant, step: Seconds): readonly HistoryPoint[] {
    const tracked = this.#tracked.get(id);
    const cell = tracked?.findCell(by);
    return tracked === undefined || cell === undefined ? [] : toHistory(tracked, cell, { from, to, step });
  }

  /** Latencies over time; undefined of what has no buckets, or is not there. */
  latencies(id: string, by: ObjectiveStatus["by"]): LatencyHistory | undefined {
    return toLatencyHistory(this.#tracked.get(id), by);
  }

  /** Bytes of the count rings, for the benchmark and the service's own metrics. */
  get bytes(): number {
    return this.#store.banks.reduce((sum, bank) => sum + bank.bytes, 0);
  }

  get #parts(): LedgerParts {
    return { store: this.#store, stepMs: this.step * 1000, replicaLabels: this.#replicaLabels, past: this.#past };
  }

  *#sweep(at: Instant): Generator<void, void> {
    if (at - this.#sweptMs < SWEEP_EVERY_MS) return;
    this.#sweptMs = at;
    yield* this.#chains.sweep(at - CHAIN_MEMORY_MS);
    const swept = [...this.#tracked.values()].map((tracked) => tracked.sweep(at));
    if (swept.includes(true)) this.#chains.forgetRoutes();
  }
}
