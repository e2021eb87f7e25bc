import type { SloListView } from "../../src/service/http/view.ts";
import type { DecisionView } from "../../src/service/http/views/decision-view.ts";
import type { Ended, KedaClient } from "../fixtures/keda.ts";
import { trigger } from "../fixtures/keda.ts";
import { readJson } from "../fixtures/read-json.ts";

/** What one output says: a number, or in what words there is none. */
export type Said =
  | { readonly kind: "number"; readonly value: number; readonly ageSeconds?: number }
  /** @see Told.code HTTP status or gRPC code */
  | { readonly kind: "none"; readonly code: number | string; readonly because: string };

/** Names of a scaling block and of an SLO beside it. */
export interface Asked {
  readonly namespace: string;
  readonly service: string;
}

/** Where one running service is read. */
export interface Outputs {
  readonly url: string;
  readonly keda: KedaClient;
}

const SCALING = "web";
const SLO = "availability";
const WINDOW = "5m";

/** What all outputs but the terminal say of one workload's replicas, in the order in which they were asked. */
export async function readReplicas({ url, keda }: Outputs, { namespace, service }: Asked) {
  const external = `${url}/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/slo_required_replicas`;
  const custom = `${url}/apis/custom.metrics.k8s.io/v1beta2/namespaces/${namespace}/deployments.apps/${service}`;
  const ref = trigger({ service, scaling: SCALING }, namespace);
  const labels = `namespace="${namespace}",service="${service}",scaling="${SCALING}"`;
  return {
    signal: await readSignal(`${url}/api/v1/signals/${namespace}/${service}/${SCALING}`),
    external: await readQuantity(`${external}?labelSelector=service%3D${service}`),
    custom: await readQuantity(`${custom}/slo_required_replicas`),
    metrics: await readSeries(url, `headroom_required_replicas{${labels},mode="publish"}`),
    refused: await readSeries(url, `headroom_decision_refused{${labels}}`),
    decision: await readDecision(url, service),
    getMetrics: toSaid(await keda.getMetrics(ref), ({ metricValues: [one] }) => one?.metricValueFloat),
    isActive: toSaid(await keda.isActive(ref), ({ result }) => Number(result)),
    getMetricSpec: toSaid(await keda.getMetricSpec(ref), ({ metricSpecs: [one] }) => one?.targetSizeFloat),
  };
}

/** The same of how fast an SLO burns. */
export async function readBurn({ url, keda }: Outputs, { namespace, service }: Asked) {
  const selector = encodeURIComponent(`service=${service},slo=${SLO},window=${WINDOW}`);
  const gate = trigger({ service, slo: SLO, metric: "slo_burn_rate", window: WINDOW, targetValue: "1" }, namespace);
  const labels = `service="${service}",slo="${SLO}"`;
  return {
    external: await readQuantity(
      `${url}/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/slo_burn_rate?labelSelector=${selector}`,
    ),
    getMetrics: toSaid(
      await keda.getMetrics(gate, "slo_burn_rate"),
      ({ metricValues: [one] }) => one?.metricValueFloat,
    ),
    isActive: toSaid(await keda.isActive(gate), ({ result }) => Number(result)),
    metrics: await readSeries(url, `headroom_slo_burn_rate{${labels},window="${WINDOW}"}`),
    noData: await readSeries(url, `headroom_slo_state{${labels},state="no-data"}`),
    slo: await readSlo(url, service),
  };
}

async function readSignal(url: string): Promise<Said> {
  const answer = await fetch(url);
  const { value, ageSeconds, problem } = await readJson(answer);
  return answer.status === 200
    ? { kind: "number", value, ageSeconds }
    : { kind: "none", code: answer.status, because: problem };
}

/** The age is that of its timestamp, which is cut to whole seconds. */
async function readQuantity(url: string): Promise<Said & { readonly timestamp?: string }> {
  const answer = await fetch(url);
  const { items = [], message = "" } = await readJson(answer);
  const [item, second] = items;
  if (second !== undefined) throw new Error(`${url} has ${items.length} items, which an autoscaler would add up`);
  return answer.status === 200
    ? { kind: "number", value: Number.parseInt(item.value, 10) / 1000, timestamp: item.timestamp }
    : { kind: "none", code: answer.status, because: withoutMetric(message) };
}

async function readDecision(url: string, service: string): Promise<DecisionView | undefined> {
  const { items = [] } = await readJson(fetch(`${url}/api/v1/decisions`));
  return items.find((one: DecisionView) => one.service === service && one.scaling === SCALING);
}

async function readSlo(url: string, service: string): Promise<SloListView["items"][number] | undefined> {
  const { items = [] } = await readJson(fetch(`${url}/api/v1/slos`));
  return items.find((one: SloListView["items"][number]) => one.service === service && one.slo === SLO);
}

/** A sample of `/metrics` by its whole name; undefined where there is none. */
async function readSeries(url: string, series: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

function toSaid<T>(ended: Ended<T>, numberOf: (body: T) => number | undefined): Said {
  if (!("body" in ended)) return { kind: "none", code: ended.code, because: withoutMetric(ended.details) };
  const value = numberOf(ended.body);
  if (value === undefined) throw new Error("an answer without a number");
  return { kind: "number", value };
}

/** What is said before the reason: which metric it is that has no value. */
const withoutMetric = (text: string): string => text.replace(/^slo_\w+ has no fresh value: /, "");

/** Two decisions of the same data differ in how old it is. */
export const withoutAges = (text: string): string => text.replaceAll(/\b\d+[smhd](?: \d+[smhd])?(?= |\)|$)/gm, "…");
