import type { UnreadPast } from "../../core/ledger/ports.ts";

/** So many failures in a row are of who is asked, or of the way of asking, rather than of one question. */
export const FAILURES_IN_A_ROW = 3;

/** Refusals are quick, so that a span of 1,000 objectives may be halved until one of them, and its time, is left. */
const REFUSALS_IN_A_ROW = 16;

/** Tells when questions for raw samples fail so often that others would fail alike. */
export class FailuresInARow {
  #refused = 0;
  #other = 0;

  /** Takes how the next one ended. @param unread - undefined where it was answered */
  note(unread: UnreadPast | undefined): void {
    if (unread === undefined) [this.#refused, this.#other] = [0, 0];
    else if (unread.kind === "failed" && unread.reason === "invalid") this.#refused++;
    else this.#other++;
  }

  get areTooMany(): boolean {
    return this.#other >= FAILURES_IN_A_ROW || this.#refused >= REFUSALS_IN_A_ROW;
  }
}
