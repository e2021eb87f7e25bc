import { CapacityLearner, type KnownCapacity } from "../../scaling/capacity/learner.ts";
import { type Instant, instant, secondsBetween } from "../../units/instant.ts";
import { ratio } from "../../units/ratio.ts";
import { TICK_SECONDS } from "../model/load.ts";
import type { SimulatedWorkload } from "../model/workload.ts";
import type { Contestant } from "./contestant.ts";
import { SEEN_AFTER_SECONDS } from "./rivals.ts";

/** How long a sample of the past is: as the service takes them. */
const SAMPLE_SECONDS = 300;
/** What a replica takes does not change from one minute to the next. */
const KNOWN_FOR_SECONDS = 6 * 3600;

/** Learns what one replica of the model takes, by what can be seen of it. */
export class Study {
  readonly #learner: CapacityLearner;
  /** Milliseconds by which all that is seen lies further in the past. */
  #shiftMs = 0;
  #since: { readonly seconds: number; readonly ready: number } | undefined;
  #known: { readonly capacity: KnownCapacity; readonly at: Instant } | undefined;

  /**
   * @param errorBudget - the share of requests that may be bad, 0..1
   * @param spend - the share of it that load may spend, 0..1
   */
  constructor(errorBudget: number, spend: number) {
    this.#learner = new CapacityLearner(ratio(errorBudget), ratio(spend));
  }

  /** Has a contestant watched while it plays what is the past of all that comes: its whole length before. */
  watching(contestant: Contestant): Contestant {
    return {
      ...contestant,
      step: (workload) => {
        this.#shiftMs = workload.load.ticks * TICK_SECONDS * 1000;
        this.look(workload);
        return contestant.step(workload);
      },
    };
  }

  /** The past is over: what is seen from now on is the present. */
  begin(): void {
    this.#shiftMs = 0;
    this.#since = undefined;
    this.#known = undefined;
  }

  /** Looks at a workload; every five minutes that is a sample. */
  look(workload: SimulatedWorkload): void {
    const { now, pods } = workload;
    const { asked, ready } = pods;
    const since = this.#since;
    if (since === undefined || ready !== asked || ready !== since.ready || workload.isUnseen(SEEN_AFTER_SECONDS)) {
      this.#since = { seconds: now, ready: asked };
      return;
    }
    const length = now - since.seconds;
    if (length < SAMPLE_SECONDS + SEEN_AFTER_SECONDS) return;
    this.#since = { seconds: now - SEEN_AFTER_SECONDS, ready };
    const span = [SAMPLE_SECONDS + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS] as const;
    const demand = workload.demand(...span);
    const total = demand * SAMPLE_SECONDS;
    this.#learner.add({
      at: this.#at(workload),
      load: demand / ready,
      bad: (workload.burn(...span) ?? 0) * workload.facts.errorBudget * total,
      total,
      version: "",
      isSettled: true,
    });
  }

  /** What is known while it is played. */
  known(workload: SimulatedWorkload): KnownCapacity {
    const at = this.#at(workload);
    if (this.#known === undefined || secondsBetween(this.#known.at, at) >= KNOWN_FOR_SECONDS)
      this.#known = { capacity: this.knownAt(at), at };
    return this.#known.capacity;
  }

  /** What is known at a time, by all that was seen. */
  knownAt(at: Instant): KnownCapacity {
    return this.#learner.known("", at);
  }

  #at({ load, now }: SimulatedWorkload): Instant {
    return instant(Math.round((load.startSeconds + now) * 1000) - this.#shiftMs);
  }
}
