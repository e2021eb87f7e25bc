import type { Verdict } from "../decision/decision.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { Replicas } from "../decision/observation.ts";
import { type Fresh, fresh } from "../decision/fresh.ts";

/** What stands before a judge: a number that estimators, and the judges before, agreed on. */
export interface Proposal {
  readonly replicas: number;
  /** What demand alone asks for, where it is known: real load is never held back. */
  readonly demanded: number | undefined;
  /** What a schedule asks for in advance; 0 where there is none. */
  readonly floor: number;
  /** Estimators that refused: something is not known, so nothing may be taken away. */
  readonly refusals: readonly string[];
}

/** One reason to change, or to hold back, what was estimated. The list in `policy/judges.ts` is the policy. */
export interface Judge {
  readonly name: string;
  readonly judge: (proposal: Proposal, inputs: Inputs) => Verdict;
}

/** A judge has nothing to change. */
export const STANDS: Verdict = { kind: "stands" };

/** The replicas that can be compared with now. */
export const presentReplicas = ({ now, policy }: Inputs): Fresh<Replicas> =>
  fresh("the number of replicas", now.replicas, now.at, policy.stale.maxAge);
