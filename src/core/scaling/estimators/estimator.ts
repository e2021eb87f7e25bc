import type { Estimate } from "../decision/decision.ts";
import type { Inputs } from "../decision/inputs.ts";

/** One reason for a number of replicas. The list in `policy/estimators.ts` is the policy. */
export interface Estimator {
  readonly name: string;
  /** Undefined where it has nothing to say now, which is no refusal. */
  readonly estimate: (inputs: Inputs) => Estimate | undefined;
}

/** An estimator cannot tell, and why: where nobody can, that is the reason of the whole decision. */
export const refused = (because: string): Estimate => ({ kind: "refused", because });
