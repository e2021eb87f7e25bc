import type { Worker } from "node:worker_threads";
import type { SetAside } from "./ledger-file.ts";
import type { Asked, Told } from "./ledger-messages.ts";

type Answer = Told["answer"];

/** Asks a thread one thing after the other; a thread that ended has failed, and the next question begins another. */
export class ThreadQuestions {
  readonly #start: () => Worker;
  readonly #onSetAside: (event: SetAside) => void;
  #thread: Worker | undefined;
  /** Who waits for an answer, in the order of the questions. */
  readonly #waiting: ((answer: Answer) => void)[] = [];

  constructor(start: () => Worker, onSetAside: (event: SetAside) => void) {
    this.#start = start;
    this.#onSetAside = onSetAside;
  }

  ask(asked: Asked, transfer: ArrayBuffer[] = []): Promise<Answer> {
    return new Promise((resolve) => {
      const thread = (this.#thread ??= this.#started());
      // What cannot be sent has no answer.
      thread.postMessage(asked, transfer);
      this.#waiting.push(resolve);
      thread.ref();
    });
  }

  /** The file is closed, and the thread ends. */
  async close(): Promise<void> {
    if (this.#thread !== undefined) await this.ask({ kind: "close" });
  }

  #started(): Worker {
    const thread = this.#start();
    let problem = "its thread ended";
    thread.on("message", ({ setAside, answer }: Told) => {
      for (const event of setAside) this.#onSetAside(event);
      this.#waiting.shift()?.(answer);
      if (this.#waiting.length === 0) thread.unref();
    });
    thread.on("error", (error) => {
      problem = error instanceof Error ? error.message : String(error);
    });
    thread.on("exit", () => {
      if (this.#thread === thread) this.#thread = undefined;
      const failed: Answer = { kind: "failed", problem, remedy: "see the log; it is tried again with a new thread" };
      for (const resolve of this.#waiting.splice(0)) resolve(failed);
    });
    return thread;
  }
}
