/** A pod bears this many seconds' worth of requests at once, so that an uneven arrival is not an overload. */
const BURST_SECONDS = 2;

/** What a pod can take: so many requests in a second, whatever they are. */
export class Capacity {
  readonly #perSecond: number;
  #left: number;
  #atSeconds: number;

  /** @param nowSeconds - on any clock that does not go back, the one of {@link take} */
  constructor(perSecond: number, nowSeconds: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond * BURST_SECONDS;
    this.#atSeconds = nowSeconds;
  }

  /** Whether there is room for one more request, which then takes it. */
  take(nowSeconds: number): boolean {
    const gained = (nowSeconds - this.#atSeconds) * this.#perSecond;
    this.#left = Math.min(this.#perSecond * BURST_SECONDS, this.#left + gained);
    this.#atSeconds = nowSeconds;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
