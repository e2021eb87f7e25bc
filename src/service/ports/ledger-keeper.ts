import type { KeptPiece, KeptPieces } from "../../core/ledger/source-ledger.ts";
import type { Instant } from "../../core/units/instant.ts";

/** Whose ledger was kept, and when. */
export interface KeptSource {
  /** As specs call it. */
  readonly name: string;
  /** Where it was asked. */
  readonly address: string;
  /** By the clock of that Prometheus … */
  readonly at: Instant;
  /** … and by our own. */
  readonly keptAt: Instant;
}

/** A ledger as it was at a moment. */
export interface HeldLedger extends KeptPieces {
  readonly at: Instant;
}

/** A ledger to be kept. */
export interface KeepableSource extends Pick<KeptSource, "name" | "address"> {
  readonly hold: () => Promise<HeldLedger>;
}

export type ReadAnswer =
  /** All pieces were handed over. */
  | { readonly kind: "read" }
  | { readonly kind: "none" }
  /** What was handed over is worth nothing. */
  | { readonly kind: "failed"; readonly problem: string; readonly remedy: string };

export type WriteAnswer =
  | {
      readonly kind: "kept";
      /** What all that is kept takes. */
      readonly bytes: number;
    }
  /** What was kept before still is, where that can be said at all. */
  | { readonly kind: "failed"; readonly problem: string; readonly remedy: string };

/** What the service needs to go on counting after a restart. Failures are values, and stop nobody. */
export interface LedgerKeeper {
  /** Hands over what was kept of a source, piece by piece. @throws what `take` throws */
  read(source: string, take: (piece: KeptPiece, kept: KeptSource) => void): Promise<ReadAnswer>;
  /** Keeps these ledgers in the place of all that was kept before: all of them, on the disk, or nothing. */
  write(sources: readonly KeepableSource[]): Promise<WriteAnswer>;
}
