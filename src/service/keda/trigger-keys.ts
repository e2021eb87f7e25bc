import { nearest } from "../../core/diagnostics/nearest.ts";
import type { SignalName } from "../signals/named-signals.ts";
import { shown } from "./answer.ts";

/** The metadata of a trigger, as KEDA sends all of it. */
export type Metadata = Readonly<Record<string, string>>;

const TARGET = "a number, the target for the autoscaler; a formula of scalingModifiers does not read it";

/** What each key of a trigger holds, by the signal that it asks for. */
const TRIGGER_KEYS = {
  slo_required_replicas: { service: "the name of the service", scaling: "the name of a scaling block" },
  slo_burn_rate: {
    service: "the name of the service",
    slo: "the name of an SLO",
    window: "5m, 1h or another burn window, or slo",
    targetValue: TARGET,
  },
  slo_latency_seconds: {
    service: "the name of the service",
    slo: "the name of a latency SLO",
    quantile: "0.5, 0.95 or 0.99",
    targetValue: TARGET,
  },
  slo_error_budget_remaining_ratio: {
    service: "the name of the service",
    slo: "the name of an SLO",
    targetValue: TARGET,
  },
} as const satisfies Readonly<Record<SignalName, Readonly<Record<string, string>>>>;

/** What KEDA reads itself, or may read, and sends along. */
const KEDAS_OWN: ReadonlySet<string> = new Set([
  "scalerAddress",
  "enableTLS",
  "unsafeSsl",
  "caCert",
  "tlsClientCert",
  "tlsClientKey",
  "tlsServerName",
]);

/** What is wrong beyond these is seen when they are mended: a message is a header, and to guess what was meant takes time. */
const MOST_UNKNOWN = 5;

/**
 * Everything that is wrong with the keys of a trigger.
 *
 * @param by - the labels that split the SLO; undefined as long as it is not known which SLO is meant
 */
export function keyProblems(
  metadata: Metadata,
  metric: SignalName,
  by: readonly string[] | undefined,
): readonly string[] {
  const needed: Readonly<Record<string, string>> = {
    ...TRIGGER_KEYS[metric],
    ...Object.fromEntries((by ?? []).map((label) => [label, "a value of the label that splits the SLO"])),
  };
  const known = ["metric", ...Object.keys(needed)];
  const missing = Object.entries(needed).filter(([key]) => (metadata[key] ?? "") === "");
  if (by === undefined && missing.length === 0) return [];
  const unknown = Object.keys(metadata)
    .filter((key) => !known.includes(key) && !isKedas(key))
    .slice(0, MOST_UNKNOWN);
  return [
    ...unknown.flatMap((key) => unknownKey(key, metric, known, by !== undefined)),
    ...missing.map(([key, what]) => `${key} is missing, write ${key}: ${what}`),
  ];
}

const isKedas = (key: string): boolean => KEDAS_OWN.has(key) || key.endsWith("FromEnv");

/** As long as the SLO is not known, a key that is near to no other may be a label that splits it. */
function unknownKey(key: string, metric: SignalName, known: readonly string[], isAllKnown: boolean): readonly string[] {
  const meant = nearest(key, known);
  if (meant === undefined && !isAllKnown) return [];
  const remedy = meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`;
  return [`${shown(key)} is no key of a trigger for ${metric}, ${remedy}`];
}
