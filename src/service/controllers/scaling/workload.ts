import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { Decision } from "../../../core/scaling/decision/decision.ts";
import type { LoggedDecision } from "../../../core/scaling/decision/logged-decision.ts";
import type { Observation, Rollout } from "../../../core/scaling/decision/observation.ts";
import { rememberedSeconds } from "../../../core/scaling/decision/remembered.ts";
import { type RolloutFacts, rolloutOf } from "../../../core/scaling/decision/rollout.ts";
import { remember } from "../../../core/scaling/policy/remember.ts";
import type { Instant } from "../../../core/units/instant.ts";
import { CapacityStudy, type StudyQuestion } from "./capacity-study.ts";
import { EarlierDays } from "./earlier-days.ts";
import type { WatchedWorkload } from "./fetch-past.ts";
import type { AskRange } from "./types.ts";
import { type CompiledPolicy, compilePolicy, decide } from "../../../core/scaling/policy/decide.ts";

/** As many as there are in an hour of decisions, and more. */
const MOST_BLAMED = 1000;

/** One workload: its policy, ready to decide, and what was observed of it. */
export class Workload {
  #compiled: CompiledPolicy;
  #history: Observation[] = [];
  readonly #earlier = new EarlierDays();
  readonly #study: CapacityStudy;
  /** When a burn was blamed on a change or a dependency, of late. */
  #blamedAt: Instant[] = [];

  private constructor(compiled: CompiledPolicy) {
    this.#compiled = compiled;
    const { target } = compiled.policy;
    this.#study = new CapacityStudy(`${target.namespace}/${target.name}`);
  }

  /** @param past - what was decided for it before, by another process or this one; newest first */
  static async of(policy: ScalingPolicy, past: readonly LoggedDecision[]): Promise<Workload> {
    const workload = new Workload(await compilePolicy(policy));
    const other = past.findIndex((one) => askedBy(one.policy) !== askedBy(policy));
    const same = other === -1 ? past : past.slice(0, other);
    for (const { decision } of same.toReversed()) workload.#observe(decision.observation);
    workload.#study.recall(policy, workload.#history.at(-1)?.learned);
    return workload;
  }

  /** Takes over a changed policy. What was observed stays, as long as the same was asked. */
  async revise(policy: ScalingPolicy): Promise<void> {
    const before = this.#compiled.policy;
    if (before === policy) return;
    this.#compiled = await compilePolicy(policy);
    if (askedBy(before) !== askedBy(policy)) this.#history = [];
  }

  /** The newest rollout, by what is seen now and was observed before. */
  rolloutOf(now: RolloutFacts): Rollout | undefined {
    return rolloutOf(
      this.#compiled.policy,
      now,
      this.#history.filter(({ at }) => at < now.at),
    );
  }

  /** How demand grew on earlier days, where the policy has a forecast. */
  seasonAt(at: Instant, range: AskRange): Observation["season"] {
    return this.#earlier.season(this.#compiled.policy, at, range);
  }

  /** What one replica takes, as far as the past has told; what is not known yet is asked for, and nobody waits for it. */
  learnedAt(question: Omit<StudyQuestion, "policy" | "watched">): Observation["learned"] {
    return this.#study.learnedAt({ ...question, policy: this.#compiled.policy, watched: this.#watched() });
  }

  decide(observation: Observation): Decision {
    this.#observe(remember(this.#compiled.policy, observation, this.#history));
    const decision = decide(this.#compiled, this.#history);
    const { class: burnClass } = decision.burn;
    if (burnClass === "change" || burnClass === "dependency") this.#blamedAt.push(observation.at);
    this.#blamedAt = this.#blamedAt.slice(-MOST_BLAMED);
    return decision;
  }

  #watched(): WatchedWorkload {
    const seen = this.#history.flatMap(({ at, replicas }) =>
      replicas.kind === "value" ? [{ at, ...replicas.value }] : [],
    );
    const whole = seen.filter(({ asked, ready }) => asked === ready);
    const versions = this.#history.at(-1)?.versions ?? [];
    return {
      ready: { times: whole.map(({ at }) => at), values: whole.map(({ ready }) => ready) },
      unsettled: [...this.#blamedAt, ...seen.filter(({ asked, ready }) => asked !== ready).map(({ at }) => at)],
      version: versions.length > 1 ? undefined : (versions[0] ?? ""),
    };
  }

  #observe(observation: Observation): void {
    const rememberedMs = rememberedSeconds(this.#compiled.policy) * 1000;
    // After a clock was set back, what is dated later was seen before all the same, and says nothing any more.
    this.#history = this.#history.filter(({ at }) => at < observation.at && observation.at - at <= rememberedMs);
    this.#history.push(observation);
  }
}

const askedBy = ({ target, demand, backlog, saturation, replicas, slos }: ScalingPolicy): string =>
  JSON.stringify([target, demand, backlog?.query, backlog?.partitions, saturation?.query, replicas, slos]);
