import type { Contestant } from "./contestants/contestant.ts";
import { type Load, TICK_SECONDS } from "./model/load.ts";
import { mostUseful, type ServiceFacts, SimulatedWorkload } from "./model/workload.ts";

/** How a contestant did. */
export interface Outcome {
  readonly name: string;
  /** A multiple of the budget that a trace of this length allows: 1 is all of it. */
  readonly budgetSpent: number;
  /** Of all pods that were there, those that started included. */
  readonly replicaHours: number;
  /** How often a day the number of replicas changed its direction. */
  readonly turnsPerDay: number;
  readonly maxReplicas: number;
  /** How many replicas were asked for, by tick. */
  readonly replicas: Float64Array;
  /** The budget spent until then, by tick. */
  readonly spent: Float64Array;
}

/** What replicas are used to when a run begins and nobody knows how many there were: room for whoever has to find out. */
const FIRST_USE = 0.6;

/** Plays a load against one contestant. */
export function run(load: Load, facts: ServiceFacts, contestant: Contestant): Outcome {
  const { min } = facts.limits;
  const max = mostUseful(facts);
  const needed = Math.ceil((load.highest[0] ?? 0) / (facts.perReplica * FIRST_USE));
  const first = facts.replicasBefore ?? Math.min(max, Math.max(min, needed));
  const workload = new SimulatedWorkload(load, facts, first);
  const replicas = new Float64Array(load.ticks);
  const spent = new Float64Array(load.ticks);
  const every = contestant.everySeconds / TICK_SECONDS;
  const turns = new Turns(workload.pods.asked);
  let [hours, most] = [0, 0];
  while (workload.tick < load.ticks) {
    const { tick, pods } = workload;
    if (tick % every === 0) {
      pods.scale(contestant.step(workload), workload.now);
      turns.see(pods.asked);
    }
    workload.serve();
    const { asked } = pods;
    hours += (asked * TICK_SECONDS) / 3600;
    most = Math.max(most, asked);
    replicas[tick] = asked;
    spent[tick] = workload.budgetSpent;
  }
  const days = (load.ticks * TICK_SECONDS) / 86_400;
  return {
    name: contestant.name,
    budgetSpent: workload.budgetSpent,
    replicaHours: hours,
    turnsPerDay: turns.count / days,
    maxReplicas: most,
    replicas,
    spent,
  };
}

/** Counts how often a number goes another way than it went before. */
class Turns {
  count = 0;
  #last: number;
  #direction = 0;

  /** @param first - how many replicas there are when it begins */
  constructor(first: number) {
    this.#last = first;
  }

  see(replicas: number): void {
    const direction = Math.sign(replicas - this.#last);
    if (direction !== 0 && this.#direction !== 0 && direction !== this.#direction) this.count++;
    if (direction !== 0) this.#direction = direction;
    this.#last = replicas;
  }
}
