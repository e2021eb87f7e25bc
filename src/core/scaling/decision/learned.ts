import { shown } from "./shown.ts";

/** Nothing is planned with, and no bound lies, further beyond the highest load that was seen: a tenth. */
export const BEYOND = 1.1;

/** What the past tells of the load that one replica takes at the SLO; loads are in requests per second. */
export type Learned =
  | {
      readonly kind: "learned";
      /** The highest load of a replica whose expected burn stays within what is meant to be spent. */
      readonly perReplica: number;
      /** The load that is within it for sure, as far as the past can be sure. */
      readonly low: number;
      /** From this load on it is certainly not. */
      readonly high: number;
      /** The version that it was learned of, where that is not the one that runs. */
      readonly version?: string | undefined;
    }
  /** No load was seen that a replica could not take. */
  | { readonly kind: "at least"; readonly perReplica: number; readonly version?: string | undefined }
  | { readonly kind: "unknown"; readonly because: string };

/** A part of a sentence that says what was learned, with its uncertainty. */
export function learnedWords(learned: Learned): string {
  if (learned.kind === "unknown") return `not known: ${learned.because}`;
  const { perReplica, version } = learned;
  const of = version === undefined ? "" : ` of ${version === "" ? "another version" : version}`;
  if (learned.kind === "at least") return `at least ${shown(perReplica)} a replica${of}, no overload was seen`;
  return `${shown(perReplica)} a replica${of} at the SLO (${shown(learned.low)} to ${shown(learned.high)})`;
}
