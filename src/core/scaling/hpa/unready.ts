/** Flags of the controller manager: how long a pod counts as starting, and how soon one that never was ready does. */
const STARTING_SECONDS = 300;
const READINESS_DELAY_SECONDS = 30;

/** One pod, by what the API server and the metrics server say. Seconds are on one clock. */
export interface PodFacts {
  /** Undefined while it is pending. */
  readonly startedAtSeconds: number | undefined;
  readonly isReady: boolean;
  /** When it became ready, or ceased to be. */
  readonly changedAtSeconds: number;
  /** The newest sample of its usage, over the `windowSeconds` before it; undefined while there is none. */
  readonly sampledAtSeconds: number | undefined;
  readonly windowSeconds: number;
}

/**
 * Whether the CPU usage of a pod is not believed: it starts, or was ready for less than the sample's window. A pod that
 * runs without any sample is no such one, ready or not: its usage is missing.
 */
export function isUnready(pod: PodFacts, nowSeconds: number): boolean {
  const { startedAtSeconds, isReady, changedAtSeconds, sampledAtSeconds, windowSeconds } = pod;
  if (startedAtSeconds === undefined) return true;
  if (sampledAtSeconds === undefined) return false;
  if (startedAtSeconds + STARTING_SECONDS > nowSeconds)
    return !isReady || sampledAtSeconds < changedAtSeconds + windowSeconds;
  return !isReady && startedAtSeconds + READINESS_DELAY_SECONDS > changedAtSeconds;
}
