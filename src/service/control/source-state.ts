import type { RefusedSamples } from "../../core/ledger/reading/refused-samples.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { ResumedLedger } from "./resume-ledger.ts";

/** How it stands with one Prometheus. */
export interface SourceState {
  readonly name: string;
  /** Undefined while the last step went well. */
  readonly problem: string | undefined;
  /** Steps that were tried, well or not. */
  readonly steps: number;
  /** When the last step went well, by our own clock. */
  readonly lastSuccess: Instant | undefined;
  readonly backfilling: boolean;
  /** It did not answer for some time, and is not asked but to see whether it does again. */
  readonly isLeftAlone: boolean;
  /** Raw samples that were read and not counted since the start. */
  readonly refused: RefusedSamples;
  /** When what it went on with after a restart was kept, and how old that was then; undefined where it began anew. */
  readonly resumed: Pick<ResumedLedger, "keptAt" | "ageSeconds"> | undefined;
}
