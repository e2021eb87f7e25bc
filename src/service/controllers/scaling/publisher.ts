import type { InSpan } from "../../ports/spans.ts";
import type { Log } from "../../ports/log.ts";
import type { Decided, DecisionLog } from "../../signals/decision-log.ts";

export interface PublisherDeps {
  readonly decisions: Pick<DecisionLog, "add" | "storeState">;
  readonly inSpan: InSpan;
  readonly log: Pick<Log, "error">;
  /** Decisions can be read. */
  readonly onDecided?: () => void;
}

/** Those of a round are published together, since each time may cost a write to the disk; a slow one is not waited for. */
const MOST_WAIT_MS = 250;
/** More than these are not written at once: readers wait for as long as that takes. */
const MOST_AT_ONCE = 250;

/** Hands decisions on to those who read them. */
export class Publisher {
  readonly #deps: PublisherDeps;
  #waiting: Decided[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  add(decided: Decided): void {
    this.#waiting.push(decided);
    if (this.#waiting.length >= MOST_AT_ONCE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MOST_WAIT_MS);
  }

  /** Publishes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const decided = this.#waiting;
    this.#waiting = [];
    if (decided.length === 0) return;
    const { decisions, inSpan, log, onDecided } = this.#deps;
    void inSpan("publish", { "headroom.decisions": decided.length }, (span) => {
      decisions.add(decided);
      onDecided?.();
      const store = decisions.storeState();
      if (store.kind === "degraded") span.fail(store.problem);
      return Promise.resolve();
    }).catch((error: unknown) => log.error("publishing decisions failed", { error }));
  }
}
