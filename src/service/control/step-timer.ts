import type { Seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";

/** Calls again and again, aligned to a step, so that all replicas ask for the same moments. */
export class StepTimer {
  readonly #stepMs: number;
  readonly #clock: Pick<Clock, "now">;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(step: Seconds, clock: Pick<Clock, "now">, work: () => void) {
    this.#stepMs = step * 1000;
    this.#clock = clock;
    this.#work = work;
  }

  start(): void {
    this.#timer = setTimeout(
      () => {
        this.start();
        this.#work();
      },
      this.#stepMs - (this.#clock.now() % this.#stepMs),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
