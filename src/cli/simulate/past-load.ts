import { propagate } from "../../adapters/telemetry/tracing.ts";
import type { Objective } from "../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { printExpression } from "../../core/promql/print.ts";
import { CapacityLearner, type KnownCapacity } from "../../core/scaling/capacity/learner.ts";
import { firstFrom, pastSamples } from "../../core/scaling/capacity/past-samples.ts";
import { errorRatioOfAll } from "../../core/sli/error-ratio.ts";
import type { PastReplicas } from "../../core/simulation/contestants/as-it-was.ts";
import type { Trace } from "../../core/simulation/trace/trace.ts";
import { after, before, type Instant, instant } from "../../core/units/instant.ts";
import { ratio } from "../../core/units/ratio.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import type { PrometheusReader } from "../../service/ports/prometheus.ts";
import { fetchSources, type SourceOptions } from "../fetch-sources.ts";
import { prometheusFor } from "../prometheus-for.ts";
import { UsageError } from "../usage-error.ts";
import type { Replayed } from "./replayed-policy.ts";

/** A load that was, and the replicas that were there for it, where the block asks for them. */
export interface PastLoad {
  readonly trace: Trace;
  readonly replicas: PastReplicas | undefined;
  /** What a replica took then, by the block's first SLO; undefined where the block asks for no replicas or names no SLO. */
  readonly capacity: KnownCapacity | undefined;
  /** How many consumers the queue had work for at last, whole; undefined where the block does not ask, or nobody told. */
  readonly partitions: number | undefined;
}

/** The least that is told apart, as decisions are made. */
const STEP_SECONDS = 15;
/** So many moments are played at most; more days are read in longer steps. */
const MOST_MOMENTS = 60_000;
/** Prometheus answers no more than 11,000 at once. */
const ASKED_AT_ONCE = 10_000;

/**
 * Reads the demand of a block, and its replicas, from `length` ago until now.
 *
 * @throws UsageError where there is nothing to be played, or Prometheus does not answer
 */
export async function fetchPastLoad(
  options: SourceOptions,
  { policy, objective, source }: Pick<Replayed, "policy" | "objective" | "source">,
  length: Seconds,
): Promise<PastLoad> {
  const { settings, sourceOf } = await fetchSources(options);
  const found = sourceOf(source);
  if (found === undefined) throw new UsageError(`the settings name no source ${source}; add it, or --prometheus URL`);
  const prometheus = await prometheusFor(found, settings, { propagate, onQuery: () => {} });
  try {
    const time = await prometheus.serverTime();
    if (time.kind === "failed") throw new UsageError(`--from: ${time.message}`);
    const step = seconds(STEP_SECONDS * Math.ceil(length / MOST_MOMENTS / STEP_SECONDS));
    const span = { from: before(time.value, length), to: time.value, step };
    const demand = await fetchNumbers(prometheus, policy.demand, "demand", span);
    const known = demand.values.filter((value) => !Number.isNaN(value)).length;
    if (known < 2) throw new UsageError(`--from: demand has no samples in that time: ${policy.demand}`);
    const replicas =
      policy.replicas === undefined ? undefined : await fetchNumbers(prometheus, policy.replicas, "replicas", span);
    const capacity =
      replicas === undefined || objective === undefined
        ? undefined
        : await fetchCapacity(prometheus, { policy, objective, demand, replicas }).catch(withoutCapacity);
    return {
      trace: toTrace(demand),
      replicas: replicas === undefined ? undefined : toReplicas(replicas),
      capacity,
      partitions: await fetchPartitions(prometheus, policy, span),
    };
  } finally {
    await prometheus.close();
  }
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly step: Seconds;
}

/** A number at each of the moments; NaN where there was none. */
interface Numbers {
  /** Unix seconds. */
  readonly times: Float64Array;
  /** In units of what was asked for. */
  readonly values: Float64Array;
}

async function fetchNumbers(
  prometheus: Pick<PrometheusReader, "range">,
  promql: string,
  name: string,
  { from, to, step }: Span,
): Promise<Numbers> {
  const count = Math.floor((to - from) / 1000 / step) + 1;
  const times = new Float64Array(count).map((_, i) => from / 1000 + i * step);
  const values = new Float64Array(count).fill(Number.NaN);
  for (let first = 0; first < count; first += ASKED_AT_ONCE) {
    const begin = after(from, seconds(first * step));
    const end = instant(Math.min(to, begin + (ASKED_AT_ONCE - 1) * step * 1000));
    const answer = await prometheus.range(promql, begin, end, step);
    if (answer.kind === "failed") throw new UsageError(`--from: ${name}: ${answer.message}`);
    const [only, second] = answer.value;
    if (second !== undefined)
      throw new UsageError(`--from: ${name} has several series, and a replay wants one: write sum(${promql})`);
    only?.timestamps.forEach((at, i) => {
      const value = only.values[i] ?? Number.NaN;
      if (value >= 0 && value < Number.POSITIVE_INFINITY) values[Math.round((at - from) / 1000 / step)] = value;
    });
  }
  return { times, values };
}

/** Partitions come and never go: there are as many as there were at last. */
async function fetchPartitions(
  prometheus: Pick<PrometheusReader, "range">,
  { backlog }: ScalingPolicy,
  span: Span,
): Promise<number | undefined> {
  if (backlog?.partitions === undefined) return undefined;
  const { values } = await fetchNumbers(prometheus, backlog.partitions, "partitions", span);
  const last = values.findLast((value) => !Number.isNaN(value));
  return last === undefined || last < 1 ? undefined : Math.floor(last);
}

interface Seen {
  readonly policy: ScalingPolicy;
  readonly objective: Objective;
  readonly demand: Numbers;
  readonly replicas: Numbers;
}

/** How long a sample of the capacity is. */
const SAMPLE = seconds(300);

/** A load can be replayed without what a replica took then, which is told. */
function withoutCapacity(error: unknown): undefined {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}; what a replica took then is not known\n`);
  return undefined;
}

/** Learns from the share of bad events in each five minutes. @throws UsageError where Prometheus cannot tell it */
async function fetchCapacity(
  prometheus: Pick<PrometheusReader, "range">,
  { policy, objective, demand, replicas }: Seen,
): Promise<KnownCapacity> {
  const ratioOfAll = printExpression(errorRatioOfAll({ ...objective, by: [] }, SAMPLE));
  const [first, last] = [demand.times[0] ?? 0, demand.times.at(-1) ?? 0];
  const [from, to] = [instant(first * 1000), instant(last * 1000)];
  const shares = await fetchNumbers(prometheus, ratioOfAll, objective.slo, { from, to, step: SAMPLE });
  const seen = ({ times, values }: Numbers) => {
    const known = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
    return {
      times: known.map((i) => instant((times[i] ?? 0) * 1000)),
      values: known.map((i) => values[i] ?? 0),
    };
  };
  const load = { demand: seen(demand), ready: seen(replicas), isSettled: () => true, versionAt: () => "" };
  const { times, values } = seen(shares);
  const events = times.map((at, i) => {
    // How many there were matters by its order alone: the share is what is read off.
    const total = (load.demand.values[firstFrom(load.demand.times, at)] ?? 0) * SAMPLE;
    return { at, total, bad: Math.min(1, values[i] ?? 0) * total };
  });
  const learner = new CapacityLearner(ratio(1 - objective.target), ratio(policy.capacity.spend));
  for (const sample of pastSamples(load, events, SAMPLE)) learner.add(sample);
  return learner.known("", to);
}

/** From its first number to its last one: what was before and after is nobody's gap. */
function toTrace({ times, values }: Numbers): Trace {
  const isKnown = (value: number): boolean => !Number.isNaN(value);
  const [first, last] = [values.findIndex(isKnown), values.findLastIndex(isKnown)];
  return {
    times: times.slice(first, last + 1),
    demand: values.slice(first, last + 1),
    badRatio: undefined,
    capacityFactor: undefined,
  };
}

/** Where nobody told, there were as many as before; undefined where nobody ever did. */
function toReplicas({ times, values }: Numbers): PastReplicas | undefined {
  let last = values.find((value) => !Number.isNaN(value));
  if (last === undefined) return undefined;
  return { times, replicas: values.map((value) => (last = Number.isNaN(value) ? (last ?? 0) : value)) };
}
