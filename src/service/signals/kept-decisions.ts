import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import type { PastQuestion } from "../../core/scaling/decision/past-decisions.ts";
import type { DecisionStore } from "../ports/decision-store.ts";
import type { Log } from "../ports/log.ts";

export const WRITE_OUTCOMES = ["kept", "failed"] as const;

/** What is counted of a store. */
export interface StoreCounts {
  /** A round was kept, and all that is kept takes so many bytes; or it was not. */
  readonly written: (outcome: (typeof WRITE_OUTCOMES)[number], bytes?: number) => void;
  /** Decisions were given up that could not be kept for too long. */
  readonly lost: (decisions: number) => void;
  readonly unreadable: (decisions: number) => void;
}

export interface KeptDecisionsDeps {
  readonly store: DecisionStore;
  readonly log: Pick<Log, "info" | "warn">;
  readonly counts: StoreCounts;
}

/** What waits for a store that fails: some 2 MB. */
const MOST_WAITING = 1000;

/**
 * Decisions beyond our own life. A store that fails stops nobody: what it did not take waits, as far as memory allows,
 * and is written with the first round that it takes again.
 */
export class KeptDecisions {
  readonly #deps: KeptDecisionsDeps;
  #waiting: readonly LoggedDecision[] = [];
  #problem: string | undefined;

  constructor(deps: KeptDecisionsDeps) {
    this.#deps = deps;
  }

  /** Why decisions are not kept at present; undefined when all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  append(decisions: readonly LoggedDecision[]): void {
    const { store, log, counts } = this.#deps;
    const all = [...this.#waiting, ...decisions];
    const answer = store.append(all);
    if (answer.kind === "failed") {
      counts.written("failed");
      this.#waiting = all.slice(-MOST_WAITING);
      if (all.length > MOST_WAITING) counts.lost(all.length - MOST_WAITING);
      if (this.#problem === undefined)
        log.warn("decisions are not kept; they are served all the same", { problem: answer.problem });
      this.#problem = answer.problem;
      return;
    }
    counts.written("kept", answer.bytes);
    if (this.#problem !== undefined) log.info("decisions are kept again", { waited: this.#waiting.length });
    this.#waiting = [];
    this.#problem = undefined;
  }

  /** The last that was kept comes first; nothing where the store gives no answer. */
  past(question: PastQuestion): readonly LoggedDecision[] {
    const { store, log, counts } = this.#deps;
    const answer = store.past(question);
    const { service, scaling } = question;
    if (answer.kind === "failed") {
      log.warn("kept decisions cannot be read", { service, scaling, problem: answer.problem });
      return [];
    }
    if (answer.unreadable > 0) {
      counts.unreadable(answer.unreadable);
      log.warn("some kept decisions are damaged, or of another version, and left out", {
        service,
        scaling,
        decisions: answer.unreadable,
      });
    }
    return answer.decisions;
  }
}
