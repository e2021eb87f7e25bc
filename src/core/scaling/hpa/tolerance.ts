import type { HpaDefaults, HpaSpec } from "./types.ts";

/** How far a metric may miss its target before the controller acts. */
export class Tolerances {
  readonly #least: number;
  readonly #most: number;

  constructor(upShare: number, downShare: number) {
    this.#least = 1 - downShare;
    this.#most = 1 + upShare;
  }

  /** Whether a value that is `ratio` times its target is near enough; NaN, as of zero pods, never is. */
  bear(ratio: number): boolean {
    return this.#least <= ratio && ratio <= this.#most;
  }
}

/** The manifest's own tolerance where it has one (Kubernetes 1.35 and later), else the cluster's. */
export const tolerancesOf = ({ behavior }: HpaSpec, { tolerance }: HpaDefaults): Tolerances =>
  new Tolerances(behavior?.up.tolerance ?? tolerance, behavior?.down.tolerance ?? tolerance);
