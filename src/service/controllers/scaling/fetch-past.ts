import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import { aggregate, vector } from "../../../core/promql/expression.ts";
import { LONGEST_LABEL_VALUE } from "../../../core/promql/label-value.ts";
import { listSelectors } from "../../../core/promql/list-selectors.ts";
import { printExpression } from "../../../core/promql/print.ts";
import type { SampleSeries, SeriesList } from "../../../core/promql/sample-series.ts";
import { firstFrom, type PastLoad, type Seen } from "../../../core/scaling/capacity/past-samples.ts";
import type { Fresh } from "../../../core/scaling/decision/fresh.ts";
import { newestOf } from "../../../core/sli/newest-sample.ts";
import { type Instant, instant } from "../../../core/units/instant.ts";
import type { Seconds } from "../../../core/units/seconds.ts";
import type { AskRange } from "./types.ts";

/** What was seen of a workload itself, which no Prometheus need know. */
export interface WatchedWorkload {
  /** How many replicas were ready when all that were asked for were; oldest first. */
  readonly ready: Seen;
  /** When too few were, or what burned was blamed on a change or a dependency; in any order. */
  readonly unsettled: readonly Instant[];
  /** The version that runs; undefined where several do. */
  readonly version: string | undefined;
}

/** Whom to ask for what. */
export interface PastQuestion {
  readonly policy: ScalingPolicy;
  readonly range: AskRange;
  readonly watched: WatchedWorkload;
}

/** A past; that nobody keeps it; or that it could not be asked for. `because` is a part of a sentence. */
export type FetchedPast =
  | { readonly kind: "answered"; readonly value: PastLoad }
  | { readonly kind: "unknown"; readonly because: string }
  | { readonly kind: "failed"; readonly because: string };

const NO_REPLICAS = "nothing tells how many replicas there were; give the block a query for replicas";
const NO_DEMAND = "nothing tells what demand there was; a rate's range has to hold two samples or more";

/** Asks a Prometheus for the past of a workload from `from` to `to`, in steps of `step` seconds. */
export async function fetchPast(
  { policy, range, watched }: PastQuestion,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  step: Seconds,
): Promise<FetchedPast> {
  const numbers = async (name: string, promql: string): Promise<Fresh<Seen>> => {
    const answer = await range(promql, from, to, step);
    return answer.kind === "failed"
      ? { ok: false, because: `the past of ${name} could not be asked for: ${answer.message}` }
      : onlyOne(name, answer.value);
  };
  // One after the other: nobody waits, and who answers has other things to do. The load of a replica is nothing without
  // the number of replicas, so who does not keep it is asked nothing else: each day of a month would be read in vain.
  const replicas = policy.replicas ?? toldByTheCluster(policy);
  const asked = replicas === undefined ? undefined : await numbers("replicas", replicas);
  if (asked?.ok === false) return { kind: "failed", because: asked.because };
  // What was watched is known of some minutes only: better than nothing where nobody keeps it.
  const ready = asked === undefined || asked.value.times.length === 0 ? within(watched.ready, from, to) : asked.value;
  if (!ready.values.some((count) => count > 0)) return { kind: "unknown", because: NO_REPLICAS };
  const demand = await numbers("demand", policy.demand);
  if (!demand.ok) return { kind: "failed", because: demand.because };
  if (demand.value.times.length === 0) return { kind: "unknown", because: NO_DEMAND };
  const running = await runningIn(policy, (promql) => range(promql, from, to, step));
  if (!running.ok) return { kind: "failed", because: running.because };
  return {
    kind: "answered",
    value: {
      demand: demand.value,
      ready,
      isSettled: (begin, end) => !watched.unsettled.some((at) => at >= begin && at <= end),
      versionAt: (begin, end) => versionOf(running.value, begin, end),
    },
  };
}

/** The versions that ran; none where the demand names no series to read them off. */
async function runningIn(
  { demand, change: { versionLabel } }: ScalingPolicy,
  ask: (promql: string) => ReturnType<AskRange>,
): Promise<Fresh<ReturnType<typeof runningOf>>> {
  const selectors = listSelectors(demand);
  if (selectors.length === 0) return { ok: true, value: [] };
  const answer = await ask(printExpression(newestOf(selectors, { by: [versionLabel], byInData: {} })));
  return answer.kind === "failed"
    ? { ok: false, because: `the past of versions could not be asked for: ${answer.message}` }
    : { ok: true, value: runningOf(answer.value, versionLabel) };
}

const NONE: Seen = { times: [], values: [] };

function within({ times, values }: Seen, from: Instant, to: Instant): Seen {
  const [first, end] = [firstFrom(times, from), firstFrom(times, instant(to + 1))];
  return { times: times.slice(first, end), values: values.slice(first, end) };
}

/** What kube-state-metrics calls the ready replicas of a workload. */
const READY_REPLICAS: Readonly<Record<string, readonly [metric: string, label: string]>> = {
  Deployment: ["kube_deployment_status_replicas_ready", "deployment"],
  StatefulSet: ["kube_statefulset_status_replicas_ready", "statefulset"],
  ReplicaSet: ["kube_replicaset_status_ready_replicas", "replicaset"],
};

/** Asks for the ready replicas as most clusters keep them; undefined for a kind that they do not. */
function toldByTheCluster({ target }: ScalingPolicy): string | undefined {
  const [metric, label] = READY_REPLICAS[target.kind] ?? [];
  if (metric === undefined || label === undefined) return undefined;
  const matchers = Object.entries({ namespace: target.namespace, [label]: target.name }).map(
    ([name, value]) => ({ label: name, operator: "=", value }) as const,
  );
  // Each of several that keep them tells the same.
  return printExpression(aggregate("max", [], vector({ metric, matchers })));
}

function onlyOne(name: string, series: SeriesList): Fresh<Seen> {
  const [only, second] = series;
  if (second !== undefined) return { ok: false, because: `${name} has several series` };
  return { ok: true, value: only === undefined ? NONE : toSeen(only) };
}

const toSeen = ({ timestamps, values }: SampleSeries): Seen => ({ times: timestamps.map(instant), values });

interface Running {
  readonly version: string;
  /** When the newest of its samples was, in Unix seconds. */
  readonly newest: Seen;
}

const runningOf = (series: SeriesList, label: string): readonly Running[] =>
  [...series].flatMap((one) => {
    const version = one.labels[label] ?? "";
    return version.length > LONGEST_LABEL_VALUE ? [] : [{ version, newest: toSeen(one) }];
  });

/** A version whose samples all came before a stretch is gone by then, though it is answered for some minutes. */
function versionOf(running: readonly Running[], from: Instant, to: Instant): string | undefined {
  const [only, second] = running.filter(({ newest }) => isSeen(newest, from, to));
  return second === undefined ? (only?.version ?? "") : undefined;
}

function isSeen({ times, values }: Seen, from: Instant, to: Instant): boolean {
  for (let i = firstFrom(times, from); (times[i] ?? Number.POSITIVE_INFINITY) <= to; i++)
    if ((values[i] ?? 0) * 1000 > from) return true;
  return false;
}
