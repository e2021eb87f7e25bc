import type { LoggedDecision } from "../../core/scaling/decision/logged-decision.ts";
import type { PastQuestion } from "../../core/scaling/decision/past-decisions.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptDecisions } from "./kept-decisions.ts";
import { neededReplicas, offeredReplicas, type Signal } from "./signal.ts";

/** The present decision of a workload, as old as it is now. */
export interface OfferedDecision extends LoggedDecision {
  readonly needed: Signal;
  /** What an autoscaler is told of it. */
  readonly signal: Signal;
}

/** How it is with what outlives us: nothing was asked for, it is well, or what is wrong with it. */
export type StoreState =
  | { readonly kind: "none" }
  | { readonly kind: "up" }
  | { readonly kind: "degraded"; readonly problem: string };

/** What readers of decisions may ask for. */
export interface DecisionReader {
  /** The present decision of every workload. Only what this process has decided: what was kept before is past. */
  offered(): readonly OfferedDecision[];
  /** The same of one namespace: of thousands of workloads an autoscaler asks for one at a time. */
  offeredIn(namespace: string): readonly OfferedDecision[];
  signalOf(service: string, scaling: string): OfferedDecision | undefined;
  /** What was decided for one workload, newest first. */
  past(question: PastQuestion): readonly LoggedDecision[];
  storeState(): StoreState;
}

/** A decision that was just made. */
export interface Decided {
  readonly entry: LoggedDecision;
  /** When Prometheus was asked for the moment that was decided for, by the monotonic clock. */
  readonly askedAt: number;
}

/** Of one workload: four hours at one every 15 s. */
const MOST_OF_ONE = 960;
/** Of all together: some 2 KB each, so that a thousand workloads do not take the memory of everything else. */
const MOST_OF_ALL = 20_000;

const NONE: readonly OfferedDecision[] = [];

/** Every decision and every refusal, as far back as memory allows, and beyond where they are kept. */
export class DecisionLog implements DecisionReader {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #kept: KeptDecisions | undefined;
  readonly #byWorkload = new Map<string, Decided[]>();
  /** The newest of each workload, until there is a newer one. */
  #offered: ReadonlyMap<string, readonly OfferedDecision[]> | undefined;

  constructor(clock: Pick<Clock, "monotonic">, kept?: KeptDecisions) {
    this.#clock = clock;
    this.#kept = kept;
  }

  /** Keeps what was decided, then offers it: no number is read that a restart would know nothing of. */
  add(decided: readonly Decided[]): void {
    this.#kept?.append(decided.map(({ entry }) => entry));
    for (const one of decided) this.#remember(one);
    this.#offered = undefined;
  }

  /** Forgets workloads that no spec names any more. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#byWorkload.keys()) if (!keys.has(key)) this.#byWorkload.delete(key);
    this.#offered = undefined;
  }

  offered(): readonly OfferedDecision[] {
    return [...this.#offeredByNamespace().values()].flat();
  }

  offeredIn(namespace: string): readonly OfferedDecision[] {
    return this.#offeredByNamespace().get(namespace) ?? NONE;
  }

  /** Put together once for each round: what is read of it is as old as the moment of reading. */
  #offeredByNamespace(): ReadonlyMap<string, readonly OfferedDecision[]> {
    this.#offered ??= Map.groupBy(
      [...this.#byWorkload.values()].flatMap((known) => known.slice(-1)).map((last) => this.#offer(last)),
      ({ namespace }) => namespace,
    );
    return this.#offered;
  }

  signalOf(service: string, scaling: string): OfferedDecision | undefined {
    const last = this.#byWorkload.get(workloadKey(service, scaling))?.at(-1);
    return last === undefined ? undefined : this.#offer(last);
  }

  past(question: PastQuestion): readonly LoggedDecision[] {
    const { service, scaling, from = -Infinity, upTo = Infinity, most } = question;
    const known = (this.#byWorkload.get(workloadKey(service, scaling)) ?? []).map(({ entry }) => entry).toReversed();
    const remembered = known.filter(({ decision: { at } }) => at >= from && at <= upTo).slice(0, most);
    if (this.#kept === undefined || remembered.length === most) return remembered;
    const moments = new Set(remembered.map(({ decision: { at } }) => at));
    // What is remembered was kept too, but for what a failing store has not taken.
    const older = this.#kept.past(question).filter(({ decision: { at } }) => !moments.has(at));
    return [...remembered, ...older].slice(0, most);
  }

  storeState(): StoreState {
    if (this.#kept === undefined) return { kind: "none" };
    const { problem } = this.#kept;
    return problem === undefined ? { kind: "up" } : { kind: "degraded", problem };
  }

  #remember(one: Decided): void {
    const { service, policy } = one.entry;
    const key = workloadKey(service, policy.name);
    const known = this.#byWorkload.get(key) ?? [];
    known.push(one);
    this.#byWorkload.set(key, known);
    const most = Math.min(MOST_OF_ONE, Math.ceil(MOST_OF_ALL / this.#byWorkload.size));
    if (known.length > most) known.splice(0, known.length - most);
  }

  /** Most readers want one of many: the signals of the others are not made. */
  #offer({ entry, askedAt }: Decided): OfferedDecision {
    const needed = (): Signal => neededReplicas(entry, this.#clock.monotonic() - askedAt);
    return {
      ...entry,
      get needed() {
        return needed();
      },
      get signal() {
        return offeredReplicas(needed(), entry.policy.mode);
      },
    };
  }
}

/** The name of a workload among all specs: scaling blocks are named within their service. */
export const workloadKey = (service: string, scaling: string): string => `${service}/${scaling}`;
