import { objectiveId } from "../../objective/objective.ts";
import type { Instant } from "../../units/instant.ts";
import type { Cell } from "../counting/cell.ts";
import { TrackedObjective } from "../following/tracked-objective.ts";
import type { LedgerParts } from "../past/take-up.ts";
import type { ChainReader } from "../reading/chain-reader.ts";
import type { SeriesRoute } from "../reading/series-table.ts";
import type { Family } from "../reading/family.ts";
import { KEPT_FORMAT, type KeptHead, type KeptObjective, type KeptRecord, type KeptRoute } from "./kept.ts";

/** Why what was kept cannot be gone on with; a text for people. */
export class NotResumable extends Error {
  override readonly name = "NotResumable";
}

/** An objective that goes on, with its cells by the numbers that routes name. */
interface Resumed {
  readonly tracked: TrackedObjective;
  readonly cells: readonly (Cell | undefined)[];
}

/** Makes a ledger of what was kept, a piece at a time. What it was promised for decides who goes on with it. */
export class Resuming {
  readonly #parts: LedgerParts;
  readonly #chains: ChainReader;
  readonly #at: Instant;
  readonly #byNumber = new Map<number, Resumed>();
  readonly #families: Family[] = [];
  #advancedMs: number | undefined;
  #sweptMs: number | undefined;

  constructor(parts: LedgerParts, chains: ChainReader, at: Instant) {
    this.#parts = parts;
    this.#chains = chains;
    this.#at = at;
  }

  /** When old series were forgotten last; undefined before the first time. */
  get sweptMs(): number | undefined {
    return this.#sweptMs;
  }

  /** What goes on, by its objective's id. */
  get tracked(): ReadonlyMap<string, TrackedObjective> {
    return new Map([...this.#byNumber.values()].map(({ tracked }) => [objectiveId(tracked.objective), tracked]));
  }

  /**
   * Takes the next piece, in the order in which they were kept.
   *
   * @throws NotResumable where it was kept by another version, or with other settings
   * @throws RangeError for what is no such piece
   */
  take(record: KeptRecord): void {
    if (this.#advancedMs === undefined && record.kind !== "head") throw new RangeError("a ledger has no beginning");
    switch (record.kind) {
      case "head":
        return this.#begin(record);
      case "objective":
        return this.#addObjective(record);
      case "families":
        for (const family of this.#chains.loadFamilies(record.families)) this.#families.push(family);
        return;
      case "chains":
        for (const { routes, ...chain } of record.chains)
          this.#chains.loadChain({ ...chain, routes: routes.flatMap((route) => this.#toRoute(route)) }, this.#families);
    }
  }

  #begin({ format, stepMs, replicaLabels, advancedMs, sweptMs }: KeptHead): void {
    if (format !== KEPT_FORMAT)
      throw new NotResumable(`it was kept in form ${format} by another version, and this one knows ${KEPT_FORMAT}`);
    if (stepMs !== this.#parts.stepMs)
      throw new NotResumable(
        `it was kept with a step of ${stepMs / 1000} s, and now it is ${this.#parts.stepMs / 1000} s`,
      );
    if (JSON.stringify(replicaLabels) !== JSON.stringify(this.#parts.replicaLabels))
      throw new NotResumable("it was kept with other labels of replicas");
    this.#advancedMs = advancedMs;
    this.#sweptMs = sweptMs;
  }

  #addObjective(kept: KeptObjective): void {
    const { objective, hourRows, cells } = kept;
    const atMs = this.#advancedMs ?? 0;
    const tracked = new TrackedObjective(objective, { ...this.#parts, liveFromMs: atMs, atMs, hourRows });
    // What it reads is asked in another way by this version: as if it were defined anew.
    if (tracked.feeds.length !== kept.feeds.length || !kept.feeds.every((feed, i) => tracked.feeds[i]?.isSame(feed)))
      return tracked.release();
    kept.feeds.forEach((feed, i) => tracked.feeds[i]?.load(feed));
    tracked.excluded.load(kept.excluded);
    const resumed = cells.map((cell) => tracked.cellFor(cell.by, atMs));
    cells.forEach((cell, i) => resumed[i]?.load(cell));
    tracked.lostHistory = kept.lostHistory;
    tracked.historyRemark = kept.historyRemark;
    tracked.approximateUntilMs = kept.approximateUntilMs ?? tracked.approximateUntilMs;
    tracked.pastAsRates = kept.pastAsRates;
    tracked.whyRates = kept.whyRates;
    tracked.changes = kept.changes ?? [];
    for (const { channels, ...hole } of kept.holes) this.#parts.past.add(tracked, hole, channels, this.#at);
    tracked.awaitsPast = kept.awaitsPast && !(tracked.pastAsRates && !kept.pastAsRates);
    this.#byNumber.set(kept.number, { tracked, cells: resumed });
  }

  #toRoute({ objective, feed, cell, bound }: KeptRoute): readonly SeriesRoute[] {
    const resumed = this.#byNumber.get(objective);
    const ofFeed = resumed?.tracked.feeds[feed];
    const ofCell = resumed?.cells[cell];
    return ofFeed === undefined || ofCell === undefined ? [] : [{ feed: ofFeed, cell: ofCell, bound }];
  }
}
