import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { Decision, Estimate, Verdict } from "../decision/decision.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { Observation } from "../decision/observation.ts";
import { rolloutOf } from "../decision/rollout.ts";
import type { Estimator } from "../estimators/estimator.ts";
import { expectedLoad } from "../load/expected.ts";
import { classifyBurn } from "../judges/burn-class.ts";
import type { Proposal } from "../judges/judge.ts";
import { estimatorsOf } from "./estimators.ts";
import { JUDGES } from "./judges.ts";

/** A policy that is ready to decide: what takes time is done once. */
export interface CompiledPolicy {
  readonly policy: ScalingPolicy;
  readonly estimators: readonly Estimator[];
}

/** Prepares a policy, whose formula was checked when its spec was read. */
export const compilePolicy = async (policy: ScalingPolicy): Promise<CompiledPolicy> => ({
  policy,
  estimators: await estimatorsOf(policy),
});

/**
 * How many replicas a workload needs. A function of the policy and of what was observed, and of nothing else: the same
 * on every replica, after a restart, in a replay and in a test.
 *
 * @param history - observations, oldest first; the last one is the present
 * @throws RangeError when nothing was observed
 */
export function decide({ policy, estimators }: CompiledPolicy, history: readonly Observation[]): Decision {
  const now = history.at(-1);
  if (now === undefined) throw new RangeError("nothing was observed");
  const before = history.slice(0, -1);
  const rollout = rolloutOf(policy, now, before);
  const facts = { policy, now, before, rollout };
  const load = expectedLoad(policy, now, before);
  const inputs: Inputs = { ...facts, burn: classifyBurn(facts), load };
  const estimates: Decision["estimates"][number][] = [];
  for (const { name, estimate } of estimators) {
    const found = estimate(inputs);
    if (found !== undefined) estimates.push({ ...found, estimator: name });
  }
  const numbers = estimates.filter((estimate) => estimate.kind === "replicas");
  const refusals = estimates.filter(({ kind }) => kind === "refused").map(({ because }) => because);
  let winner = numbers[0];
  for (const one of numbers) if (winner === undefined || one.replicas > winner.replicas) winner = one;
  const told = { at: now.at, rollout, scaling: policy.name, burn: inputs.burn, estimates, observation: now };
  if (now.clusterTrouble !== undefined) return { ...told, ...NOBODY, result: refusal([now.clusterTrouble]) };
  // A floor says how few are allowed, not how many are needed: alone it decides nothing.
  const isMeasured = numbers.some(({ estimator }) => !FLOORS.has(estimator));
  if (winner === undefined || (!isMeasured && refusals.length > 0))
    return { ...told, ...NOBODY, result: refusal(refusals) };
  const floor = numbers.find(({ estimator }) => estimator === "schedule")?.replicas ?? 0;
  const proposal = { replicas: winner.replicas, demanded: load.ok ? load.value.replicas : undefined, floor, refusals };
  const { result, verdicts } = judge(proposal, winner.because, inputs);
  return { ...told, winner: winner.estimator, verdicts, result };
}

/** Estimators that only raise. */
const FLOORS: ReadonlySet<string> = new Set(["schedule", "forecast"]);

const NOBODY = { winner: undefined, verdicts: [] } as const;

function judge(
  first: Proposal,
  because: string,
  inputs: Inputs,
): { readonly result: Estimate; readonly verdicts: Decision["verdicts"] } {
  const verdicts: (Verdict & { readonly judge: string })[] = [];
  let proposal = first;
  let reason = because;
  for (const one of JUDGES) {
    const verdict = one.judge(proposal, inputs);
    if (verdict.kind === "stands") continue;
    verdicts.push({ ...verdict, judge: one.name });
    if (verdict.kind === "refused") return { result: { kind: "refused", because: verdict.because }, verdicts };
    proposal = { ...proposal, replicas: verdict.replicas };
    reason = verdict.because;
  }
  return { result: { kind: "replicas", replicas: proposal.replicas, because: reason }, verdicts };
}

const refusal = (refusals: readonly string[]): Estimate => ({
  kind: "refused",
  because: refusals[0] ?? "nothing says how many replicas are needed",
});
