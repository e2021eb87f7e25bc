/**
 * What a HorizontalPodAutoscaler is told to do, with every default filled in.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export interface HpaSpec {
  /** Replicas at least and at most. */
  readonly limits: { readonly min: number; readonly max: number };
  readonly metrics: readonly HpaMetric[];
  /** Undefined where the manifest has none: the controller then takes another way, with limits of its own. */
  readonly behavior: HpaBehavior | undefined;
}

/** One metric and its target. Values are in thousandths, as the controller counts them. */
export type HpaMetric =
  | {
      readonly kind: "averageValue" | "value";
      /** In thousandths of a unit. */
      readonly targetMilli: number;
    }
  | { readonly kind: "utilization"; readonly targetPercent: number };

/** The way up and the way down. */
export interface HpaBehavior {
  readonly up: ScalingRules;
  readonly down: ScalingRules;
}

/** How fast, how late and from which difference on the controller follows. */
export interface ScalingRules {
  readonly windowSeconds: number;
  readonly select: "max" | "min" | "disabled";
  readonly policies: readonly ScalingRate[];
  /** The share by which a metric may miss its target without a change; undefined: that of the cluster. */
  readonly tolerance: number | undefined;
}

/** So many pods, or percent of them, within a period. */
export interface ScalingRate {
  readonly kind: "pods" | "percent";
  /** How many, or percent. */
  readonly value: number;
  readonly periodSeconds: number;
}

/** What the cluster decides for every autoscaler: flags of the controller manager. */
export interface HpaDefaults {
  /** The share by which a metric may miss its target without a change. */
  readonly tolerance: number;
  readonly downWindowSeconds: number;
}

/** What a metric's source says at one moment: undefined is an error. */
export type HpaReading =
  | {
      readonly kind: "value";
      /** In thousandths of a unit. */
      readonly milli: number | undefined;
    }
  | { readonly kind: "pods"; readonly groups: readonly PodGroup[] | undefined };

/** Pods that are alike, as the autoscaler sees them. */
export interface PodGroup {
  /** How many they are. */
  readonly count: number;
  /** What each of them asks for, in thousandths. */
  readonly requestMilli: number;
  /** What each of them uses, in thousandths; undefined where the metrics server has nothing of it yet. */
  readonly usageMilli: number | undefined;
  /** Pending, or so young that its usage says nothing: see `isUnready`. */
  readonly isUnready: boolean;
}

/** The workload, and what its metrics say, at one sync. */
export interface HpaSeen {
  /** Seconds on any clock that does not go back. */
  readonly atSeconds: number;
  /** How many replicas are asked for. */
  readonly replicas: number;
  /** How many pods there are: another number than {@link replicas} while a rollout adds some. */
  readonly statusReplicas: number;
  /** How many pods run and are ready. */
  readonly readyReplicas: number;
  /** One for each metric, in its order. */
  readonly readings: readonly HpaReading[];
}

/** What the controller remembers of one autoscaler. A restart of the controller forgets it. */
export interface HpaState {
  /** Undefined before the first sync. */
  readonly recommendations: readonly Stamped[] | undefined;
  readonly raises: readonly Stamped[];
  readonly cuts: readonly Stamped[];
  /** It was the autoscaler that took the last replica away. */
  readonly isAsleep: boolean;
}

/** A number of replicas and when it was reckoned. */
export interface Stamped {
  readonly atSeconds: number;
  readonly replicas: number;
}

/** What one sync did. */
export interface HpaOutcome {
  /** How many replicas are asked for now. */
  readonly replicas: number;
  readonly state: HpaState;
  /**
   * `computed` from the metrics; `bounded` back within the limits, without a look at them; `failed` they say too little
   * to act; `disabled` somebody has set the workload to zero.
   */
  readonly kind: "computed" | "bounded" | "failed" | "disabled";
  /** On the way to a number that was `computed`; undefined otherwise. */
  readonly reckoned?: Reckoned;
}

/** Numbers of replicas on the way from metrics to what is asked for. */
export interface Reckoned {
  /** What the metrics ask for. */
  readonly proposed: number;
  /** What the windows leave of it, before rates and limits. */
  readonly stabilized: number;
}

/** Before the first sync. */
export const NEW_STATE: HpaState = { recommendations: undefined, raises: [], cuts: [], isAsleep: false };

/** The controller manager's own defaults. */
export const HPA_DEFAULTS: HpaDefaults = { tolerance: 0.1, downWindowSeconds: 300 };

/** How often each autoscaler is looked at. */
export const SYNC_SECONDS = 15;

/** What a manifest that has a `behavior` gets for each part that it leaves out. */
export const DEFAULT_BEHAVIOR: HpaBehavior = {
  up: {
    windowSeconds: 0,
    select: "max",
    policies: [
      { kind: "pods", value: 4, periodSeconds: 15 },
      { kind: "percent", value: 100, periodSeconds: 15 },
    ],
    tolerance: undefined,
  },
  down: {
    windowSeconds: HPA_DEFAULTS.downWindowSeconds,
    select: "max",
    policies: [{ kind: "percent", value: 100, periodSeconds: 15 }],
    tolerance: undefined,
  },
};
