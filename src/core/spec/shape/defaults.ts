import { DEFAULT_NAMING } from "../../objective/alert-naming.ts";
import { DEFAULT_FORMULA } from "../../objective/scaling-policy.ts";

/**
 * What holds where a spec does not say, written as a spec would write it. Said here alone: the schema, the reference
 * and the findings tell it from the fields, and what a field means is read from the same text.
 */
export const DEFAULTS = {
  namespace: "default",
  source: "default",
  timezone: "UTC",
  slo: { window: "30d" },
  latency: { type: "classic" },
  alerts: { page: "on", ticket: "on", noData: "ticket", exhausted: "ticket", minBadEvents: 5 },
  naming: DEFAULT_NAMING,
  scaling: { mode: "recommend", autoscaler: "hpa", formula: DEFAULT_FORMULA, startup: "60s", tolerance: 0.1 },
  capacity: { utilization: 0.8, spend: 0.2 },
  overload: { boostMax: 1.25, burnAbove: 6 },
  change: { window: "20m", versionLabel: "version", capacityLossMax: 1.25 },
  forecast: { days: 14 },
  stale: { maxAge: "90s" },
} as const;
