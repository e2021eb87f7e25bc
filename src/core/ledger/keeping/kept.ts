import type { DefinitionChange } from "../../budget/definition-change.ts";
import type { Objective } from "../../objective/objective.ts";
import type { KeptCell } from "../counting/cell.ts";
import type { KeptExclusions } from "../counting/excluded-time.ts";
import type { Channels, KeptFeed } from "../following/feed-state.ts";
import type { KeptReading } from "../reading/chain-reader.ts";
import type { KeptFamily } from "../reading/family.ts";

/** Of all values below: what one version writes, another reads only where both have this number. */
export const KEPT_FORMAT = 4;

/** History that was wanted and not counted yet. */
export interface KeptHole {
  readonly fromMs: number;
  readonly toMs: number;
  readonly channels: Channels;
}

/** What holds for a whole ledger; the first of its records. */
export interface KeptHead {
  readonly kind: "head";
  /** See {@link KEPT_FORMAT}. */
  readonly format: number;
  readonly stepMs: number;
  readonly replicaLabels: readonly string[];
  /** The latest time that rows were written up to. */
  readonly advancedMs: number;
  /** When old series were forgotten last; undefined before the first time. */
  readonly sweptMs: number | undefined;
}

/** Some families of chains, in the order of their numbers; before all chains. */
export interface KeptFamilies {
  readonly kind: "families";
  readonly families: readonly KeptFamily[];
}

/** One objective: as it was promised, and all that was counted for it. */
export interface KeptObjective {
  readonly kind: "objective";
  /** By the order of the records; chains name feeds and cells by such numbers. */
  readonly number: number;
  readonly objective: Objective;
  readonly hourRows: number;
  readonly excluded: KeptExclusions;
  readonly feeds: readonly KeptFeed[];
  readonly cells: readonly KeptCell[];
  readonly holes: readonly KeptHole[];
  readonly lostHistory: boolean;
  readonly historyRemark: string | undefined;
  readonly approximateUntilMs: number | undefined;
  readonly pastAsRates: boolean;
  readonly whyRates: string | undefined;
  readonly awaitsPast: boolean;
  /** Absent in what older versions of this form kept. */
  readonly changes?: readonly DefinitionChange[];
}

/** Where the increments of a chain went, by numbers. */
export interface KeptRoute {
  /** The number of its record. */
  readonly objective: number;
  /** Its place among the feeds of the objective. */
  readonly feed: number;
  /** Its place among the cells of the objective. */
  readonly cell: number;
  /** The bucket's `le`; undefined for what is no bucket. */
  readonly bound: number | undefined;
}

/** Some chains; after all objectives. */
export interface KeptChains {
  readonly kind: "chains";
  readonly chains: readonly (Omit<KeptReading, "routes"> & { readonly routes: readonly KeptRoute[] })[];
}

/** A piece of what a ledger knows. All pieces in their order make a ledger that goes on as if it had never stopped. */
export type KeptRecord = KeptHead | KeptObjective | KeptFamilies | KeptChains;
