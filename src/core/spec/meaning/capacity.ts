import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { ratio } from "../../units/ratio.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";

type ScalingDraft = Draft<NonNullable<SpecData["scaling"]>[number]>;

/** What one replica takes. @returns undefined when that is not said, or not in one way, which is reported */
export function toCapacity(
  { capacity, slos = [] }: Pick<ScalingDraft, "capacity" | "slos">,
  path: Path,
  report: FieldReport,
): ScalingPolicy["capacity"] | undefined {
  if (capacity === undefined) return undefined;
  const fixed = report.has([...path, "perReplica"]);
  const learn = report.has([...path, "learn"]);
  if (fixed === learn) {
    report.at(path, {
      code: "capacity-count",
      problem: fixed
        ? "perReplica and learn are both given, expected one of them"
        : "capacity has neither perReplica nor learn",
      remedy: "write capacity: {perReplica: 50}, or capacity: {learn: true}",
    });
    return undefined;
  }
  if (learn && slos.length === 0)
    report.at([...path, "learn"], {
      code: "learned-without-slo",
      problem: "a capacity is learned by the budget that load burns, and the block names no SLO",
      remedy: "add slos: [availability] with SLOs of this file, or write capacity: {perReplica: 50}",
    });
  const planned = {
    // What is learned is what a replica takes at the SLO: all of it is planned with.
    utilization: ratio(capacity.utilization ?? (learn ? 1 : DEFAULTS.capacity.utilization)),
    // What an author has written is what is done.
    isCorrected: !report.has([...path, "utilization"]),
    spend: capacity.spend ?? DEFAULTS.capacity.spend,
  };
  if (learn) return { kind: "learn", ...planned };
  return capacity.perReplica === undefined ? undefined : { kind: "fixed", perReplica: capacity.perReplica, ...planned };
}
