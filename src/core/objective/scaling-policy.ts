import type { Place } from "../diagnostics/diagnostic.ts";
import type { Ratio } from "../units/ratio.ts";
import type { Seconds } from "../units/seconds.ts";
import type { Autoscaler } from "./autoscaler.ts";

/** A workload and how its replicas follow load; checked here, acted on by the scaling room. */
export interface ScalingPolicy {
  readonly name: string;
  readonly target: { readonly namespace: string; readonly kind: string; readonly name: string };
  /** `recommend` publishes nothing and logs everything. */
  readonly mode: "recommend" | "publish";
  readonly autoscaler: Autoscaler;
  /** Names of objectives of the same service whose burn may boost or freeze. */
  readonly slos: readonly string[];
  /** PromQL: how many replicas there are, for where no Kubernetes tells. */
  readonly replicas: string | undefined;
  /** PromQL, requests per second. */
  readonly demand: string;
  /** What one replica takes. */
  readonly capacity: Capacity;
  /** What waits, and within what time it is to be drained. */
  readonly backlog: Backlog | undefined;
  readonly saturation: { readonly query: string; readonly limit: Ratio } | undefined;
  /** Arithmetic over {@link FORMULA_VARIABLES}, already checked. */
  readonly formula: string;
  /** Replicas are multiplied by `boostMax` at most, so 1 boosts nothing; `burnAbove` is a burn rate. */
  readonly overload: { readonly boostMax: number; readonly burnAbove: number };
  /** How long a rollout is recent, and by how much the replicas from before it may be multiplied for its sake. */
  readonly change: { readonly window: Seconds; readonly versionLabel: string; readonly capacityLossMax: number };
  /** Replicas at least and at most, whatever is decided. */
  readonly limits: { readonly min: number; readonly max: number };
  readonly stale: { readonly maxAge: Seconds };
  /** How long a new replica takes until it serves. */
  readonly startup: Seconds;
  /** The share by which the number may miss the replicas there are before the autoscaler acts: 0.1 is a tenth. */
  readonly tolerance: Ratio;
  readonly schedule: readonly ScheduledFloor[];
  /** Demand is foretold from `days` earlier days for so long ahead; undefined: it is not. */
  readonly forecast: { readonly lead: Seconds; readonly days: number } | undefined;
  readonly place: Place;
}

/** Requests a second that one replica takes, declared or learned, and how much of it is used. */
export type Capacity = ({ readonly kind: "fixed"; readonly perReplica: number } | { readonly kind: "learn" }) & {
  /** The share of it that is planned with. */
  readonly utilization: Ratio;
  /** The author leaves that share to what is seen at it: the capacity is corrected by the burn at planned load. */
  readonly isCorrected: boolean;
  /** The burn that is borne at planned load, as a multiple of what is sustainable. */
  readonly spend: number;
};

/** Work that waits in a queue. */
export interface Backlog {
  /** PromQL: how many requests, or messages, wait. */
  readonly query: string;
  readonly drainWithin: Seconds;
  /** PromQL: how many consumers can work at once; undefined where any number can. */
  readonly partitions: string | undefined;
}

/** A floor of replicas that starts by a five-field cron expression in a time zone. */
export interface ScheduledFloor {
  readonly cron: string;
  readonly timezone: string;
  readonly duration: Seconds;
  /** Replicas at least, meanwhile. */
  readonly floor: number;
}

/** The kinds of workloads whose replicas and rollouts a cluster tells; of others a query has to. */
export const WORKLOAD_KINDS = ["Deployment", "StatefulSet", "ReplicaSet"] as const;

/** A kind that the mirror of the cluster holds. */
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/**
 * Replicas, where the author gives no formula: what demand, saturation and the schedule ask for, the largest of them.
 */
export const DEFAULT_FORMULA =
  "max((demand + backlog / drainWithin) / (capacity * utilization), replicas * saturation / saturationLimit, floor)";

/** What a formula may name. */
export const FORMULA_VARIABLES = [
  "demand",
  "backlog",
  "drainWithin",
  "capacity",
  "utilization",
  "saturation",
  "saturationLimit",
  "replicas",
  "floor",
  "burn5m",
  "burn30m",
  "burn1h",
  "burn6h",
  "budgetLeft",
  "latencyRatio",
] as const;

/** What a formula may call: functions of mathjs, and `clamp(value, low, high)`. */
export const FORMULA_FUNCTIONS = ["min", "max", "ceil", "floor", "abs", "sqrt", "exp", "log", "clamp"] as const;
