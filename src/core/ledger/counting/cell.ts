import type { CellPlace } from "./cell-store.ts";
import type { ExcludedTime, TimeSpan } from "./excluded-time.ts";
import type { KeptLatency, LatencyRing } from "./latency-ring.ts";
import { usualSpacing } from "./usual-spacing.ts";

const MINUTE_MS = 60_000;
/** Prometheus itself looks back 5 minutes for a sample; a longer silence is a gap. */
export const LONGEST_SILENCE_MS = 5 * MINUTE_MS;
/** Windows over which the rate of an objective is judged. */
const RATE_WINDOWS_SECONDS = [300, 3600];
/** More of them are nothing that an answer to one question could still fill. */
const MOST_GAPS = 64;

/** All that a cell knows, as plain values. */
export interface KeptCell extends Pick<
  Cell,
  "by" | "wantedMs" | "newestMs" | "observedToMs" | "spacingMs" | "future" | "invalid" | "refusedBirth" | "quantiles"
> {
  readonly history: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly gaps: readonly TimeSpan[];
  /** Alert conditions that hold, by their place in the policy. */
  readonly held: readonly number[];
  readonly latency: KeptLatency | undefined;
  /** Its counts, see {@link Bank.keep}. */
  readonly rings: Float64Array<ArrayBuffer>;
}

/** One objective, or one group of it: where it counts, and what is known about its samples. */
export class Cell {
  readonly by: Readonly<Record<string, string>>;
  readonly latency: LatencyRing | undefined;
  /** When nothing counts. */
  readonly excluded: ExcludedTime;
  /** When it was asked for: what is to be counted in it may be on its way. */
  wantedMs: number;
  place: CellPlace;
  /** Its place is another's now: nothing may be counted in it any more. */
  isGivenBack = false;
  /** Percentiles that Prometheus has computed, where there are no buckets to compute them from. */
  quantiles: { readonly atMs: number; readonly values: readonly (number | undefined)[] } | undefined;
  /** The newest raw sample that was read live. */
  newestMs: number | undefined;
  /** Alert conditions, by their place in the policy, that hold or that no well-observed window has cleared yet. */
  held: ReadonlySet<number> = new Set();
  #history: { readonly fromMs: number; readonly toMs: number } | undefined;
  #observedToMs: number | undefined;
  #spacingMs = 0;
  /** Silences that were too long for the series that were read so far. */
  #gaps: TimeSpan[] = [];
  #future: { readonly atMs: number; readonly aheadMs: number } | undefined;
  #invalid: { readonly atMs: number; readonly what: string } | undefined;
  #refusedBirth: { readonly atMs: number; readonly value: number } | undefined;

  constructor(
    place: CellPlace,
    by: Readonly<Record<string, string>>,
    { latency, excluded, wantedMs }: Pick<Cell, "latency" | "excluded" | "wantedMs">,
  ) {
    this.place = place;
    this.by = by;
    this.latency = latency;
    this.excluded = excluded;
    this.wantedMs = wantedMs;
  }

  /** Up to here history tells of samples; exact to a step of it. */
  get historyToMs(): number | undefined {
    return this.#history?.toMs;
  }

  /** When there was a sample last, by what was read live or by history, whose last step may be the raw sample's own. */
  get lastKnownMs(): number | undefined {
    const { newestMs } = this;
    if (this.#history === undefined || newestMs === undefined) return newestMs ?? this.#history?.toMs;
    return newestMs > this.#history.fromMs ? newestMs : this.#history.toMs;
  }

  /** The end of what was observed live. */
  get observedToMs(): number | undefined {
    return this.#observedToMs;
  }

  /** The usual time between samples of a series; 0 while unknown. */
  get spacingMs(): number {
    return this.#spacingMs;
  }

  /** The last sample or rate that was no number of events, and what it was, for people. */
  get invalid(): { readonly atMs: number; readonly what: string } | undefined {
    return this.#invalid;
  }

  /** The last time at which samples came that are dated later than that, and how much. */
  get future(): { readonly atMs: number; readonly aheadMs: number } | undefined {
    return this.#future;
  }

  /** The last series that appeared with more events, `value`, than can be new. */
  get refusedBirth(): { readonly atMs: number; readonly value: number } | undefined {
    return this.#refusedBirth;
  }

  /** Counts events of the time `atMs`: `total` of all, `counted` of the good or the bad ones. */
  addEvents(atMs: number, total: number, counted: number): void {
    this.place.bank.addEvents(this.place.index, atMs, total, counted);
  }

  /**
   * Events per second of all since five minutes before `atMs`, or since an hour before, whichever are more.
   *
   * @param gapMs - the length of a gap just before it, in which nothing was told
   */
  recentRate(atMs: number, gapMs = 0): number {
    const { bank, index } = this.place;
    return Math.max(
      ...RATE_WINDOWS_SECONDS.map((length) => bank.since(index, atMs - gapMs - length * 1000).total / length),
    );
  }

  /** A sample of the total proves that the time since the one before was observed, unless it was silent too long. */
  observe(atMs: number, spacingMs: number, liveFromMs: number): void {
    this.noteSample(atMs);
    // One gap must not make a target look slowly scraped.
    if (spacingMs > 0) this.#spacingMs = usualSpacing(this.#spacingMs, Math.min(spacingMs, LONGEST_SILENCE_MS));
    const observedTo = this.#observedToMs;
    if (observedTo === undefined) this.#observedToMs = Math.max(atMs, liveFromMs);
    else if (atMs <= observedTo) this.#fillGap(atMs);
    else {
      this.#observeBetween(observedTo, atMs);
      this.#observedToMs = atMs;
    }
  }

  /** Between two samples it is observed, unless they are too far apart: other series may still have some in between. */
  #observeBetween(fromMs: number, toMs: number): void {
    if (toMs - fromMs <= LONGEST_SILENCE_MS) return this.#addObserved(fromMs, toMs);
    this.#gaps.push({ fromMs, toMs });
    if (this.#gaps.length > MOST_GAPS) this.#gaps.shift();
  }

  /** What was missed is read series by series: the next one may have samples where the one before has a gap. */
  #fillGap(atMs: number): void {
    if (this.#gaps.length === 0) return;
    const i = this.#gaps.findIndex(({ fromMs, toMs }) => fromMs < atMs && atMs < toMs);
    const [gap] = i === -1 ? [] : this.#gaps.splice(i, 1);
    if (gap === undefined) return;
    this.#observeBetween(gap.fromMs, atMs);
    this.#observeBetween(atMs, gap.toMs);
  }

  /** Excluded time is told apart from what was observed: windows add it as a whole. */
  #addObserved(fromMs: number, toMs: number): void {
    const { bank, index } = this.place;
    for (const part of this.excluded.outside(fromMs, toMs)) bank.addObserved(index, part.fromMs, part.toMs);
  }

  /** There is a raw sample of that time, whether it tells of events or not. */
  noteSample(atMs: number): void {
    this.newestMs = Math.max(this.newestMs ?? atMs, atMs);
  }

  /** History tells of samples within a step; up to its end nothing is known to be newer. */
  noteHistory(fromMs: number, toMs: number): void {
    if (toMs > (this.#history?.toMs ?? Number.NEGATIVE_INFINITY)) this.#history = { fromMs, toMs };
  }

  /** What history tells of the time between samples, which counts as long as nothing was read live. */
  noteUsualSpacing(spacingMs: number): void {
    if (this.#spacingMs === 0) this.#spacingMs = spacingMs;
  }

  /** What follows is observed anew: the time in between is left to the backfill. */
  reopen(): void {
    this.#observedToMs = undefined;
    this.#gaps = [];
  }

  /** There was a sample or a rate that is no number of events; `what` says so to people. */
  noteInvalid(atMs: number, what: string): void {
    this.#invalid = { atMs, what };
  }

  /** At `atMs` there were samples of a later time. They count nothing: whoever dates them may date them anew. */
  noteFuture(atMs: number, sampleMs: number): void {
    this.#future = { atMs, aheadMs: sampleMs - atMs };
  }

  /** What {@link load} takes over. Its counts are read when they are asked for, each time anew. */
  keep(): KeptCell {
    const { bank, index } = this.place;
    const { by, wantedMs, newestMs, observedToMs, spacingMs, future, invalid, refusedBirth, quantiles } = this;
    return {
      by,
      wantedMs,
      newestMs,
      observedToMs,
      spacingMs,
      future,
      invalid,
      refusedBirth,
      quantiles,
      gaps: [...this.#gaps],
      history: this.#history,
      held: [...this.held],
      latency: this.latency?.keep(),
      get rings() {
        return bank.keep(index);
      },
    };
  }

  /** Goes on where a cell was when it was kept. @throws RangeError where its rings had another size */
  load(kept: KeptCell): void {
    this.place.bank.load(this.place.index, kept.rings);
    if (kept.latency !== undefined) this.latency?.load(kept.latency);
    this.wantedMs = kept.wantedMs;
    this.newestMs = kept.newestMs;
    this.quantiles = kept.quantiles;
    this.held = new Set(kept.held);
    this.#gaps = [...kept.gaps];
    this.#history = kept.history;
    this.#observedToMs = kept.observedToMs;
    this.#spacingMs = kept.spacingMs;
    this.#future = kept.future;
    this.#invalid = kept.invalid;
    this.#refusedBirth = kept.refusedBirth;
  }

  /** What comes next is dated by another clock: nothing that was read says how old it is. */
  forgetTimes(): void {
    this.newestMs = undefined;
    this.#history = undefined;
    this.quantiles = undefined;
    this.reopen();
    this.#future = undefined;
    this.#invalid = undefined;
    this.#refusedBirth = undefined;
  }

  /** A series appeared with a count, `value`, that this objective cannot have made since the last look. */
  refuseBirth(atMs: number, value: number): void {
    this.#refusedBirth = { atMs, value };
  }
}
