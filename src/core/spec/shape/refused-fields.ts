import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";

/** How autoscalers name a metric and the value that it is held at. */
const RATIO_FIELDS = ["metric", "metrics", "signal", "threshold", "targetValue", "averageValue", "triggers"];

/** A field that is no slip of the fingers but a wish this format refuses; `pattern` is the way to its map. */
export function refusedField(key: string, pattern: string): Told<Place> | undefined {
  if (pattern !== "scaling.*" || !RATIO_FIELDS.includes(key)) return undefined;
  return {
    code: "ratio-target",
    problem: `scaling has no field ${key}: a metric that is held at a value grows with every step, unless it falls in proportion to replicas`,
    remedy: "write demand and capacity, and name SLOs in slos: their burn holds replicas, and boosts them if you ask",
  };
}
