import type { Instant } from "../../units/instant.ts";
import type { Observation, Rollout } from "./observation.ts";

/** A number of replicas and why, or why there is none. */
export type Estimate =
  | { readonly kind: "replicas"; readonly replicas: number; readonly because: string }
  | { readonly kind: "refused"; readonly because: string };

/**
 * What burns the budget: `none` nothing does; `overload` load that more replicas would take; `change` a rollout;
 * `dependency` something that neither load nor a rollout explains; `unknown` too little is known to tell.
 */
export const BURN_CLASSES = ["none", "overload", "change", "dependency", "unknown"] as const;

/** What burns the budget, by the name that the API and metrics have for it. */
export type BurnClass = (typeof BURN_CLASSES)[number];

/** The class of the present burn, with what it was told by. */
export interface BurnVerdict {
  readonly class: BurnClass;
  readonly because: string;
}

/** What a judge did with what was estimated before it. */
export type Verdict =
  | { readonly kind: "stands" }
  | { readonly kind: "changed"; readonly replicas: number; readonly because: string }
  | { readonly kind: "refused"; readonly because: string };

/** How many replicas a workload needs, or why nobody may say. A value: somebody else acts on it. */
export interface Decision {
  readonly at: Instant;
  readonly scaling: string;
  readonly result: Estimate;
  readonly burn: BurnVerdict;
  /** The newest change of the workload that was reckoned with. */
  readonly rollout: Rollout | undefined;
  /** Every estimator's answer, by its name, in the order of the policy. */
  readonly estimates: readonly (Estimate & { readonly estimator: string })[];
  /** The estimator whose number won; undefined when all refused. */
  readonly winner: string | undefined;
  /** The judges that did something, in order. */
  readonly verdicts: readonly (Verdict & { readonly judge: string })[];
  /** What it was decided from. */
  readonly observation: Observation;
}
