import type { LedgerQuery } from "../ports.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";

/** One question of a step, and whom its answer serves. */
export interface Asked {
  readonly query: Extract<LedgerQuery, { kind: "instant" }>;
  readonly feeds: readonly TrackedFeed[];
  readonly only: TrackedFeed | undefined;
  readonly kind: "samples" | "rates";
  /** Pieces of one group carry the same source: a piece is void when one before it failed. */
  readonly source: object;
}
