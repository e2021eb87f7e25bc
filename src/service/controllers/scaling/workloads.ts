import type { Service } from "../../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { LoggedDecision } from "../../../core/scaling/decision/logged-decision.ts";
import { before, instant } from "../../../core/units/instant.ts";
import { seconds } from "../../../core/units/seconds.ts";
import { breathe } from "../../control/breathe.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { type DecisionReader, workloadKey } from "../../signals/decision-log.ts";
import { rememberedSeconds } from "../../../core/scaling/decision/remembered.ts";
import { Workload } from "./workload.ts";

export interface WorkloadsDeps {
  readonly clock: Pick<Clock, "now">;
  readonly decisions: Pick<DecisionReader, "past">;
  readonly log: Pick<Log, "error">;
}

/** Far beyond what is observed in the time that is looked back on: half an hour at one a second. */
const MOST_REMEMBERED = 5000;

/** The workloads that are decided on, each with what was observed of it, before a restart too. */
export class Workloads {
  readonly #deps: WorkloadsDeps;
  readonly #known = new Map<string, Workload>();

  constructor(deps: WorkloadsDeps) {
    this.#deps = deps;
  }

  of(service: string, scaling: string): Workload | undefined {
    return this.#known.get(workloadKey(service, scaling));
  }

  /** Gets ready to decide for all of them, and forgets all others. */
  async follow(services: readonly Service[]): Promise<void> {
    const blocks = services.flatMap(({ service, scaling }) => scaling.map((policy) => ({ service, policy })));
    const keys = new Set(blocks.map(({ service, policy }) => workloadKey(service, policy.name)));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    for (const { service, policy } of blocks) {
      const key = workloadKey(service, policy.name);
      try {
        const known = this.#known.get(key);
        if (known === undefined) this.#known.set(key, await this.#begin(service, policy));
        else await known.revise(policy);
      } catch (error) {
        this.#known.delete(key);
        this.#deps.log.error("a workload cannot be decided on", { scaling: key, error });
      }
    }
  }

  async #begin(service: string, policy: ScalingPolicy): Promise<Workload> {
    // Reading takes some milliseconds for each: those who ask us something meanwhile come first.
    await breathe();
    return Workload.of(policy, this.#pastOf(service, policy));
  }

  /** As far back as the last decision looked, which is told by its own moment: our clock may not be Prometheus' own. */
  #pastOf(service: string, policy: ScalingPolicy): readonly LoggedDecision[] {
    const { clock, decisions } = this.#deps;
    const of = { service, scaling: policy.name };
    const [last] = decisions.past({ ...of, most: 1 });
    if (last === undefined) return [];
    // One that was dated in the future must not hide what came before it.
    const until = instant(Math.min(last.decision.at, clock.now()));
    const from = before(until, seconds(rememberedSeconds(policy)));
    return decisions.past({ ...of, from, most: MOST_REMEMBERED });
  }
}
