import { boundMatcher } from "../../promql/bucket-bound.ts";
import { LONGEST_UNION } from "../../promql/merged-selector.ts";
import type { Selector } from "../../promql/selector.ts";
import { groupFeedsInSlices } from "../asking/selector-groups.ts";
import type { TrackedFeed, TrackedObjective } from "../following/tracked-objective.ts";
import type { FailedAnswer } from "../ports.ts";
import { cutInTime, cutRawSpans, halvesInTime, type RawSpan } from "./raw-spans.ts";
import { type RawGroup, SpanReading } from "./span-reading.ts";

/** A span that some feeds still want. */
export interface RawWant {
  readonly span: RawSpan;
  readonly feeds: readonly TrackedFeed[];
  /** How often it was tried in vain. */
  readonly tries: number;
}

/** What one reading holds in memory stays bounded: of so many with 20 series each it is some 20 MB. */
const MOST_OBJECTIVES = 500;
/** After so many tries another way is better than none. */
const MOST_TRIES = 3;

/** The history that is wanted from raw samples: one reading at a time, the newest first, for all that want it. */
export class RawHistory {
  readonly #liveStepMs: number;
  #open: RawWant[] = [];
  /** The one that is being read: nothing of it counts yet. */
  #reading: RawWant | undefined;
  /** The longest span that is asked: of longer ones those of one objective were refused. */
  #mostMs = Number.POSITIVE_INFINITY;
  /** Wants that objectives may still join, by their span. */
  readonly #joinable = new Map<string, { readonly feeds: TrackedFeed[]; objectives: number }>();

  constructor(liveStepMs: number) {
    this.#liveStepMs = liveStepMs;
  }

  /** How many readings are still to be made, as far as is known. */
  get size(): number {
    return this.#open.length;
  }

  /** What is wanted and was not counted yet. */
  get wanted(): readonly RawWant[] {
    return this.#reading === undefined ? this.#open : [this.#reading, ...this.#open];
  }

  /** What was read last is counted. */
  settle(): void {
    this.#reading = undefined;
  }

  /** Wants what happened within (fromMs, toMs], as the feeds of one objective tell. */
  add(feeds: readonly TrackedFeed[], { fromMs, toMs }: { fromMs: number; toMs: number }, nowMs: number): void {
    let isNew = false;
    for (const span of cutRawSpans(fromMs, toMs, nowMs, this.#liveStepMs)) {
      const key = `${span.fromMs} ${span.toMs} ${span.stepMs}`;
      const known = this.#joinable.get(key);
      if (known !== undefined && known.objectives < MOST_OBJECTIVES) {
        known.feeds.push(...feeds);
        known.objectives++;
        continue;
      }
      const want = { feeds: [...feeds], objectives: 1 };
      this.#joinable.set(key, want);
      this.#open.push({ span, feeds: want.feeds, tries: 0 });
      isNew = true;
    }
    if (isNew) this.#sort();
  }

  /** Forgets what objectives wanted that are followed no more, a span at a time; others may be read in between. */
  *retain(tracked: ReadonlySet<TrackedObjective>): Generator<void, void> {
    this.#joinable.clear();
    const open = this.#open.slice();
    for (const want of open) {
      const i = this.#open.indexOf(want);
      if (i === -1) continue;
      const feeds = want.feeds.filter((feed) => tracked.has(feed.tracked));
      this.#open.splice(i, 1, ...(feeds.length === 0 ? [] : [{ ...want, feeds }]));
      yield;
    }
  }

  /** The next reading, which is not planned again; undefined when nothing is wanted. In pieces of some milliseconds. */
  *next(): Generator<void, { readonly reading: SpanReading; readonly want: RawWant } | undefined> {
    this.#joinable.clear();
    const first = this.#open.shift();
    if (first === undefined) return undefined;
    const [newest = first.span, ...older] = cutInTime(first.span, this.#mostMs);
    this.#open.unshift(...older.map((span) => ({ ...first, span })));
    const want = { ...first, span: newest };
    this.#reading = want;
    const groups = yield* toGroups(want.feeds);
    return { want, reading: yield* SpanReading.open(want.span, groups) };
  }

  /**
   * One group of a reading failed, so that all of it counts nothing. The others are wanted as before; of the group each
   * half for itself, so that one objective does not keep another from its history; of one objective each half of its
   * time, in case that it was too much. What is refused for one is asked of nobody at such a length any more.
   *
   * @returns what was tried too often to be wanted again
   */
  putBack(want: RawWant, failed: RawGroup, { reason }: FailedAnswer): readonly RawWant[] {
    this.settle();
    const guilty = objectivesOf(failed.feeds);
    const halves = reason === "unreachable" ? [[...guilty]] : halvesOf([...guilty]);
    const others = want.feeds.filter(({ tracked }) => !guilty.has(tracked));
    const tries = halves.length > 1 ? want.tries : want.tries + 1;
    const isOver = tries >= MOST_TRIES;
    const isTooMuch = reason !== "unreachable" && halves.length === 1 && !isOver;
    const spans = isTooMuch ? halvesInTime(want.span) : [want.span];
    if (isTooMuch && reason === "invalid") this.#mostMs = Math.min(this.#mostMs, longestOf(spans));
    const again = halves.flatMap((half) => {
      const feeds = want.feeds.filter(({ tracked }) => half.includes(tracked));
      return spans.map((span) => ({ span, feeds, tries }));
    });
    if (others.length > 0) this.#open.push({ ...want, feeds: others });
    // Refusals are quick: whose fault it was, and how much is too much, is found before the others are asked for.
    if (!isOver) this.#open.splice(reason === "invalid" ? 0 : this.#open.length, 0, ...again);
    this.#sort();
    return isOver ? again : [];
  }

  /** Wants nothing any more. @returns what was wanted */
  giveUp(): readonly RawWant[] {
    return this.#open.splice(0);
  }

  /** What never failed comes first, and the newest of it. */
  #sort(): void {
    this.#open.sort((a, b) => a.tries - b.tries || b.span.toMs - a.span.toMs);
  }
}

const longestOf = (spans: readonly RawSpan[]): number => Math.max(...spans.map(({ fromMs, toMs }) => toMs - fromMs));

/** Whose feeds they are. */
const objectivesOf = (feeds: readonly TrackedFeed[]): ReadonlySet<TrackedObjective> =>
  new Set(feeds.map(({ tracked }) => tracked));

function halvesOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(list.length / 2);
  return list.length < 2 ? [list] : [list.slice(0, middle), list.slice(middle)];
}

function* toGroups(feeds: readonly TrackedFeed[]): Generator<void, readonly RawGroup[]> {
  const byCounting = Map.groupBy(feeds, ({ feed }) => (feed.kind === "series" ? feed.counted : "by its increase"));
  const groups: RawGroup[] = [];
  for (const alike of byCounting.values())
    for (const group of yield* groupFeedsInSlices(alike)) {
      yield;
      groups.push({ ...group, selector: narrowedBounds(group.selector, group.feeds) });
    }
  return groups;
}

/** Of a histogram's buckets two are counted: that of all events, and the one at the bound. */
function narrowedBounds(selector: Selector, feeds: readonly TrackedFeed[]): Selector {
  const bounds = feeds.flatMap(({ feed }) => (feed.role === "bucket" ? [feed.bound] : []));
  if (bounds.length < feeds.length || selector.matchers.some(({ label }) => label === "le")) return selector;
  const value = ["[+]Inf", ...new Set(bounds.map((bound) => boundMatcher(bound).value))].join("|");
  if (value.length > LONGEST_UNION) return selector;
  return { ...selector, matchers: [...selector.matchers, { label: "le", operator: "=~", value }] };
}
