import type { DefinitionChange } from "../../budget/definition-change.ts";
import { ownWindows } from "../../objective/alert-policy.ts";
import { type BurnWindow, SHORTEST_WINDOW, windowLength } from "../../objective/burn-window.ts";
import { nameInData } from "../../objective/grouping.ts";
import { conditionsOf } from "../../objective/exclusion.ts";
import { unitsPerSecond } from "../../objective/histogram-unit.ts";
import { longestLength } from "../../objective/slo-window.ts";
import { type Objective, objectiveId } from "../../objective/objective.ts";
import { labelValue, LONGEST_LABEL_VALUE } from "../../promql/label-value.ts";
import { type ExpressionFeed, feedsOf, type SeriesFeed } from "../../sli/feeds.ts";
import { replicasOf } from "../../sli/replicas.ts";
import { hourRowsFor } from "../counting/bank.ts";
import { Cell } from "../counting/cell.ts";
import { inColumns } from "../counting/counts.ts";
import type { CellStore } from "../counting/cell-store.ts";
import { ExcludedTime } from "../counting/excluded-time.ts";
import { FeedState } from "./feed-state.ts";
import { latencyRing } from "../counting/latency-ring.ts";

/** An author who groups by a user id must not take the memory of everybody else. */
export const MOST_GROUPS = 1000;
/** What the labels of all groups of an objective may take: each of them stands in some forty exported series. */
export const MOST_GROUP_CHARACTERS = 128 * MOST_GROUPS;
/** The window of percentiles. */
export const LATENCY_WINDOW = windowLength(SHORTEST_WINDOW);

/** What decides whether the counts of yesterday still mean the same: not the target, not the alerts. */
export const definitionOf = (objective: Objective): string =>
  JSON.stringify([
    objectiveId(objective),
    objective.source,
    objective.indicator,
    objective.by,
    objective.byInData,
    conditionsOf(objective.exclusions),
  ]);

/** What is read for a tracked objective. */
export type TrackedFeed = FeedState<TrackedObjective>;

/** One objective with its groups and with how far each of its feeds was read. */
export class TrackedObjective {
  readonly definition: string;
  /** The labels by which its series differ only between replicas of their Prometheus. */
  readonly replicas: readonly string[];
  readonly feeds: readonly TrackedFeed[];
  /** The bound of the bucket that holds the good events; undefined for what has no classic buckets. */
  readonly goodUpTo: number | undefined;
  /** When nothing counts. */
  readonly excluded: ExcludedTime;
  readonly #cells = new Map<string, Cell>();
  readonly #store: CellStore;
  readonly #stepMs: number;
  objective: Objective;
  /** The windows that only its own alerts read. */
  ownWindows: readonly BurnWindow[];
  /** Of its definition while it was followed, the oldest first. */
  changes: readonly DefinitionChange[] = [];
  #hourRows: number;
  #absent: Cell | undefined;
  #refusedGroups = false;
  #refusedValues = false;
  /** Of the labels of all groups. */
  #characters = 0;
  /** Some feeds of one count fell behind for too long while others went on: what they missed cannot be told apart. */
  lostHistory = false;
  /** What the engine remarked on a query for history. */
  historyRemark: string | undefined;
  /** History up to here came from range queries. */
  approximateUntilMs = Number.NEGATIVE_INFINITY;
  /** Whether its counters' history comes as rates, and not from raw samples. */
  pastAsRates = false;
  /** Why it does, for people. */
  whyRates: string | undefined;
  /** Chains that begin with the live part are still to be joined to what history says of them. */
  awaitsPast = false;
  #isReleased = false;

  constructor(
    objective: Objective,
    parts: {
      readonly store: CellStore;
      readonly stepMs: number;
      readonly liveFromMs: number;
      readonly atMs: number;
      readonly replicaLabels: readonly string[];
      /** How many rows of an hour its cells have, where that is not what its window needs. */
      readonly hourRows?: number;
    },
  ) {
    this.objective = objective;
    this.ownWindows = ownWindows(objective.alerts.burn);
    this.definition = definitionOf(objective);
    this.#store = parts.store;
    this.#stepMs = parts.stepMs;
    this.#hourRows = parts.hourRows ?? rowsFor(objective);
    this.excluded = new ExcludedTime(objective.exclusions);
    this.replicas = replicasOf(objective, parts.replicaLabels);
    this.feeds = feedsOf(objective, this.replicas).map(
      (feed: SeriesFeed | ExpressionFeed) => new FeedState(this, feed, parts.liveFromMs),
    );
    const buckets = this.feeds.find(({ feed }) => feed.role === "bucket")?.feed;
    this.goodUpTo = buckets?.role === "bucket" ? buckets.bound : undefined;
    // Without groups the one cell is there at once, so that "no data" has a place to stand.
    if (objective.by.length === 0) this.cellFor({}, parts.atMs);
  }

  /** The cells of all groups that are followed; without groups the one there is. */
  get cells(): Iterable<Cell> {
    return this.#cells.values();
  }

  /** How many rows of an hour its cells have: once longer than its window needs, they stay so. */
  get hourRows(): number {
    return this.#hourRows;
  }

  /** True when more groups appeared than are followed. */
  get refusedGroups(): boolean {
    return this.#refusedGroups;
  }

  /** True when a group was refused for the length of its labels: cut ones could be those of another group. */
  get refusedValues(): boolean {
    return this.#refusedValues;
  }

  /** True when events are counted from rates, which are no exact counts. */
  get countsRates(): boolean {
    return this.feeds.some(({ feed }) => feed.role === "total rate");
  }

  /** Whether the second count of a cell holds bad or good events. */
  get countedAs(): "bad" | "good" {
    return this.feeds.some(({ feed }) => feed.role === "good" || feed.role === "bucket") ? "good" : "bad";
  }

  /** Whether events have a latency, whose percentiles are read. */
  get hasLatency(): boolean {
    return this.feeds.some(({ feed }) => feed.role === "bucket" || feed.role === "latency");
  }

  /** What a bound of its buckets is multiplied by to be a latency in seconds; 1 where there are none. */
  get secondsPerUnit(): number {
    const { indicator } = this.objective;
    return indicator.kind === "latency" ? 1 / unitsPerSecond(indicator.unit) : 1;
  }

  /** Whether one newest sample is told for all groups together. */
  get hasCommonAge(): boolean {
    return this.feeds.some(({ feed }) => feed.role === "newest sample" && feed.ofAllGroups);
  }

  /** The cell of a raw series. */
  cellOfSeries(labels: Readonly<Record<string, string>>, atMs: number): Cell | undefined {
    const { objective } = this;
    // The key of no values: most have no groups, and 200,000 series may come at once.
    if (objective.by.length === 0) return this.#cells.get("[]") ?? this.cellFor({}, atMs);
    return this.cellFor(
      Object.fromEntries(objective.by.map((label) => [label, labelValue(labels, nameInData(objective, label))])),
      atMs,
    );
  }

  /** The cell of a series of ours, by its labels; undefined for what is too much to be followed. */
  cellFor(labels: Readonly<Record<string, string>>, atMs: number): Cell | undefined {
    const values = this.objective.by.map((label) => labelValue(labels, label));
    const key = JSON.stringify(values);
    const known = this.#cells.get(key);
    if (known !== undefined || this.#isReleased) return known;
    if (this.#cells.size >= MOST_GROUPS) {
      this.#refusedGroups = true;
      return undefined;
    }
    const characters = this.#characters + key.length;
    if (values.some((value) => value.length > LONGEST_LABEL_VALUE) || characters > MOST_GROUP_CHARACTERS) {
      this.#refusedValues = true;
      return undefined;
    }
    this.#characters = characters;
    const by = Object.fromEntries(this.objective.by.map((label, i) => [label, values[i] ?? ""]));
    const latency = this.goodUpTo === undefined ? undefined : latencyRing(this.#stepMs, LATENCY_WINDOW * 1000, atMs);
    const { excluded } = this;
    const cell = new Cell(this.#store.take(this.#hourRows, atMs), by, { latency, excluded, wantedMs: atMs });
    this.#cells.set(key, cell);
    return cell;
  }

  /** Stands for an objective by groups that has none yet, so that it is seen to have no data. */
  absentCell(atMs: number): Cell {
    this.#absent ??= new Cell(
      this.#store.take(this.#hourRows, atMs),
      {},
      { latency: undefined, excluded: this.excluded, wantedMs: atMs },
    );
    return this.#absent;
  }

  /** The cell of a group, without making one. */
  findCell(by: Readonly<Record<string, string>>): Cell | undefined {
    return this.#cells.get(JSON.stringify(this.objective.by.map((label) => labelValue(by, label))));
  }

  /** Takes over changed facts (target, window, texts) and keeps the counts; a longer window gets longer rings. */
  revise(objective: Objective, atMs: number): void {
    const before = this.objective;
    this.objective = objective;
    this.ownWindows = ownWindows(objective.alerts.burn);
    this.excluded.revise(objective.exclusions);
    // Conditions are remembered by their place in the policy, which may be another one now.
    if (JSON.stringify(before.alerts) !== JSON.stringify(objective.alerts))
      for (const cell of this.#cells.values()) cell.held = new Set();
    const rows = rowsFor(objective);
    if (rows <= this.#hourRows) return;
    for (const cell of [...this.#cells.values(), ...(this.#absent === undefined ? [] : [this.#absent])]) {
      const old = cell.place;
      cell.place = this.#store.take(rows, atMs);
      cell.place.bank.addHistory(cell.place.index, inColumns(old.bank.stretches(old.index, atMs)));
      this.#store.giveBack(this.#hourRows, old);
    }
    this.#hourRows = rows;
  }

  /** Forgets groups that were idle for longer than the longest window. */
  sweep(atMs: number): boolean {
    let swept = false;
    const oldestMs = atMs - longestLength(this.objective.window) * 1000;
    this.excluded.forgetBefore(oldestMs);
    if (this.objective.by.length === 0) return false;
    for (const [key, cell] of this.#cells) {
      if (Math.max(cell.wantedMs, cell.lastKnownMs ?? this.approximateUntilMs) >= oldestMs) continue;
      this.#cells.delete(key);
      this.#characters -= key.length;
      this.#giveBack(cell);
      swept = true;
    }
    return swept;
  }

  /** Gives all cells back: the objective is followed no more. */
  release(): void {
    this.#isReleased = true;
    for (const cell of this.#cells.values()) this.#giveBack(cell);
    if (this.#absent !== undefined) this.#giveBack(this.#absent);
    this.#absent = undefined;
    this.#cells.clear();
    this.#characters = 0;
  }

  #giveBack(cell: Cell): void {
    cell.isGivenBack = true;
    this.#store.giveBack(this.#hourRows, cell.place);
  }
}

const rowsFor = (objective: Objective): number => hourRowsFor(longestLength(objective.window) * 1000);

/** The labels of replicas for an answer that serves several: what one of them tells apart stays apart. */
export const replicasOfAll = (feeds: readonly TrackedFeed[]): readonly string[] =>
  (feeds[0]?.tracked.replicas ?? []).filter((label) => feeds.every(({ tracked }) => tracked.replicas.includes(label)));
