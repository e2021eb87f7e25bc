/**
 * A queue before the pods, first come, first served. What waits for longer than it may is bad once, at the moment when
 * that is so; it is served all the same.
 */
export class SimulatedQueue {
  /** Requests that came before each tick began, as in the load. */
  readonly #arrived: Float64Array;
  readonly #mayWaitTicks: number;
  #served = 0;
  /** All that came before this one is served or has been called bad. */
  #judged = 0;

  /**
   * @param arrived - requests that came before each tick began, added up
   * @param mayWaitTicks - for how many ticks a request may wait
   */
  constructor(arrived: Float64Array, mayWaitTicks: number) {
    this.#arrived = arrived;
    this.#mayWaitTicks = Math.max(1, mayWaitTicks);
  }

  /**
   * Serves within one tick as much of what waits and of what comes as `most` requests.
   *
   * @param tick - how many ticks are over
   * @param most - requests
   * @returns how many requests were served, how many wait after it, and how many have come to wait for too long
   */
  serve(tick: number, most: number): { readonly served: number; readonly waiting: number; readonly overdue: number } {
    const arrived = this.#arrived[tick + 1] ?? 0;
    const served = Math.min(most, arrived - this.#served);
    this.#served += served;
    const due = this.#arrived[Math.max(0, tick + 1 - this.#mayWaitTicks)] ?? 0;
    const overdue = Math.max(0, due - Math.max(this.#served, this.#judged));
    this.#judged = Math.max(this.#judged, due);
    return { served, waiting: arrived - this.#served, overdue };
  }
}
