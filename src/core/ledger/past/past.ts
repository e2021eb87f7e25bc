import { conditionsOf } from "../../objective/exclusion.ts";
import type { Instant } from "../../units/instant.ts";
import type { Tail } from "../reading/heads.ts";
import type { Channels } from "../following/feed-state.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { TrackedFeed, TrackedObjective } from "../following/tracked-objective.ts";
import type { LedgerAnswer, LedgerQuery, UnreadPast } from "../ports.ts";
import { Backfill, type Hole } from "./backfill.ts";
import type { Chunk } from "./history-chunk.ts";
import { RawHistory, type RawWant } from "./raw-history.ts";
import type { PastQuestion, SpanReading } from "./span-reading.ts";

/**
 * A span that is to be read now. It is not planned again: it ends with `count` once all questions are answered, or with
 * `fail` for one of them.
 */
export interface PastWork {
  readonly questions: readonly PastQuestion[];
  /** How many more spans are to be read, as far as is known. */
  readonly left: number;
  /** Counts what was read, in pieces of some milliseconds, as is known at `at`. */
  readonly count: (at: Instant) => Generator<void, void>;
  /** One question has no answer: the span is planned again, or its history comes as rates. */
  readonly fail: (question: PastQuestion, answer: UnreadPast) => void;
}

/** The history that is wanted: from raw samples, or as rates where those cannot be read. */
export class Past {
  readonly #rates = new Backfill();
  readonly #raw: RawHistory;
  #readsRaw: boolean;
  /** Why no raw samples are read, where it was tried. */
  #whyRates: string | undefined;
  #nowMs = 0;
  /** Those whose raw samples are not wanted yet, because it is still to be told what of them does not count. */
  readonly #unjudged = new Set<Hole>();

  /** @param liveStepMs - the length of the finest rows */
  constructor(liveStepMs: number, readsRaw: boolean) {
    this.#raw = new RawHistory(liveStepMs);
    this.#readsRaw = readsRaw;
  }

  /** Wants what happened within (fromMs, toMs] in some counts of an objective. */
  add(tracked: TrackedObjective, hole: Chunk["hole"], channels: Channels, nowMs: number): void {
    this.#nowMs = nowMs;
    const feeds = tracked.feeds.filter(
      ({ feed, channels: own }) =>
        feed.kind === "series" && ((own.total && channels.total) || (own.counted && channels.counted)),
    );
    if (feeds.length === 0 || !this.#readsRaw) {
      tracked.pastAsRates = true;
      tracked.whyRates = this.#whyRates;
      return this.#rates.add(tracked, hole, channels, nowMs);
    }
    tracked.awaitsPast = true;
    const unjudged = { tracked, ...hole, channels };
    const add = (): void => {
      this.#unjudged.delete(unjudged);
      this.#raw.add(feeds, hole, nowMs);
    };
    if (conditionsOf(tracked.objective.exclusions).length === 0) return add();
    // What does not count is to be known before anything is counted.
    this.#unjudged.add(unjudged);
    this.#rates.addConditions(tracked, hole, nowMs, add);
  }

  /** Forgets what was wanted for objectives that are no longer followed, some of it at a time. */
  *retain(tracked: ReadonlySet<TrackedObjective>): Generator<void, void> {
    for (const hole of this.#unjudged) if (!tracked.has(hole.tracked)) this.#unjudged.delete(hole);
    yield* this.#raw.retain(tracked);
    yield* this.#rates.retain(tracked);
  }

  /** All that is wanted and was not counted yet, in pieces of some milliseconds. */
  *keepHoles(): Generator<void, readonly Hole[]> {
    const holes = [...this.#unjudged, ...this.#rates.holes];
    for (const { feeds, span } of this.#raw.wanted) {
      yield;
      const { fromMs, toMs } = span;
      for (const [tracked, own] of Map.groupBy(feeds, (feed) => feed.tracked))
        holes.push({ tracked, fromMs, toMs, channels: channelsOf(own) });
    }
    return holes;
  }

  /** Open questions to be asked as range queries, newest first. */
  planRanges(): readonly LedgerQuery[] {
    return this.#rates.plan();
  }

  /** The answer to one of `planRanges`. */
  ingestRange(query: LedgerQuery, answer: LedgerAnswer, faults: ObjectiveFaults): void {
    if (query.kind === "range") this.#rates.ingest(query, answer, faults);
  }

  /** Whether any span is to be read from raw samples. */
  get wantsRaw(): boolean {
    return this.#raw.size > 0;
  }

  /**
   * The newest span that is wanted from raw samples; planned in pieces of some milliseconds.
   *
   * @param onCounted - takes where a span that was counted saw each series last
   */
  *nextRaw(
    onCounted: (reading: SpanReading, tails: readonly Tail[], at: Instant) => Generator<void, void>,
  ): Generator<void, PastWork | undefined> {
    const next = yield* this.#raw.next();
    if (next === undefined) return undefined;
    const { want, reading } = next;
    const raw = this.#raw;
    return {
      questions: reading.questions,
      left: raw.size,
      count: function* (at) {
        const tails = yield* reading.commit();
        raw.settle();
        yield* onCounted(reading, tails, at);
      },
      fail: (question, answer) => this.#failed(want, question, answer),
    };
  }

  /** From now on history comes as rates, and says why. */
  refuseRaw(why: string): void {
    this.#readsRaw = false;
    this.#whyRates = why;
    for (const want of this.#raw.giveUp()) this.#asRates(want, why);
  }

  #failed(want: RawWant, { group }: PastQuestion, answer: UnreadPast): void {
    if (answer.kind === "unsupported") {
      this.#raw.settle();
      this.#asRates(want, answer.message);
      this.refuseRaw(answer.message);
    } else for (const over of this.#raw.putBack(want, group, answer)) this.#asRates(over, answer.message);
  }

  #asRates({ feeds, span }: RawWant, message: string): void {
    for (const [tracked, own] of Map.groupBy(feeds, (feed) => feed.tracked)) {
      tracked.pastAsRates = true;
      tracked.whyRates = message;
      tracked.awaitsPast = false;
      this.#rates.add(tracked, span, channelsOf(own), this.#nowMs);
    }
  }
}

/** Which counts of their objective some feeds fill. */
const channelsOf = (feeds: readonly TrackedFeed[]): Channels => ({
  total: feeds.some(({ channels }) => channels.total),
  counted: feeds.some(({ channels }) => channels.counted),
});
