import type { ObjectiveStatus } from "../../../core/budget/status.ts";
import type { Objective } from "../../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import { CapacityLearner } from "../../../core/scaling/capacity/learner.ts";
import { type PastEvents, pastSamples } from "../../../core/scaling/capacity/past-samples.ts";
import type { Learned } from "../../../core/scaling/decision/learned.ts";
import { before, type Instant, instant, secondsBetween } from "../../../core/units/instant.ts";
import { days, hours, minutes, type Seconds } from "../../../core/units/seconds.ts";
import { ratio } from "../../../core/units/ratio.ts";
import type { StatusReader } from "../../control/status-reader.ts";
import { fetchPast, type WatchedWorkload } from "./fetch-past.ts";
import type { AskRange } from "./types.ts";

/** So far back it is read, once: in pieces of a day, newest first. */
const READ: Seconds = days(30);
const PIECE: Seconds = days(1);
/** What is new is read that often, once what is counted late has come; one more piece of the past each time as well. */
const ROUND: Seconds = minutes(10);
const SETTLED: Seconds = minutes(2);
/** Until a week was read of which nothing was known, a piece a minute. */
const HURRY: Seconds = minutes(1);
const WEEK: Seconds = days(7);

/** How finely a stretch is read: samples of `length`, and numbers each `step`. */
interface Grain {
  readonly length: Seconds;
  readonly step: Seconds;
}

/** Counts are kept by five minutes for three days, and by hours then: what is asked of Prometheus is as much coarser. */
const NEWS: Grain = { length: minutes(5), step: minutes(1) };
const LATE: Grain = { length: minutes(5), step: minutes(5) };
const OLD: Grain = { length: hours(1), step: minutes(15) };
const FINE: Seconds = days(3);

/** What a study needs to know in one round. */
export interface StudyQuestion {
  readonly policy: ScalingPolicy;
  /** Those of the service, and how each of their groups stands. */
  readonly objectives: readonly Objective[];
  readonly statuses: readonly ObjectiveStatus[];
  readonly history: StatusReader["history"];
  readonly at: Instant;
  readonly range: AskRange;
  /** What was seen of the workload itself in the last half hour. */
  readonly watched: WatchedWorkload;
}

/** A stretch of time, (from, to]. */
interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * Learns what one replica of a workload takes: from the last 30 days, newest first, and then as time goes on. Nobody
 * waits for it.
 */
export class CapacityStudy {
  readonly #offset: number;
  readonly #learners = new Map<string, { readonly budget: number; readonly learner: CapacityLearner }>();
  #about = "";
  /** All from one to the other was read. */
  #read: Stretch | undefined;
  #nextAt: Instant | undefined;
  #trouble: string | undefined;
  /** Why nothing is known of what was read last. */
  #missing: string | undefined;
  #learned: Learned | undefined;
  /** What was known before this process began. */
  #recalled: Learned | undefined;
  #asking: Promise<void> | undefined;

  /** @param key - of the workload: those of a service do not all ask at the same time */
  constructor(key: string) {
    let hash = 0;
    for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % ROUND;
    this.#offset = hash;
  }

  /** Goes on with what was known before a restart; what was unknown then is no knowledge. */
  recall(policy: ScalingPolicy, learned: Learned | undefined): void {
    this.#forget(aboutOf(policy));
    if (learned?.kind !== "unknown") this.#recalled = learned;
  }

  /** What was learned until now; undefined where the policy names no SLO to learn it by. */
  learnedAt(question: StudyQuestion): Learned | undefined {
    const { policy, at } = question;
    if (policy.slos.length === 0) return undefined;
    const about = aboutOf(policy);
    if (about !== this.#about) this.#forget(about);
    const isDue = this.#nextAt === undefined || at >= this.#nextAt || secondsBetween(at, this.#nextAt) > ROUND;
    if (isDue && this.#asking === undefined) this.#begin(question);
    const because = this.#trouble ?? "the past is being read";
    return this.#learned ?? this.#recalled ?? { kind: "unknown", because };
  }

  #forget(about: string): void {
    this.#about = about;
    this.#learners.clear();
    this.#read = this.#nextAt = this.#trouble = this.#missing = this.#learned = this.#recalled = undefined;
  }

  #begin(question: StudyQuestion): void {
    const about = this.#about;
    this.#asking = this.#study(question)
      .catch((error: unknown) => {
        this.#trouble = `the past could not be read: ${String(error)}`;
      })
      .finally(() => {
        this.#asking = undefined;
        // Of what was asked for another policy nothing is kept.
        if (about !== this.#about) this.#forget(this.#about);
      });
  }

  async #study(question: StudyQuestion): Promise<void> {
    const { at, policy, watched } = question;
    const now = floorTo(NEWS.length, before(at, SETTLED));
    // Pieces end at whole hours, as what is counted by the hour does.
    const start = floorTo(OLD.length, now);
    this.#read ??= { from: start, to: start };
    const { from, to } = this.#read;
    const isHurried = this.#recalled === undefined && secondsBetween(from, now) < WEEK;
    this.#nextAt = isHurried ? instant(at + HURRY * 1000) : this.#nextRound(at);
    if (now > to) {
      // What was missed for longer than a day is left out.
      const news = { from: instant(Math.max(to, before(now, PIECE))), to: now };
      if (!(await this.#learnFrom(question, news, NEWS))) return;
      this.#read = { from, to: now };
    }
    if (secondsBetween(from, now) < READ) {
      const piece = { from: before(from, PIECE), to: from };
      const grain = secondsBetween(piece.from, now) < FINE ? LATE : OLD;
      if (await this.#learnFrom(question, piece, grain)) this.#read = { from: piece.from, to: this.#read.to };
    }
    this.#tell(policy, watched.version, at, secondsBetween(this.#read.from, now) >= WEEK);
  }

  #nextRound(at: Instant): Instant {
    const round = ROUND * 1000;
    return instant((Math.floor((at - this.#offset * 1000) / round) + 1) * round + this.#offset * 1000);
  }

  /** Whether it is done with: what is not counted yet, or could not be asked for, is tried again. */
  async #learnFrom(question: StudyQuestion, stretch: Stretch, { length, step }: Grain): Promise<boolean> {
    const { policy, objectives } = question;
    const those = objectives.filter(({ slo }) => policy.slos.includes(slo));
    const counted = those.map((objective) => ({ objective, events: eventsOf(objective, question, stretch, length) }));
    if (counted.every(({ events }) => events.length === 0)) {
      // Of days before the first count that is no news.
      const isFirst = this.#learners.size === 0 && this.#missing === undefined;
      this.#trouble = isFirst ? "the SLOs have not counted anything yet" : undefined;
      return false;
    }
    const past = await fetchPast(question, stretch, step);
    if (past.kind === "failed") {
      this.#trouble = past.because;
      return false;
    }
    this.#trouble = undefined;
    if (past.kind === "unknown") {
      this.#missing = past.because;
      return true;
    }
    for (const { objective, events } of counted) {
      const learner = this.#learnerOf(objective, policy);
      for (const sample of pastSamples(past.value, events, length)) learner.add(sample);
    }
    return true;
  }

  #learnerOf({ slo, target }: Objective, { capacity }: ScalingPolicy): CapacityLearner {
    const budget = 1 - target;
    const known = this.#learners.get(slo);
    if (known !== undefined && known.budget === budget) return known.learner;
    const learner = new CapacityLearner(ratio(budget), ratio(capacity.spend));
    this.#learners.set(slo, { budget, learner });
    return learner;
  }

  /**
   * The least of what the SLOs allow; of one that tells nothing the others do not wait. What was known before a restart
   * stands until as much is known again.
   */
  #tell({ slos }: ScalingPolicy, version: string | undefined, at: Instant, isReadFar: boolean): void {
    const each = slos.flatMap((slo) => this.#learners.get(slo)?.learner.known(version, at).learned ?? []);
    const [least] = each.filter((one) => one.kind !== "unknown").toSorted((a, b) => a.perReplica - b.perReplica);
    const isEnough = least !== undefined && (isReadFar || least.kind === "learned");
    this.#learned = isEnough
      ? least
      : (this.#recalled ?? least ?? { kind: "unknown", because: this.#trouble ?? becauseOf(each[0], this.#missing) });
  }
}

const floorTo = (length: Seconds, at: Instant): Instant => instant(Math.floor(at / (length * 1000)) * length * 1000);

const becauseOf = (learned: Learned | undefined, missing = "no load was seen"): string =>
  learned?.kind === "unknown" ? learned.because : missing;

/** What was learned for one of these says nothing of another. */
const aboutOf = ({ target, demand, replicas, slos, capacity, change }: ScalingPolicy): string =>
  JSON.stringify([target, demand, replicas, slos, capacity.spend, change.versionLabel]);

/** A step of an SLO's history tells something where all of it was observed. */
const LEAST_COVERAGE = 0.99;

/** The events of an SLO by the ends of samples, over all its groups. */
function eventsOf(
  objective: Objective,
  { statuses, history }: StudyQuestion,
  { from, to }: Stretch,
  length: Seconds,
): readonly PastEvents[] {
  const groups = statuses.filter(({ objective: { slo } }) => slo === objective.slo);
  const sums = new Map<Instant, { readonly at: Instant; bad: number; total: number; groups: number }>();
  for (const { by } of groups)
    for (const { at, bad, total, coverage, excluded } of history(objective, by, from, to, length)) {
      if (coverage < LEAST_COVERAGE || excluded > 0) continue;
      const sum = sums.get(at) ?? { at, bad: 0, total: 0, groups: 0 };
      sums.set(at, { at, bad: sum.bad + bad, total: sum.total + total, groups: sum.groups + 1 });
    }
  return [...sums.values()].filter((sum) => sum.groups === groups.length);
}
