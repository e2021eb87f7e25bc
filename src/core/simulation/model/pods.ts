/** Pods that were asked for at one moment. */
interface Batch {
  readonly startedAt: number;
  readonly readyAt: number;
  count: number;
}

/** Pods older than this are all alike to everybody who looks at them, in seconds after they became ready. */
const YOUNG_SECONDS = 60;

/** The pods of a workload: those that are asked for start at once, and take load once they are ready. */
export class Pods {
  readonly #startupSeconds: number;
  /** Young ones, oldest first. */
  readonly #batches: Batch[] = [];
  #old: number;
  #starting = 0;

  /**
   * @param count - how many there are, all of them ready
   * @param startupSeconds - how long a pod takes until it is ready
   */
  constructor(count: number, startupSeconds: number) {
    this.#old = count;
    this.#startupSeconds = startupSeconds;
  }

  /** How many there are, those that start included. */
  get asked(): number {
    return this.#batches.reduce((sum, { count }) => sum + count, this.#old);
  }

  /** How many take load. */
  get ready(): number {
    return this.asked - this.#starting;
  }

  /** How many are ready, and have been for longer than a sample of their usage takes. */
  settled(atSeconds: number, windowSeconds: number): number {
    return this.#batches.reduce(
      (sum, { count, readyAt }) => (readyAt + windowSeconds <= atSeconds ? sum + count : sum),
      this.#old,
    );
  }

  /** Time goes on to `atSeconds`. */
  advance(atSeconds: number): void {
    this.#starting = 0;
    for (const { count, readyAt } of this.#batches) if (readyAt > atSeconds) this.#starting += count;
    while ((this.#batches[0]?.readyAt ?? Number.POSITIVE_INFINITY) + YOUNG_SECONDS <= atSeconds)
      this.#old += this.#batches.shift()?.count ?? 0;
  }

  /** Starts pods, or takes some away: those that are not ready first, as Kubernetes does. */
  scale(replicas: number, atSeconds: number): void {
    let change = replicas - this.asked;
    if (change > 0)
      this.#batches.push({ startedAt: atSeconds, readyAt: atSeconds + this.#startupSeconds, count: change });
    for (let i = this.#batches.length - 1; change < 0 && i >= 0; i--) {
      const batch = this.#batches[i];
      if (batch === undefined) break;
      const gone = Math.min(batch.count, -change);
      batch.count -= gone;
      change += gone;
      if (batch.count === 0) this.#batches.splice(i, 1);
    }
    if (change < 0) this.#old += change;
    this.advance(atSeconds);
  }
}
