import { range } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { RATES_OVER } from "../../sli/feeds.ts";
import { instant, type Instant } from "../../units/instant.ts";
import { seconds } from "../../units/seconds.ts";
import type { FailedAnswer } from "../ports.ts";
import type { Answered } from "./answered.ts";
import type { Asked } from "./asked.ts";
import { Patience } from "./patience.ts";
import { groupFeeds, groupFeedsInSlices, type SelectorGroup, splitGroup } from "./selector-groups.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";

/** Samples may become visible this late; what was read already is ignored. */
const OVERLAP_MS = 120_000;
const RATE_REACH_MS = RATES_OVER * 1000;
/** What Prometheus writes as JSON, from measurement: labels of a series, and one sample. */
const BYTES = { series: 220, sample: 25 };
/** Half of the smallest body cap in use, so that an estimate may be wrong by a factor of two. */
const LARGEST_ANSWER = 8 * 1024 * 1024;
/** What was too much once may fit again later: a partial answer, say, is over with its cause. */
const SPLIT_FOR_MS = 3_600_000;
/** Assumed for the size of an answer alone. */
const SCRAPE_MS = 15_000;
/** So many texts are printed in less than a millisecond. */
const AT_ONCE = 50;
/** The one at fault is found in few steps, so that those that it was asked with do not grow old. */
const PARTS = { ofTooMuch: 2, ofOneAtFault: 8 };

interface Source extends SelectorGroup {
  /** How many series the last answer held. */
  series: number;
  readonly patience: Patience;
}

interface RateSource {
  readonly promql: string;
  readonly feeds: readonly TrackedFeed[];
  readonly patience: Patience;
}

/** Knows what to ask, in as few and as light questions as possible. */
export class StepQuestions {
  #samples: readonly Source[] = [];
  #feeds: readonly TrackedFeed[] = [];
  #splitMs: number | undefined;
  #rates: readonly RateSource[] = [];
  /** Selectors that failed alone while others were answered: they are asked with no other until they are answered. */
  readonly #apart = new Map<string, Patience>();
  /** Whose questions are under way. */
  #busy: ReadonlySet<object> = new Set();

  /**
   * Sets what is read, in pieces of some milliseconds; how large the answers were is forgotten, unless all is as before.
   *
   * @returns false when it is the same, in the same order
   */
  *follow(feeds: readonly TrackedFeed[]): Generator<void, boolean> {
    if (feeds.length === this.#feeds.length && feeds.every((feed, i) => feed === this.#feeds[i])) return false;
    this.#feeds = feeds;
    this.#busy = new Set();
    const texts = new Set<string>();
    for (const [i, { text }] of feeds.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) yield;
      texts.add(text);
    }
    for (const text of this.#apart.keys()) if (!texts.has(text)) this.#apart.delete(text);
    yield* this.#merge();
    const expressions = feeds.filter(({ feed }) => feed.kind === "expression");
    this.#rates = [...Map.groupBy(expressions, ({ text }) => text)].map(([promql, served]) => ({
      promql,
      feeds: served,
      patience: new Patience(),
    }));
    return true;
  }

  /**
   * What to ask now: samples since the last answer, in pieces that are not too large, and rates. What is under way is
   * not asked twice, and what was asked in vain again and again has its rest. In pieces of some milliseconds.
   */
  *plan(at: Instant): Generator<void, readonly Asked[]> {
    const settled = this.#feeds.filter((feed) => feed.settle());
    if (settled.length > 0 || (this.#splitMs !== undefined && at - this.#splitMs > SPLIT_FOR_MS)) yield* this.#merge();
    const isDue = (source: Source | RateSource): boolean => !this.#busy.has(source) && source.patience.allows(at);
    const asked: Asked[] = [];
    for (const source of [...this.#samples, ...this.#rates].filter(isDue)) {
      yield;
      asked.push(...tried(source, isOfSamples(source) ? askSamples(source, at) : askRates(source, at)));
    }
    return asked;
  }

  /** Sets whose answers are still waited for: they are not asked meanwhile. */
  awaits(sources: Iterable<object>): void {
    this.#busy = new Set(sources);
  }

  /**
   * Learns from the answers of one step: how large they are, and who is to blame for a failure. What fails while others
   * are answered is asked in parts, and alone at last; then it has its rest.
   */
  learn(step: readonly Answered[], at: Instant): void {
    const bySource = Map.groupBy(step, ({ item }) => item.source);
    let isAnyBlamed = false;
    for (const [asked, own] of bySource) {
      const source = [...this.#samples, ...this.#rates].find((one) => one === asked);
      if (source === undefined) continue;
      const failure = own.map(({ answer }) => answer).find((answer) => answer.kind === "failed");
      if (failure === undefined) this.#answered(source, own);
      else {
        const areOthersWell = step.some(({ item, answer }) => item.source !== asked && answer.kind === "series");
        // Where nobody is answered in time, one is tried in parts: all at once would be more than was too much.
        const isToBlame: boolean = areOthersWell || (failure.reason === "timeout" && !isAnyBlamed);
        isAnyBlamed ||= isToBlame;
        this.#failed(source, failure, isToBlame, at);
      }
    }
  }

  #answered(source: Source | RateSource, own: readonly Answered[]): void {
    source.patience.renew();
    if (!isOfSamples(source)) return;
    for (const { text } of source.feeds) this.#apart.delete(text);
    const last = own.at(-1)?.answer;
    if (last?.kind === "series") source.series = last.series.length;
    // Large but good answers stay split for good.
    if (source.series * BYTES.series > LARGEST_ANSWER) this.#split(source, PARTS.ofTooMuch);
  }

  #failed(source: Source | RateSource, failure: FailedAnswer, isToBlame: boolean, at: Instant): void {
    const isForParts = isOfSamples(source) && (isToBlame || failure.reason === "invalid");
    if (isForParts && this.#split(source, isToBlame ? PARTS.ofOneAtFault : PARTS.ofTooMuch)) {
      this.#splitMs = at;
      return;
    }
    if (!isToBlame) return;
    const told = source.patience.tire(failure, at);
    for (const feed of source.feeds) {
      feed.failure = told;
      if (isOfSamples(source)) this.#apart.set(feed.text, source.patience);
    }
  }

  /** @returns false when it is one selector, which has no parts */
  #split(source: Source, most: number): boolean {
    const parts = splitGroup(source, most);
    if (parts.length < 2) return false;
    this.#samples = this.#samples.flatMap((one) => (one === source ? parts.map((part) => toSource(part)) : [one]));
    return true;
  }

  *#merge(): Generator<void, void> {
    const isApart = ({ text }: TrackedFeed): boolean => this.#apart.has(text);
    const together = yield* groupFeedsInSlices(this.#feeds.filter((feed) => !isApart(feed)));
    const apart = [...Map.groupBy(this.#feeds.filter(isApart), ({ text }) => text)];
    this.#samples = [
      ...together.map((group) => toSource(group)),
      ...apart.flatMap(([text, feeds]) => groupFeeds(feeds).map((group) => toSource(group, this.#apart.get(text)))),
    ];
    this.#splitMs = undefined;
  }
}

const toSource = (group: SelectorGroup, patience = new Patience()): Source => ({ ...group, series: 0, patience });

const isOfSamples = (source: Source | RateSource): source is Source => "selector" in source;

/** What failed the last time is tried with the first of its pieces. */
const tried = ({ patience }: Source | RateSource, pieces: readonly Asked[]): readonly Asked[] =>
  patience.failures > 0 ? pieces.slice(0, 1) : pieces;

function askSamples(source: Source, at: Instant): readonly Asked[] {
  const fromMs = Math.min(at, ...source.feeds.map(({ wantedFromMs }) => wantedFromMs));
  const perMs = (source.series * BYTES.sample) / SCRAPE_MS;
  const room = Math.max(OVERLAP_MS, (LARGEST_ANSWER - source.series * BYTES.series) / perMs - OVERLAP_MS);
  const pieces = Math.max(1, Math.ceil((at - fromMs) / room));
  const lengthMs = Math.max(1000, Math.ceil((at - fromMs) / pieces));
  return Array.from({ length: pieces }, (_, i) => {
    const endMs = i === pieces - 1 ? at : Math.min(at, fromMs + (i + 1) * lengthMs);
    // Whole seconds read better in a query log; rounding up only overlaps more.
    const reach = seconds(Math.ceil((lengthMs + OVERLAP_MS) / 1000));
    return ask(source, printExpression(range(source.selector, reach)), endMs, "samples", source.only);
  });
}

/** A rate stands for the time since the one before it; a longer gap is asked in parts. */
function askRates(source: RateSource, at: Instant): readonly Asked[] {
  const fromMs = Math.min(at, ...source.feeds.map(({ wantedFromMs }) => wantedFromMs));
  const parts = Math.max(1, Math.ceil((at - fromMs) / RATE_REACH_MS));
  return Array.from({ length: parts }, (_, i) =>
    ask(source, source.promql, Math.round(at - ((parts - 1 - i) * (at - fromMs)) / parts), "rates", undefined),
  );
}

const ask = (
  source: Source | RateSource,
  promql: string,
  endMs: number,
  kind: Asked["kind"],
  only: TrackedFeed | undefined,
): Asked => ({
  query: { kind: "instant", promql, at: instant(endMs) },
  feeds: source.feeds,
  only,
  kind,
  source,
});
