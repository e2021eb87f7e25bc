import type { Located } from "../documents/located.ts";
import { DEFAULT_BEHAVIOR, type HpaBehavior, type ScalingRules } from "../scaling/hpa/types.ts";
import { text } from "./autoscaler-object.ts";
import { parseQuantity } from "./quantity.ts";

/** How an autoscaler may move, with what Kubernetes fills in; undefined where a manifest says nothing of it. */
export const readBehavior = (behavior: Located): HpaBehavior | undefined =>
  behavior.isThere
    ? {
        up: readRules(behavior.at("scaleUp"), DEFAULT_BEHAVIOR.up),
        down: readRules(behavior.at("scaleDown"), DEFAULT_BEHAVIOR.down),
      }
    : undefined;

function readRules(rules: Located, usual: ScalingRules): ScalingRules {
  const policies = rules.at("policies").items();
  const tolerance = rules.at("tolerance");
  return {
    windowSeconds: numberIn(rules.at("stabilizationWindowSeconds")) ?? usual.windowSeconds,
    select: SELECTS[text(rules.at("selectPolicy"))] ?? usual.select,
    policies:
      policies.length === 0
        ? usual.policies
        : policies.map((policy) => ({
            kind: policy.at("type").value === "Pods" ? "pods" : "percent",
            value: numberIn(policy.at("value")) ?? 0,
            periodSeconds: numberIn(policy.at("periodSeconds")) ?? 0,
          })),
    tolerance: tolerance.isThere ? parseQuantity(text(tolerance)) : undefined,
  };
}

const SELECTS: Readonly<Record<string, ScalingRules["select"]>> = { Max: "max", Min: "min", Disabled: "disabled" };

/** The number that a scalar is, in whatever unit its field has; undefined for what is none. @returns that number */
export const numberIn = ({ value }: Located): number | undefined => (typeof value === "number" ? value : undefined);
