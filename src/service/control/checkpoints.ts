import { ownFault } from "../../core/budget/without-numbers.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeepableSource, LedgerKeeper, WriteAnswer } from "../ports/ledger-keeper.ts";
import type { Log } from "../ports/log.ts";
import type { KeepingState } from "./status-reader.ts";
import { StepTimer } from "./step-timer.ts";

/** What keeps the ledgers over restarts, and how. */
export interface Keeping {
  readonly keeper: LedgerKeeper;
  readonly every: Seconds;
  /** Where each source is asked, by its name. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly onWritten: (outcome: CheckpointOutcome) => void;
}

/** How writing one ended; `seconds` is how long it took, `bytes` what all that is kept takes. */
export type CheckpointOutcome =
  | { readonly kind: "kept"; readonly atMs: number; readonly seconds: number; readonly bytes: number }
  | { readonly kind: "failed" };

export interface CheckpointsDeps extends Keeping {
  readonly sources: () => readonly KeepableSource[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps what was counted, again and again. What fails stops nobody, and is tried again with the next one. */
export class Checkpoints {
  readonly #deps: CheckpointsDeps;
  readonly #timer: StepTimer;
  #writing: Promise<void> | undefined;
  #problem: string | undefined;

  constructor(deps: CheckpointsDeps) {
    this.#deps = deps;
    this.#timer = new StepTimer(deps.every, deps.clock, () => void this.write());
  }

  get state(): KeepingState {
    return this.#problem === undefined ? { kind: "up" } : { kind: "degraded", problem: this.#problem };
  }

  start(): void {
    this.#timer.start();
  }

  /** The last one is written. */
  async stop(): Promise<void> {
    this.#timer.stop();
    await this.#writing;
    await this.write();
  }

  /** Writes one; the one under way if there is one. */
  write(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { sources, keeper, clock, log, onWritten } = this.#deps;
    const all = sources();
    // Nothing is known before the first specs, and that must not take the place of what is kept.
    if (all.length === 0) return;
    const start = clock.monotonic();
    const answer = await keeper.write(all).catch((error: unknown): WriteAnswer => {
      log.error("keeping what was counted failed", { error });
      return { kind: "failed", problem: ownFault(error), remedy: "see the log" };
    });
    if (answer.kind === "failed") {
      if (this.#problem !== answer.problem)
        log.warn("what was counted is not kept; a restart would go on with what was kept before", {
          problem: answer.problem,
          help: answer.remedy,
        });
      this.#problem = answer.problem;
      return onWritten({ kind: "failed" });
    }
    const took = clock.monotonic() - start;
    if (this.#problem !== undefined) log.info("what was counted is kept again");
    this.#problem = undefined;
    log.debug("what was counted is kept", { bytes: answer.bytes, seconds: Math.round(took * 1000) / 1000 });
    onWritten({ kind: "kept", atMs: clock.now(), seconds: took, bytes: answer.bytes });
  }
}
