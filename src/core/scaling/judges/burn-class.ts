import { secondsBetween } from "../../units/instant.ts";
import { printDuration } from "../../budget/print.ts";
import type { BurnVerdict } from "../decision/decision.ts";
import { burnOf } from "../decision/burn-of.ts";
import { fresh } from "../decision/fresh.ts";
import { capacityOf } from "../decision/capacity-of.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { SloObservation } from "../decision/observation.ts";
import { isRecent } from "../decision/rollout.ts";
import { shown } from "../decision/shown.ts";

/** From this share of its capacity on a replica's load may explain a burn. */
const BUSY_FROM = 0.7;
/** Versions burn alike when the worst burns at most this many times as fast as the best. */
const ALIKE_WITHIN = 2;

type Facts = Omit<Inputs, "burn" | "load">;

/** Tells what burns: only a burn that more replicas would relieve may ask for more of them. */
export function classifyBurn(facts: Facts): BurnVerdict {
  const burning = worstBurn(facts);
  if (burning === undefined) return { class: "none", because: "the policy names no SLO" };
  if ("unknown" in burning) return { class: "unknown", because: burning.unknown };
  const { burn, slo } = burning;
  const above = facts.policy.overload.burnAbove;
  const fast = `${slo.slo} burns at ${shown(burn)}x`;
  if (burn <= above) return { class: "none", because: `${fast}, at most ${shown(above)}x is borne` };
  const change = recentChange(facts, slo);
  if (change !== undefined) return { class: "change", because: `${fast}, and ${change}` };
  const load = loadOf(facts);
  if ("unknown" in load) return { class: "unknown", because: `${fast}, but ${load.unknown}` };
  return load.busy
    ? { class: "overload", because: `${fast} while ${load.because}` }
    : { class: "dependency", because: `${fast}, though ${load.because} and no rollout is recent` };
}

/** The SLO that burns fastest over five minutes; undefined where the policy names none. */
function worstBurn({
  now,
  policy,
}: Facts): { readonly burn: number; readonly slo: SloObservation } | { readonly unknown: string } | undefined {
  if (now.slos.length === 0) return undefined;
  let worst: { readonly burn: number; readonly slo: SloObservation } | undefined;
  let unknown: string | undefined;
  for (const slo of now.slos) {
    const burn = fresh(`the burn of ${slo.slo}`, burnOf(slo, "5m", now.at), now.at, policy.stale.maxAge);
    if (!burn.ok) unknown ??= burn.because;
    else if (worst === undefined || burn.value > worst.burn) worst = { burn: burn.value, slo };
  }
  // A fast burn is one whatever another SLO would say; a slow one may hide it.
  if (worst !== undefined && (unknown === undefined || worst.burn > policy.overload.burnAbove)) return worst;
  return { unknown: unknown ?? "no burn is known" };
}

/** What a rollout has to do with it; undefined when it is none, long ago, or its versions burn alike. */
function recentChange({ rollout, now: { at }, policy }: Facts, slo: SloObservation): string | undefined {
  if (rollout === undefined || !isRecent(policy, rollout, at)) return undefined;
  if (burnAlike(slo)) return undefined;
  const versions = Object.entries(slo.burnByVersion).map(([version, burn]) => `${version} at ${shown(burn)}x`);
  const age = printDuration(Math.max(0, secondsBetween(rollout.startedAt, at)));
  const began = `a rollout began ${age} ago${rollout.progress === "stuck" ? " and is stuck" : ""}`;
  return versions.length < 2 ? began : `${began}: ${versions.join(", ")}`;
}

function burnAlike({ burnByVersion }: SloObservation): boolean {
  const burns = Object.values(burnByVersion);
  return burns.length > 1 && Math.max(...burns) <= ALIKE_WITHIN * Math.min(...burns);
}

type Load = { readonly busy: boolean; readonly because: string } | { readonly unknown: string };

function loadOf({ now, policy }: Facts): Load {
  const { saturation, stale } = policy;
  const full =
    now.saturation === undefined || saturation === undefined
      ? undefined
      : fresh("saturation", now.saturation, now.at, stale.maxAge);
  if (full?.ok === true && saturation !== undefined && full.value >= saturation.limit)
    return { busy: true, because: `saturation is ${shown(full.value)}` };
  const demand = fresh("demand", now.demand, now.at, stale.maxAge);
  const replicas = fresh("the number of replicas", now.replicas, now.at, stale.maxAge);
  const capacity = capacityOf(policy, now);
  if (!capacity.ok) return { unknown: capacity.because };
  if (!demand.ok) return { unknown: demand.because };
  if (!replicas.ok) return { unknown: replicas.because };
  const share = demand.value / Math.max(1, replicas.value.ready) / capacity.value;
  return { busy: share >= BUSY_FROM, because: `each replica has ${shown(share * 100)}% of its capacity to do` };
}
