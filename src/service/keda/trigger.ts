import { windowsOf } from "../../core/objective/alert-policy.ts";
import { nearest } from "../../core/diagnostics/nearest.ts";
import type { Objective, Service } from "../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { QUANTILES } from "../../core/sli/feeds.ts";
import { isSignalName, type SeriesName, SIGNAL_NAMES, type SignalName } from "../signals/named-signals.ts";
import { servicesIn } from "../signals/services-in.ts";
import { type Answer, refusal, shown } from "./answer.ts";
import { keyProblems, type Metadata } from "./trigger-keys.ts";

/** What a trigger of a ScaledObject asks for. Everything in it is in the specs of the ScaledObject's namespace. */
export interface Trigger {
  readonly series: SeriesName;
  /** What an autoscaler holds the series against. */
  readonly target: number;
  /** The scaling block whose replicas are asked for; undefined for a gate. */
  readonly policy: ScalingPolicy | undefined;
}

/** Where a trigger comes from. */
export interface TriggerSource {
  readonly namespace: string;
  readonly scalerMetadata: Metadata;
}

const REPLICAS = "slo_required_replicas";

/** The least target that KEDA's thousandths can hold. */
const LEAST_TARGET = 0.001;

/** Reads the metadata of a trigger. It needs the specs alone: how things are measured is no matter here. */
export function readTrigger(source: TriggerSource, services: readonly Service[]): Answer<Trigger> {
  const { namespace, scalerMetadata: metadata } = source;
  const metric = metadata["metric"] ?? REPLICAS;
  if (!isSignalName(metric)) return unknownMetric(metric);
  const early = keyProblems(metadata, metric, metric === REPLICAS ? [] : undefined);
  if (early.length > 0) return unreadable(early);
  const name = metadata["service"] ?? "";
  const service = servicesIn(namespace, services).find((each) => each.service === name);
  return metric === REPLICAS ? readReplicas(source, name, service) : readGate({ ...source, metric }, name, service);
}

function readReplicas(
  { namespace, scalerMetadata: { scaling = "" } }: TriggerSource,
  name: string,
  service: Service | undefined,
): Answer<Trigger> {
  const policy = service?.scaling.find((each) => each.name === scaling);
  if (policy === undefined) return notFound(namespace, `scaling block ${shown(`${name}/${scaling}`)}`);
  const series = { namespace, metric: REPLICAS, labels: { service: name, scaling } } as const;
  return { ok: true, value: { series, target: 1, policy } };
}

type GateName = Exclude<SignalName, typeof REPLICAS>;

function readGate(
  { namespace, scalerMetadata: metadata, metric }: TriggerSource & { readonly metric: GateName },
  name: string,
  service: Service | undefined,
): Answer<Trigger> {
  const slo = metadata["slo"] ?? "";
  const objective = service?.objectives.find((each) => each.slo === slo);
  if (objective === undefined) return notFound(namespace, `SLO ${shown(`${name}/${slo}`)}`);
  const target = Number(metadata["targetValue"]);
  const problems = [...keyProblems(metadata, metric, objective.by), ...valueProblems(metadata, metric, objective)];
  if (problems.length > 0) return unreadable(problems);
  const keys = ["service", "slo", ...FURTHER_LABEL[metric], ...objective.by];
  const labels = Object.fromEntries(keys.map((key) => [key, metadata[key] ?? ""]));
  return { ok: true, value: { series: { namespace, metric, labels }, target, policy: undefined } };
}

const FURTHER_LABEL: Readonly<Record<GateName, readonly string[]>> = {
  slo_burn_rate: ["window"],
  slo_latency_seconds: ["quantile"],
  slo_error_budget_remaining_ratio: [],
};

function valueProblems(
  { window = "", quantile = "", targetValue = "" }: Metadata,
  metric: GateName,
  { alerts, indicator, service, slo }: Objective,
): readonly string[] {
  const problems: string[] = [];
  const windows: readonly string[] = [...windowsOf(alerts), "slo"];
  if (metric === "slo_burn_rate" && !windows.includes(window))
    problems.push(`window ${shown(window)} is not read, there are ${windows.join(", ")}`);
  if (metric === "slo_latency_seconds" && !QUANTILES.some((one) => one === quantile))
    problems.push(`quantile ${shown(quantile)} is not read, there are ${QUANTILES.join(", ")}`);
  if (metric === "slo_latency_seconds" && indicator.kind !== "latency")
    problems.push(`${service}/${slo} is no latency SLO, name one that has latency: in its spec`);
  const target = Number(targetValue);
  if (!(Number.isFinite(target) && target >= LEAST_TARGET))
    problems.push(`targetValue ${shown(targetValue)} is no target, write a number of ${LEAST_TARGET} or more`);
  return problems;
}

function unknownMetric(metric: string): Answer<never> {
  const meant = nearest(metric, SIGNAL_NAMES);
  const remedy = meant === undefined ? `there are ${SIGNAL_NAMES.join(", ")}` : `did you mean ${meant}?`;
  return unreadable([`there is no metric ${shown(metric)}, ${remedy}`]);
}

const unreadable = (problems: readonly string[]): Answer<never> =>
  refusal("INVALID_ARGUMENT", `metadata of the trigger: ${problems.join("; ")}`);

/** In the same words whether another namespace has it or not: whose it is not learns nothing of what there is. */
const notFound = (namespace: string, what: string): Answer<never> =>
  refusal(
    "NOT_FOUND",
    `namespace ${shown(namespace)} has no ${what}; see the spec for its names, and for its namespace, which is that of the ScaledObject`,
  );
