import { printExpression } from "../../promql/print.ts";
import { printSelector } from "../../promql/selector.ts";
import type { ExpressionFeed, SeriesFeed } from "../../sli/feeds.ts";
import { toRemark } from "../../promql/remark.ts";
import type { FailedAnswer, LedgerAnswer } from "../ports.ts";
import { seriesMatcher, type SeriesTest } from "../../promql/series-matcher.ts";

/** Which of a cell's two counts a feed fills. */
export interface Channels {
  readonly total: boolean;
  readonly counted: boolean;
}

const TOTAL: Channels = { total: true, counted: false };
const COUNTED: Channels = { total: false, counted: true };
const BOTH: Channels = { total: true, counted: true };
const NEITHER: Channels = { total: false, counted: false };

const CHANNELS: Readonly<Record<(SeriesFeed | ExpressionFeed)["role"], Channels>> = {
  total: TOTAL,
  "total rate": TOTAL,
  bad: COUNTED,
  good: COUNTED,
  "bad rate": COUNTED,
  bucket: BOTH,
  success: BOTH,
  "newest sample": NEITHER,
  latency: NEITHER,
  excluded: NEITHER,
};

/** How far a feed was read, as plain values. */
export interface KeptFeed extends Pick<FeedState<unknown>, "text" | "liveFromMs" | "coveredToMs"> {
  readonly role: (SeriesFeed | ExpressionFeed)["role"];
  readonly alone: boolean;
}

/** One thing that is read for an objective, its owner, and how far it was read. */
export class FeedState<Owner> {
  readonly tracked: Owner;
  readonly feed: SeriesFeed | ExpressionFeed;
  readonly #matches: SeriesTest | undefined;
  #alone: boolean;
  #text: string | undefined;
  #undecided = false;
  /** Events after this are counted from raw samples; what lies before is the backfill's. */
  liveFromMs: number;
  /** The end of the last successful answer of an unbroken row; undefined before the first. */
  coveredToMs: number | undefined;
  failure: FailedAnswer | undefined;
  /** What the engine remarked on the last successful answer. */
  remark: string | undefined;

  constructor(tracked: Owner, feed: SeriesFeed | ExpressionFeed, liveFromMs: number) {
    this.tracked = tracked;
    this.feed = feed;
    this.#matches = feed.kind === "series" ? seriesMatcher(feed.selector) : undefined;
    this.#alone = this.#matches === undefined;
    this.liveFromMs = liveFromMs;
  }

  /** Which counts of a cell its samples fill; neither for what only tells of age or latency. */
  get channels(): Channels {
    return CHANNELS[this.feed.role];
  }

  /** Set when only Prometheus can evaluate the selector: then its answers hold nothing else. */
  get alone(): boolean {
    return this.#alone;
  }

  /** Whether a series of an answer to several feeds is read here. One that cannot be told is remembered. */
  reads(labels: Readonly<Record<string, string>>): boolean {
    const belongs = this.#matches?.(labels);
    if (belongs === undefined) this.#undecided = true;
    return belongs === true;
  }

  /** What {@link load} takes over. */
  keep(): KeptFeed {
    const { text, liveFromMs, coveredToMs, feed } = this;
    return { text, role: feed.role, liveFromMs, coveredToMs, alone: this.#alone || this.#undecided };
  }

  /** Whether it reads what the kept one has read. */
  isSame({ text, role }: KeptFeed): boolean {
    return this.feed.role === role && this.text === text;
  }

  /** Goes on where the same feed was when it was kept. */
  load({ liveFromMs, coveredToMs, alone }: KeptFeed): void {
    this.liveFromMs = liveFromMs;
    this.coveredToMs = coveredToMs;
    this.#alone ||= alone;
  }

  /** Leaves the matching to Prometheus from now on where a series could not be told; says whether that is new. */
  settle(): boolean {
    const isNew = this.#undecided && !this.#alone;
    this.#alone ||= this.#undecided;
    return isNew;
  }

  /** Where the next question has to begin. */
  get wantedFromMs(): number {
    return this.coveredToMs ?? this.liveFromMs;
  }

  /** The metric whose series it reads; undefined for an expression. */
  get metric(): string | undefined {
    return this.feed.kind === "series" ? this.feed.selector.metric : undefined;
  }

  /** Notes what there is to say of an answer. */
  hear(answer: LedgerAnswer): void {
    if (answer.kind === "failed") this.failure = answer;
    else this.remark = toRemark(answer.remarks);
  }

  /** Everything up to here was read. */
  cover(toMs: number): void {
    this.coveredToMs = Math.max(this.coveredToMs ?? toMs, toMs);
    this.failure = undefined;
  }

  /** The live part begins anew. */
  reopen(liveFromMs: number): void {
    this.liveFromMs = liveFromMs;
    this.coveredToMs = undefined;
  }

  /** The query's text, for people; feeds of the same text read the same. */
  get text(): string {
    const { feed } = this;
    this.#text ??= feed.kind === "series" ? printSelector(feed.selector) : printExpression(feed.query);
    return this.#text;
  }
}
