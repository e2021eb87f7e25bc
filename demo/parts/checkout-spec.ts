import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Objective } from "../../src/core/objective/objective.ts";
import type { ScalingPolicy } from "../../src/core/objective/scaling-policy.ts";
import { parseSpec } from "../../src/core/spec/parse-spec.ts";
import { SPECS } from "./headroom.ts";

/** What the checkout's spec says of its replicas, and of what burns when they are too few. */
export interface CheckoutSpec {
  readonly limits: ScalingPolicy["limits"];
  /** Requests a second that one replica takes. */
  readonly perReplica: number;
  readonly versionLabel: string;
  readonly availability: Objective;
}

/**
 * Reads the spec as the package has it.
 *
 * @throws Error if the checkout is not scaled there by a capacity that is declared, or does not promise availability
 */
export async function readCheckoutSpec(): Promise<CheckoutSpec> {
  const file = join(SPECS, "checkout.yaml");
  const spec = await parseSpec(await readFile(file), file);
  const [scaling] = spec.ok ? spec.value.scaling : [];
  const availability = spec.ok ? spec.value.objectives.find(({ slo }) => slo === "availability") : undefined;
  if (scaling?.capacity.kind !== "fixed" || availability === undefined)
    throw new Error(`${file}: expected a fixed capacity and an availability SLO`);
  const { limits, capacity, change } = scaling;
  return { limits, perReplica: capacity.perReplica, versionLabel: change.versionLabel, availability };
}
