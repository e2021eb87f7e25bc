import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import { autoscalerName, LONGEST_SCALED_OBJECT_NAME, SCALABLE_KINDS } from "../../objective/autoscaler.ts";
import type { ScalingPolicy } from "../../objective/scaling-policy.ts";
import { listOf } from "../text/describe.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import type { ScalingContext } from "./scaling-context.ts";

type Driven = Pick<ScalingPolicy, "name" | "target" | "mode" | "autoscaler">;
type DrivenData = Pick<NonNullable<SpecData["scaling"]>[number], keyof Driven>;

/** The workload of a scaling block and what drives it. @returns undefined when a hole was reported */
export function toDriven(
  { name, target, mode = DEFAULTS.scaling.mode, autoscaler = DEFAULTS.scaling.autoscaler }: Draft<DrivenData>,
  context: ScalingContext,
  path: Path,
  report: FieldReport,
): Driven | undefined {
  const workload = parseWorkload(target, context.namespace);
  if (name === undefined || workload === undefined) return undefined;
  const driven = { name, target: workload, mode, autoscaler };
  checkAutoscaler(driven, context, path, report);
  return driven;
}

/**
 * What would keep the autoscaler of a policy from reading its number. Nobody reads it yet while it is only
 * recommended, so that it is a warning then.
 */
function checkAutoscaler(policy: Driven, context: ScalingContext, path: Path, report: FieldReport): void {
  if (policy.autoscaler === "none") return;
  const severity = policy.mode === "publish" ? "error" : "warning";
  const kind = kindFault(policy);
  if (kind !== undefined) report.at([...path, "target"], { ...kind, severity });
  if (policy.target.namespace !== context.namespace)
    report.at([...path, "target"], {
      code: "workload-elsewhere",
      severity,
      problem: `the workload is in ${policy.target.namespace}, where an autoscaler cannot read a number of ${context.namespace}`,
      remedy: `write namespace: ${policy.target.namespace} at the top of the file, or autoscaler: none`,
    });
  const name = autoscalerName(context.service, policy.name);
  if (policy.autoscaler === "keda" && name.length > LONGEST_SCALED_OBJECT_NAME)
    report.at([...path, "name"], {
      code: "scaled-object-name",
      severity,
      problem: `the ScaledObject would be named ${name}, ${name.length} characters, expected at most ${LONGEST_SCALED_OBJECT_NAME}`,
      remedy: "shorten the name of the scaling block, or write autoscaler: hpa",
    });
}

function kindFault({ target, autoscaler }: Driven): Told<Place> | undefined {
  const kind = SCALABLE_KINDS[target.kind];
  const known = Object.entries(SCALABLE_KINDS);
  if (kind === undefined)
    return {
      code: "workload-kind",
      problem: `no autoscaler is written for the kind ${target.kind}`,
      remedy: `write one of ${listOf(known.map(([name]) => name))}, or autoscaler: none and a manifest of your own`,
    };
  if (autoscaler !== "hpa-object" || kind.hasObjectMetric) return undefined;
  const withMetric = known.filter(([, { hasObjectMetric }]) => hasObjectMetric).map(([name]) => name);
  return {
    code: "workload-kind",
    problem: `the custom metrics API has no number at a ${target.kind}`,
    remedy: `write one of ${listOf(withMetric)}, or autoscaler: hpa`,
  };
}

function parseWorkload(target: string | undefined, namespace: string): ScalingPolicy["target"] | undefined {
  const parts = target?.split("/") ?? [];
  const [name, kind, own] = parts.toReversed();
  return name === undefined || kind === undefined ? undefined : { namespace: own ?? namespace, kind, name };
}
