import type { HpaBehavior, Stamped } from "./types.ts";

/** What is asked for after the windows were heard, and what they remember from now on. */
export interface Stabilized {
  readonly replicas: number;
  readonly recommendations: readonly Stamped[];
}

interface Asked {
  readonly atSeconds: number;
  /** How many replicas there are. */
  readonly present: number;
  /** How many are asked for. */
  readonly proposed: number;
}

/** Up no further than the least, and down no further than the most, that was asked for within each window. */
export function stabilize(
  { atSeconds, present, proposed }: Asked,
  past: readonly Stamped[],
  { up, down }: HpaBehavior,
): Stabilized {
  let [least, most] = [proposed, proposed];
  for (const { atSeconds: then, replicas } of past) {
    if (then > atSeconds - up.windowSeconds) least = Math.min(least, replicas);
    if (then > atSeconds - down.windowSeconds) most = Math.max(most, replicas);
  }
  const longest = Math.max(up.windowSeconds, down.windowSeconds);
  return {
    replicas: Math.min(Math.max(present, least), most),
    recommendations: [...past.filter((one) => one.atSeconds >= atSeconds - longest), { atSeconds, replicas: proposed }],
  };
}

/** The way of a manifest without `behavior`: the most that was asked for within the cluster's window. */
export function stabilizeDown(
  { atSeconds, proposed }: Asked,
  past: readonly Stamped[],
  windowSeconds: number,
): Stabilized {
  const recent = past.filter((one) => one.atSeconds >= atSeconds - windowSeconds);
  return {
    replicas: recent.reduce((most, { replicas }) => Math.max(most, replicas), proposed),
    recommendations: [...recent, { atSeconds, replicas: proposed }],
  };
}
