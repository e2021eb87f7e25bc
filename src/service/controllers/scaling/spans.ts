import type { Service } from "../../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { Decision } from "../../../core/scaling/decision/decision.ts";
import type { SpanAttributes } from "../../ports/spans.ts";

/** A reason is one sentence; what a formula yields may be longer. */
const LONGEST_REASON = 200;

/** What a decision's span is about. */
export const spanOf = ({ service, namespace }: Service, { name, mode }: ScalingPolicy): SpanAttributes => ({
  "headroom.service": service,
  "headroom.namespace": namespace,
  "headroom.scaling": name,
  "headroom.mode": mode,
});

/** What came of it. A refusal is an answer, and leaves the span well. */
export const outcomeOf = ({ result, burn, winner }: Decision): SpanAttributes => ({
  "headroom.burn_class": burn.class,
  ...(winner === undefined ? {} : { "headroom.winner": winner }),
  ...(result.kind === "replicas"
    ? { "headroom.replicas": result.replicas }
    : { "headroom.refused": result.because.slice(0, LONGEST_REASON) }),
});
