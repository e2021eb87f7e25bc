import { printPromDuration } from "../../units/prom-duration.ts";
import { seconds, type Seconds } from "../../units/seconds.ts";
import type { FailedAnswer } from "../ports.ts";

/**
 * How long a question rests after so many failures in a row; after more of them as long as after the last. What fails
 * for some steps may be over soon, and who waits for it should not wait longer.
 */
const RESTS: readonly Seconds[] = [0, 0, 0, 0, 0, 60, 120, 300].map(seconds);

/** What one question has cost in vain, and when it may be asked again. */
export class Patience {
  #failures = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether it may be asked at a moment. */
  allows(atMs: number): boolean {
    return atMs >= this.#notBeforeMs;
  }

  /** It was answered. */
  renew(): void {
    this.#failures = 0;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
  }

  /** It failed, and is to blame. @returns why, and how often it is asked from now on */
  tire(answer: FailedAnswer, atMs: number): FailedAnswer {
    this.#failures += 1;
    const rest = RESTS[Math.min(this.#failures, RESTS.length - 1)] ?? seconds(0);
    this.#notBeforeMs = atMs + rest * 1000;
    if (rest === 0) return answer;
    const often = `it failed ${this.#failures} times in a row, and is asked every ${printPromDuration(rest)} until it is answered`;
    return { ...answer, message: `${answer.message}; ${often}` };
  }
}
