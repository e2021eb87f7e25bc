import type { Clock } from "../ports/clock.ts";
import type { LoggedDecision } from "./logged-decision.ts";
import { neededReplicas, offeredReplicas, type Signal } from "./signal.ts";

/** The present decision of a workload, as old as it is now. */
export interface OfferedDecision extends LoggedDecision {
  readonly needed: Signal;
  /** What an autoscaler is told of it. */
  readonly signal: Signal;
}

/** What readers of decisions may ask for. */
export interface DecisionReader {
  /** The present decision of every workload. */
  offered(): readonly OfferedDecision[];
  signalOf(service: string, scaling: string): OfferedDecision | undefined;
  /** What was decided for one workload, newest first. */
  of(service: string, scaling: string): readonly LoggedDecision[];
}

/** Of one workload: four hours at one every 15 s. */
const MOST_OF_ONE = 960;
/** Of all together: some 2 KB each, so that a thousand workloads do not take the memory of everything else. */
const MOST_OF_ALL = 20_000;

interface Kept {
  readonly entry: LoggedDecision;
  /** By the monotonic clock. */
  readonly decidedAt: number;
}

/** Every decision and every refusal, as far back as memory allows. */
export class DecisionLog implements DecisionReader {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #byWorkload = new Map<string, Kept[]>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  add(entry: LoggedDecision): void {
    const key = workloadKey(entry.service, entry.policy.name);
    const known = this.#byWorkload.get(key) ?? [];
    known.push({ entry, decidedAt: this.#clock.monotonic() });
    this.#byWorkload.set(key, known);
    const most = Math.min(MOST_OF_ONE, Math.ceil(MOST_OF_ALL / this.#byWorkload.size));
    if (known.length > most) known.splice(0, known.length - most);
  }

  /** Forgets workloads that no spec names any more. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#byWorkload.keys()) if (!keys.has(key)) this.#byWorkload.delete(key);
  }

  offered(): readonly OfferedDecision[] {
    return [...this.#byWorkload.values()].flatMap((kept) => {
      const last = kept.at(-1);
      return last === undefined ? [] : [this.#offer(last)];
    });
  }

  signalOf(service: string, scaling: string): OfferedDecision | undefined {
    const last = this.#byWorkload.get(workloadKey(service, scaling))?.at(-1);
    return last === undefined ? undefined : this.#offer(last);
  }

  of(service: string, scaling: string): readonly LoggedDecision[] {
    return (
      this.#byWorkload
        .get(workloadKey(service, scaling))
        ?.map(({ entry }) => entry)
        .toReversed() ?? []
    );
  }

  #offer({ entry, decidedAt }: Kept): OfferedDecision {
    const needed = neededReplicas(entry, this.#clock.monotonic() - decidedAt);
    return { ...entry, needed, signal: offeredReplicas(needed, entry.policy.mode) };
  }
}

/** The name of a workload among all specs: scaling blocks are named within their service. */
export const workloadKey = (service: string, scaling: string): string => `${service}/${scaling}`;
