import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { Fresh } from "./fresh.ts";
import { BEYOND } from "./learned.ts";
import type { Observation } from "./observation.ts";

/**
 * What one replica can take, in requests per second: as declared or as it was learned, and as far as what the burn at
 * planned load has shown corrects it. Where no overload was seen, a little more than that is tried.
 */
export function capacityOf(policy: ScalingPolicy, { learned, memory }: Observation): Fresh<number> {
  const said = saidOf(policy, learned);
  return said.ok ? { ok: true, value: said.value * correctedBy(memory) } : said;
}

function saidOf({ capacity }: ScalingPolicy, learned: Observation["learned"]): Fresh<number> {
  if (capacity.kind === "fixed") return { ok: true, value: capacity.perReplica };
  if (learned === undefined) return { ok: false, because: "the capacity is not learned yet" };
  if (learned.kind === "unknown") return { ok: false, because: `the capacity is not learned yet: ${learned.because}` };
  return { ok: true, value: learned.kind === "at least" ? learned.perReplica * BEYOND : learned.perReplica };
}

/** How far the capacity is corrected, in whole percents: less moves nothing, and a sentence can be read. */
export const correctedBy = (memory: Observation["memory"]): number =>
  Math.round((memory?.correction?.factor ?? 1) * 100) / 100;
