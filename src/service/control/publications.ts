import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Turns } from "./turns.ts";

/**
 * What came in between two steps is published after a rest so many times as long as the last publication took: a tenth
 * of all time at most is spent on it while history is read.
 */
const RESTS_FOR = 9;
/** What was changed is shown before the step that follows from it, where that takes longer. */
const PATIENCE_SECONDS = 1;

/** Does something in so many seconds. @returns what gives it up */
type Later = (work: () => void, seconds: number) => () => void;

const usualLater: Later = (work, seconds) => {
  const timer = setTimeout(work, seconds * 1000);
  return () => clearTimeout(timer);
};

/** When the statuses are published: one publication at a time, and who asks while another waits is served with it. */
export class Publications {
  readonly #turns: Turns;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #publish: () => Promise<void>;
  readonly #later: Later;
  /** One that has not begun. */
  #waiting: Promise<void> | undefined;
  /** Gives up one that rests. */
  #giveUp: (() => void) | undefined;
  /** By the monotonic clock. */
  #restsUntil = 0;
  #stopped = false;

  /** @param turns - in which it has its turn among others */
  constructor(
    turns: Turns,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
    publish: () => Promise<void>,
    later = usualLater,
  ) {
    this.#turns = turns;
    this.#clock = clock;
    this.#log = log;
    this.#publish = publish;
    this.#later = later;
  }

  /** Publishes as soon as it is its turn. */
  now(): Promise<void> {
    this.#waiting ??= this.#turns.take(() => this.#begin());
    return this.#waiting;
  }

  /** Publishes as soon as that takes but a small share of all time, with thousands of SLOs too. */
  soon(): void {
    if (this.#giveUp !== undefined || this.#stopped) return;
    const restSeconds = this.#restsUntil - this.#clock.monotonic();
    if (restSeconds <= 0) void this.now();
    else this.#giveUp = this.#later(() => void this.now(), restSeconds);
  }

  /** Publishes while work goes on that takes long, and ends with one itself. */
  async during(work: Promise<void>): Promise<void> {
    const giveUp = this.#later(() => void this.now(), PATIENCE_SECONDS);
    await work.finally(giveUp);
  }

  stop(): void {
    this.#stopped = true;
    this.#giveUp?.();
  }

  async #begin(): Promise<void> {
    this.#waiting = undefined;
    this.#giveUp?.();
    this.#giveUp = undefined;
    const start = this.#clock.monotonic();
    await this.#publish().catch((error: unknown) => this.#log.error("publishing failed", { error }));
    const end = this.#clock.monotonic();
    this.#restsUntil = end + RESTS_FOR * (end - start);
  }
}
