import { type Load, TICK_SECONDS } from "./load.ts";
import { Pods } from "./pods.ts";
import { SimulatedQueue } from "./queue.ts";
import { badShare } from "./service.ts";

/** What of the service is the same in every run of a comparison. */
export interface ServiceFacts {
  /** What one replica can take, in requests a second. */
  readonly perReplica: number;
  /** How long a pod takes until it is ready, in seconds. */
  readonly startupSeconds: number;
  /** Replicas at least and at most. */
  readonly limits: { readonly min: number; readonly max: number };
  /** The share of requests that may be bad, 0..1. */
  readonly errorBudget: number;
  /**
   * Requests wait in a queue until somebody has time for them, and are bad where that takes longer than so many seconds;
   * undefined: they are served at once, and badly where there are too many.
   */
  readonly drainWithinSeconds?: number | undefined;
  /** How many pods the queue has work for at once, whole; those beyond take nothing. Undefined: for all of them. */
  readonly partitions?: number | undefined;
  /** How many replicas there are, all of them ready, when a run begins. Undefined: as many as its first demand needs. */
  readonly replicasBefore?: number | undefined;
}

/** The most replicas that there may be, less those that would have nothing to do; a minimum may still be above it. */
export const mostUseful = ({ limits, partitions }: Pick<ServiceFacts, "limits" | "partitions">): number =>
  Math.min(limits.max, partitions ?? limits.max);

/** A workload that serves a load with the pods that it is given: what contestants look at, and what they are judged by. */
export class SimulatedWorkload {
  readonly load: Load;
  readonly facts: ServiceFacts;
  readonly pods: Pods;
  /** How many ticks are over. */
  tick = 0;
  /** Bad requests before each tick began; what lies in the future is 0. */
  readonly #bad: Float64Array;
  /** The use of the pods that were ready, added up over the ticks before each. */
  readonly #use: Float64Array;
  /** Requests that wait as each tick begins. */
  readonly #waiting: Float64Array;
  readonly #queue: SimulatedQueue | undefined;

  /** @param replicas - how many there are when it begins */
  constructor(load: Load, facts: ServiceFacts, replicas: number) {
    this.load = load;
    this.facts = facts;
    this.pods = new Pods(replicas, facts.startupSeconds);
    this.#bad = new Float64Array(load.ticks + 1);
    this.#use = new Float64Array(load.ticks + 1);
    this.#waiting = new Float64Array(load.ticks + 1);
    const { drainWithinSeconds } = facts;
    this.#queue =
      drainWithinSeconds === undefined
        ? undefined
        : new SimulatedQueue(load.requests, drainWithinSeconds / TICK_SECONDS);
  }

  /** Seconds since the begin. */
  get now(): number {
    return this.tick * TICK_SECONDS;
  }

  /** Serves what comes within one tick. */
  serve(): void {
    const { load, tick } = this;
    this.pods.advance(this.now);
    const requests = (load.requests[tick + 1] ?? 0) - (load.requests[tick] ?? 0);
    const { use, bad: late } = this.#served(requests);
    const bad = late + requests * (load.badRatio?.[tick] ?? 0);
    this.#bad[tick + 1] = (this.#bad[tick] ?? 0) + (this.#queue === undefined ? Math.min(requests, bad) : bad);
    this.#use[tick + 1] = (this.#use[tick] ?? 0) + Math.min(MOST_USE, use);
    this.tick++;
  }

  /** How much of what the pods can do is used, and how many requests turn bad for that within this tick. */
  #served(requests: number): { readonly use: number; readonly bad: number } {
    const { ready } = this.pods;
    const each = this.facts.perReplica * (this.load.capacityFactor?.[this.tick] ?? 1);
    if (this.#queue === undefined) {
      const use = requests === 0 ? 0 : requests / TICK_SECONDS / (ready * each);
      return { use, bad: requests * badShare(use) };
    }
    const working = Math.min(ready, this.facts.partitions ?? ready);
    const { served, waiting, overdue } = this.#queue.serve(this.tick, working * each * TICK_SECONDS);
    this.#waiting[this.tick + 1] = waiting;
    // Pods without work are idle ones of the mean.
    const most = ready * each * TICK_SECONDS;
    return { use: most === 0 ? 0 : served / most, bad: overdue };
  }

  /** Requests that waited `ago` seconds ago. */
  waiting(ago: number): number {
    return this.#waiting[Math.max(0, this.tick - ago / TICK_SECONDS)] ?? 0;
  }

  /** Requests a second, on average from `from` to `to` seconds ago. */
  demand(from: number, to: number): number {
    return this.#mean(this.load.requests, from, to) / TICK_SECONDS;
  }

  /** The use of the pods that were ready, on average from `from` to `to` seconds ago: 1 is all that they can do. */
  use(from: number, to: number): number {
    return this.#mean(this.#use, from, to);
  }

  /** Bad requests over the budget for them, from `from` to `to` seconds ago: 1 is sustainable; undefined without any. */
  burn(from: number, to: number): number | undefined {
    const requests = this.demand(from, to) * TICK_SECONDS;
    return requests === 0 ? undefined : this.#mean(this.#bad, from, to) / requests / this.facts.errorBudget;
  }

  /** The most requests a second that come within the next `ahead` seconds: only an oracle asks. */
  coming(ahead: number): number {
    let most = 0;
    const end = Math.min(this.load.ticks, this.tick + Math.ceil(ahead / TICK_SECONDS));
    for (let tick = this.tick; tick < end; tick++) most = Math.max(most, this.load.highest[tick] ?? 0);
    return most;
  }

  /** Whether the newest sample that could be seen `ago` seconds ago lies in a gap. */
  isUnseen(ago: number): boolean {
    return this.load.unseen[Math.max(0, this.tick - 1 - ago / TICK_SECONDS)] === 1;
  }

  /** The share of the budget that the whole trace allows that was spent so far; 1 is all of it. */
  get budgetSpent(): number {
    const requests = this.load.requests[this.load.ticks] ?? 0;
    return requests === 0 ? 0 : (this.#bad[this.tick] ?? 0) / (requests * this.facts.errorBudget);
  }

  /** The mean of what is added up in `sums`, a tick, over a stretch of the past; before the begin there is nothing. */
  #mean(sums: Float64Array, from: number, to: number): number {
    const end = Math.max(1, this.tick - to / TICK_SECONDS);
    const begin = Math.max(0, Math.min(end - 1, this.tick - from / TICK_SECONDS));
    return ((sums[end] ?? 0) - (sums[begin] ?? 0)) / (end - begin);
  }
}

/** A use beyond this tells nothing more, and without ready pods it has no number. */
const MOST_USE = 10;
