import type { Reading } from "../../objective/reading.ts";
import type { Instant } from "../../units/instant.ts";
import type { Learned } from "./learned.ts";
import type { Memory } from "./memory.ts";

/** What was seen of a workload and its SLOs at one moment: all that a decision reads, and so all that explains it. */
export interface Observation {
  readonly at: Instant;
  /** Offered load, in requests a second. */
  readonly demand: Reading<number>;
  /** How many requests wait; undefined where the policy has no backlog. */
  readonly backlog?: Reading<number> | undefined;
  /** How many consumers can work at once; undefined where the policy does not ask. */
  readonly partitions?: Reading<number> | undefined;
  /** The share of something that fills up; undefined where the policy names nothing. */
  readonly saturation: Reading<number> | undefined;
  readonly replicas: Reading<Replicas>;
  /** The SLOs that the policy names. */
  readonly slos: readonly SloObservation[];
  /** The versions whose series make up the demand, by the policy's label; empty where they have none. */
  readonly versions: readonly string[];
  /** The newest change of the workload, where the cluster tells it. */
  readonly rollout: Rollout | undefined;
  /**
   * What keeps the cluster from telling how the workload stands, where nothing else tells it: nothing is decided then.
   */
  readonly clusterTrouble: string | undefined;
  /** How demand grew on earlier days, from this time of the day on; undefined where the policy has no forecast. */
  readonly season?: Reading<readonly Growth[]> | undefined;
  /** What is kept of the past beyond what is remembered; undefined in records from before there was any. */
  readonly memory?: Memory | undefined;
  /** What one replica takes, as it was learned until then; absent where nobody learns it. */
  readonly learned?: Learned | undefined;
}

/** How many replicas a workload has: between the two numbers lie those that start. */
export interface Replicas {
  /** How many were asked for. */
  readonly asked: number;
  /** How many of them can take load. */
  readonly ready: number;
}

/** One SLO, by the group of it that stands worst. */
export interface SloObservation {
  readonly slo: string;
  /** Multiples of the sustainable rate. */
  readonly burn: Readonly<Record<FormulaWindow, Reading<number>>>;
  /** 1 = untouched, negative = overspent. */
  readonly budgetLeft: Reading<number>;
  /** p99 over the bound; undefined for what is no latency SLO. */
  readonly latencyRatio: Reading<number> | undefined;
  /** A page's thresholds are exceeded. */
  readonly isPaging: boolean;
  /**
   * Burn of each version over 5 minutes; empty where the SLO's series do not tell versions apart, and where it does not
   * matter: without a fast burn, or without a rollout.
   */
  readonly burnByVersion: Readonly<Record<string, number>>;
}

/** Windows whose burn a formula may name. */
export const FORMULA_WINDOWS = ["5m", "30m", "1h", "6h"] as const;

/** A window of `burn5m` and its like. */
export type FormulaWindow = (typeof FORMULA_WINDOWS)[number];

/**
 * How far a rollout is: `running` it gets on; `stuck` it is not done and gets on no more; `settled` nothing moves.
 */
export const ROLLOUT_PROGRESS = ["running", "stuck", "settled"] as const;

/** How far a rollout is, by the name that the API has for it. */
export type RolloutProgress = (typeof ROLLOUT_PROGRESS)[number];

/** A new version of the workload takes the place of an old one. */
export interface Rollout {
  readonly startedAt: Instant;
  readonly progress: RolloutProgress;
}

/** By how much demand grew on an earlier day, from this time of it on. */
export interface Growth {
  /** How many days ago. */
  readonly days: number;
  /** The most that came within the policy's lead over what there was; 1 is no more. */
  readonly growth: number;
}
