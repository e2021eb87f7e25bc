import type { Followed, WrittenAutoscaler, WrittenMetric } from "../../manifests/written-autoscaler.ts";
import type { HpaMetric } from "../../scaling/hpa/types.ts";
import { latencyRatio } from "../model/service.ts";
import type { SimulatedWorkload } from "../model/workload.ts";
import { autoscaled, type ReadMetric, valueOf } from "./autoscaled.ts";
import type { Contestant } from "./contestant.ts";
import { cpuUsage, type RivalFacts, SEEN_AFTER_SECONDS } from "./rivals.ts";

/**
 * An autoscaler of somebody's manifest, on what its metrics stand for in the model.
 *
 * @param required - what Headroom publishes, for those that follow it
 */
export function written(
  { name, limits, metrics, behavior }: WrittenAutoscaler,
  facts: RivalFacts,
  required: ReadMetric,
): Contestant {
  const spec = { limits, metrics: metrics.map(toHpaMetric), behavior };
  return autoscaled(name, spec, facts, ...metrics.map((metric) => readerOf(metric, facts, required)));
}

const toHpaMetric = ({ target: { kind, amount } }: WrittenMetric): HpaMetric =>
  kind === "utilization"
    ? { kind, targetPercent: amount }
    : { kind, targetMilli: Math.max(1, Math.round(amount * 1000)) };

function readerOf(metric: WrittenMetric, facts: RivalFacts, required: ReadMetric): ReadMetric {
  if (metric.follows === "cpu") return cpuUsage;
  if (metric.follows === "required") return required;
  const read = READERS[metric.follows];
  return (workload) => valueOf(workload.isUnseen(SEEN_AFTER_SECONDS) ? undefined : read(workload, metric, facts));
}

type Read = (workload: SimulatedWorkload, metric: WrittenMetric, facts: RivalFacts) => number;

const READERS: Readonly<Record<Exclude<Followed, "cpu" | "required">, Read>> = {
  demand: (workload, metric) => workload.demand(...spanOf(metric)),
  waiting: (workload) => workload.waiting(SEEN_AFTER_SECONDS),
  burn: (workload, metric) => workload.burn(...spanOf(metric)) ?? 0,
  errors: (workload, metric, { errorBudget }) => (workload.burn(...spanOf(metric)) ?? 0) * errorBudget,
  // Its unit is the author's: what is aimed at is taken for what the objective allows.
  latency: (workload, metric) => latencyRatio(workload.use(...spanOf(metric))) * metric.target.amount,
};

const spanOf = ({ overSeconds }: WrittenMetric): readonly [from: number, to: number] => [
  overSeconds + SEEN_AFTER_SECONDS,
  SEEN_AFTER_SECONDS,
];
