import { range } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { RATES_OVER } from "../../sli/feeds.ts";
import { instant, type Instant } from "../../units/instant.ts";
import { seconds } from "../../units/seconds.ts";
import type { LedgerAnswer, LedgerQuery } from "../ports.ts";
import { groupFeeds, type SelectorGroup, splitGroup } from "./selector-groups.ts";
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

/** One question of a step, and whom its answer serves. */
export interface Asked {
  readonly query: Extract<LedgerQuery, { kind: "instant" }>;
  readonly feeds: readonly TrackedFeed[];
  readonly only: TrackedFeed | undefined;
  readonly kind: "samples" | "rates";
  /** Pieces of one group carry the same source: a piece is void when one before it failed. */
  readonly source: object;
}

interface Source extends SelectorGroup {
  /** How many series the last answer held. */
  series: number;
}

interface RateSource {
  readonly promql: string;
  readonly feeds: readonly TrackedFeed[];
}

/** Knows what to ask, in as few and as light questions as possible. */
export class StepQuestions {
  #samples: readonly Source[] = [];
  #feeds: readonly TrackedFeed[] = [];
  #splitMs: number | undefined;
  #rates: readonly RateSource[] = [];

  /** Sets what is read; how large the answers were is forgotten. */
  follow(feeds: readonly TrackedFeed[]): void {
    this.#feeds = feeds;
    this.#merge();
    const expressions = feeds.filter(({ feed }) => feed.kind === "expression");
    this.#rates = [...Map.groupBy(expressions, ({ text }) => text)].map(([promql, served]) => ({
      promql,
      feeds: served,
    }));
  }

  /** What to ask now: samples since the last answer, in pieces that are not too large, and rates. */
  plan(at: Instant): readonly Asked[] {
    const settled = this.#feeds.filter((feed) => feed.settle());
    if (settled.length > 0 || (this.#splitMs !== undefined && at - this.#splitMs > SPLIT_FOR_MS)) this.#merge();
    return [
      ...this.#samples.flatMap((source) => askSamples(source, at)),
      ...this.#rates.flatMap((source) => askRates(source, at)),
    ];
  }

  /** Learns the size of answers, and asks for less at once where it was too much. */
  learn(asked: Asked, answer: LedgerAnswer): void {
    const source = this.#samples.find((one) => one === asked.source);
    if (source === undefined) return;
    if (answer.kind === "series") source.series = answer.series.length;
    const tooMuch =
      answer.kind === "failed" ? answer.reason === "invalid" : source.series * BYTES.series > LARGEST_ANSWER;
    if (!tooMuch) return;
    this.#samples = this.#samples.flatMap((one) =>
      one === source ? splitGroup(one).map((part) => (part === one ? one : sourceText(part))) : [one],
    );
    // Large but good answers stay split for good.
    if (answer.kind === "failed") this.#splitMs = asked.query.at;
  }

  #merge(): void {
    this.#samples = groupFeeds(this.#feeds).map(sourceText);
    this.#splitMs = undefined;
  }
}

const sourceText = (group: SelectorGroup): Source => ({ ...group, series: 0 });

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
