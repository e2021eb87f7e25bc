import { changesBy, findBy, type FindDefinition, firstFound, NOWHERE } from "../budget/definition-change.ts";
import type { ObjectiveStatus } from "../budget/status.ts";
import type { Objective } from "../objective/objective.ts";
import { after, before, type Instant } from "../units/instant.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { type Seconds, seconds } from "../units/seconds.ts";
import { addRefused, NONE_REFUSED, type RefusedSamples } from "./reading/refused-samples.ts";
import type { KeptMoment } from "./keeping/keep.ts";
import type { KeptRecord } from "./keeping/kept.ts";
import type { HistoryPoint } from "./readout/history-point.ts";
import type { LatencyHistory } from "./readout/latency-history.ts";
import { unpaused } from "./following/unpaused.ts";
import { Ledger } from "./ledger.ts";
import type { LedgerOptions } from "./ledger-options.ts";
import type { PastWork } from "./past/past.ts";
import type { LedgerAnswer, LedgerQuery } from "./ports.ts";

/** A piece of what the ledger of one delay knows. */
export interface KeptPiece {
  readonly delay: Seconds;
  readonly record: KeptRecord;
}

/** What a ledger knew at a moment, which can be told until it is released; the ledger goes on meanwhile. */
export interface KeptPieces {
  /** Made one after the other, as they are taken. */
  readonly pieces: Iterable<KeptPiece>;
  readonly release: () => void;
}

/**
 * All objectives of one Prometheus. Those whose samples come late are read as of so long ago, in a ledger of their own
 * whose clock is behind by the delay: there their samples are all in, and they are counted like any others.
 */
export class SourceLedger {
  readonly #options: LedgerOptions;
  #byDelay: ReadonlyMap<Seconds, Ledger> = new Map();
  /** How many questions each ledger has in the last plan; undefined once other objectives are followed. */
  #asked: ReadonlyMap<Seconds, number> | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Sets what is followed. An objective whose indicator and delay did not change keeps its history. */
  follow(objectives: readonly Objective[], at: Instant): void {
    unpaused(this.followInSlices(objectives, at));
  }

  /** The same, in pieces; see {@link Ledger.followInSlices}. @param elsewhere - finds those of other Prometheuses */
  *followInSlices(objectives: readonly Objective[], at: Instant, elsewhere = NOWHERE): Generator<void, boolean> {
    const known = this.#byDelay;
    const find = firstFound([this.definitions(), elsewhere]);
    const followed = new Map<Seconds, Ledger>();
    let isAsBefore = true;
    const byDelay = Map.groupBy(objectives, (objective) => objective.delay);
    yield;
    for (const [delay, ofDelay] of byDelay) {
      const ledger = known.get(delay) ?? new Ledger(this.#options);
      const findLate = findBy(find, (time) => before(time, delay));
      isAsBefore = (yield* ledger.followInSlices(ofDelay, before(at, delay), findLate)) && isAsBefore;
      followed.set(delay, ledger);
    }
    this.#byDelay = followed;
    if (isAsBefore && [...known.keys()].every((delay) => followed.has(delay))) return true;
    this.#asked = undefined;
    return false;
  }

  /** Finds the objectives that are followed now, later too, once others are; by the clock of this Prometheus. */
  definitions(): FindDefinition {
    return firstFound(
      [...this.#byDelay].map(([delay, { followed }]) =>
        findBy(
          (id) => followed.get(id),
          (time) => after(time, delay),
        ),
      ),
    );
  }

  /** The questions of one step. */
  plan(at: Instant): readonly LedgerQuery[] {
    return unpaused(this.planInSlices(at));
  }

  /** The same, in pieces of some milliseconds; see {@link Ledger.planInSlices}. */
  *planInSlices(at: Instant): Generator<void, readonly LedgerQuery[]> {
    const asked = new Map<Seconds, number>();
    const plan: LedgerQuery[] = [];
    for (const [delay, ledger] of this.#byDelay) {
      const queries = yield* ledger.planInSlices(before(at, delay));
      asked.set(delay, queries.length);
      plan.push(...queries);
    }
    this.#asked = asked;
    return plan;
  }

  /** The answers to `plan(at)`, in its order. @throws RangeError when they are not those to the last plan */
  ingest(at: Instant, answers: readonly LedgerAnswer[]): void {
    for (const _ of this.ingestInSlices(at, answers));
  }

  /** The same, in pieces of some milliseconds; see {@link Ledger.ingestInSlices}. */
  *ingestInSlices(at: Instant, answers: readonly (LedgerAnswer | undefined)[]): Generator<void, void> {
    let from = 0;
    for (const [delay, count] of this.#asked ?? []) {
      const ledger = this.#byDelay.get(delay);
      if (ledger !== undefined) yield* ledger.ingestInSlices(before(at, delay), answers.slice(from, from + count));
      from += count;
    }
    this.#asked = undefined;
  }

  /** An answer that came after the others of its plan; `ingestLate` counts it. */
  late(query: LedgerQuery, answer: LedgerAnswer): void {
    for (const ledger of this.#byDelay.values()) ledger.late(query, answer);
  }

  /** Counts the answers that came late, in pieces; see {@link Ledger.ingestLate}. */
  *ingestLate(at: Instant): Generator<void, void> {
    for (const [delay, ledger] of this.#byDelay) yield* ledger.ingestLate(before(at, delay));
  }

  /** Prometheus' clock was set back, to `at`. */
  setBack(at: Instant, by: Seconds): void {
    for (const [delay, ledger] of this.#byDelay) ledger.setBack(before(at, delay), by);
    this.#asked = undefined;
  }

  /** The history that is still wanted. */
  planBackfill(at: Instant): readonly LedgerQuery[] {
    return [...this.#byDelay].flatMap(([delay, ledger]) => ledger.planBackfill(before(at, delay)));
  }

  /** Whether raw samples of the past are wanted. */
  get wantsPast(): boolean {
    return [...this.#byDelay.values()].some((ledger) => ledger.wantsPast);
  }

  /** Raw samples of the past cannot be read: all history that is wanted comes as rates, and says why. */
  refusePast(why: string): void {
    for (const ledger of this.#byDelay.values()) ledger.refusePast(why);
  }

  /** The next span of history that is wanted from raw samples; undefined when there is none. In pieces, as a ledger. */
  *planPast(): Generator<void, PastWork | undefined> {
    for (const ledger of this.#byDelay.values()) {
      const work = yield* ledger.planPast();
      if (work !== undefined) return work;
    }
    return undefined;
  }

  /** The answer to one query of `planBackfill`; equal questions of two ledgers have one answer. */
  ingestBackfill(query: LedgerQuery, answer: LedgerAnswer): void {
    for (const ledger of this.#byDelay.values()) ledger.ingestBackfill(query, answer);
  }

  /** What was read and not counted. */
  get refused(): RefusedSamples {
    return [...this.#byDelay.values()].map(({ refused }) => refused).reduce(addRefused, NONE_REFUSED);
  }

  /** All that it knows at a moment, to be taken a piece at a time later; see {@link Ledger.keep}. */
  *keep(at: Instant): Generator<void, KeptPieces> {
    const moments: { readonly delay: Seconds; readonly moment: KeptMoment }[] = [];
    for (const [delay, ledger] of this.#byDelay) moments.push({ delay, moment: yield* ledger.keep(before(at, delay)) });
    return {
      pieces: piecesOf(moments),
      release: () => {
        for (const { moment } of moments) moment.release();
      },
    };
  }

  /** Takes the next piece of what was kept, before anything is followed; see {@link Ledger.resume}. */
  resume({ delay, record }: KeptPiece, at: Instant): void {
    const ledger = this.#byDelay.get(delay) ?? new Ledger(this.#options);
    this.#byDelay = new Map(this.#byDelay).set(delay, ledger);
    ledger.resume(record, before(at, delay));
  }

  /** Status of every objective, and of every group of it, as it is known at `at`. */
  read(at: Instant): readonly ObjectiveStatus[] {
    return unpaused(this.readInSlices(at));
  }

  /** The same, in pieces of some milliseconds; see {@link Ledger.readInSlices}. */
  *readInSlices(at: Instant): Generator<void, readonly ObjectiveStatus[]> {
    const read: ObjectiveStatus[] = [];
    for (const [delay, ledger] of this.#byDelay) {
      const statuses = yield* ledger.readInSlices(before(at, delay));
      read.push(...(delay === 0 ? statuses : statuses.map((status) => delayed(status, at, delay))));
    }
    return read;
  }

  /** What objectives have thrown, by their ids. */
  get faults(): ReadonlyMap<string, unknown> {
    return new Map([...this.#byDelay.values()].flatMap(({ faults }) => [...faults]));
  }

  /** Points for charts, at the times that the samples have. */
  history(...question: Parameters<Ledger["history"]>): readonly HistoryPoint[] {
    for (const ledger of this.#byDelay.values()) {
      const points = ledger.history(...question);
      if (points.length > 0) return points;
    }
    return [];
  }

  /** Latencies over time, at the times that the samples have; undefined of what has no buckets. */
  latencies(...question: Parameters<Ledger["latencies"]>): LatencyHistory | undefined {
    for (const ledger of this.#byDelay.values()) {
      const found = ledger.latencies(...question);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function* piecesOf(
  moments: readonly { readonly delay: Seconds; readonly moment: KeptMoment }[],
): Generator<KeptPiece, void> {
  for (const { delay, moment } of moments) for (const record of moment.records) yield { delay, record };
}

/** What is read of a time that is past says so: its age is told from now. */
const delayed = (status: ObjectiveStatus, at: Instant, delay: Seconds): ObjectiveStatus => ({
  ...status,
  at,
  note: status.note ?? `measured as of ${printPromDuration(delay)} ago, because its samples come that late`,
  changes: changesBy(status.changes, (time) => after(time, delay)),
  ageSeconds: status.ageSeconds === undefined ? undefined : seconds(status.ageSeconds + delay),
});
