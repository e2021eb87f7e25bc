import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import type { Decision } from "../../core/scaling/decision/decision.ts";

/** A decision and whose it is. */
export interface LoggedDecision {
  readonly service: string;
  /** Who may read it. */
  readonly namespace: string;
  readonly policy: ScalingPolicy;
  readonly decision: Decision;
}

/** What readers of decisions may ask for. */
export interface DecisionReader {
  /** The present decision of every workload. */
  latest(): readonly LoggedDecision[];
  /** What was decided for one workload, newest first. */
  of(service: string, scaling: string): readonly LoggedDecision[];
}

/** Four hours at one every 15 s. */
const KEPT = 960;

/** Every decision and every refusal, as far back as memory allows. */
export class DecisionLog implements DecisionReader {
  readonly #byWorkload = new Map<string, LoggedDecision[]>();

  add(entry: LoggedDecision): void {
    const key = workloadKey(entry.service, entry.policy.name);
    const known = this.#byWorkload.get(key) ?? [];
    known.push(entry);
    if (known.length > KEPT) known.shift();
    this.#byWorkload.set(key, known);
  }

  /** Forgets workloads that no spec names any more. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#byWorkload.keys()) if (!keys.has(key)) this.#byWorkload.delete(key);
  }

  latest(): readonly LoggedDecision[] {
    return [...this.#byWorkload.values()].flatMap((entries) => entries.at(-1) ?? []);
  }

  of(service: string, scaling: string): readonly LoggedDecision[] {
    return this.#byWorkload.get(workloadKey(service, scaling))?.toReversed() ?? [];
  }
}

/** The name of a workload among all specs: scaling blocks are named within their service. */
export const workloadKey = (service: string, scaling: string): string => `${service}/${scaling}`;
