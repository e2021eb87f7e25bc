import type { CodePage } from "./code-page.ts";

const hpa = (spec: string): string =>
  `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: checkout}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
  minReplicas: 3
  maxReplicas: 40
${spec}`;

const scaledObject = (spec: string): string =>
  `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: checkout}
spec:
  scaleTargetRef: {name: checkout}
${spec}`;

const external = (name: string, target: string, labels = "{service: checkout, scaling: checkout}"): string =>
  `    - type: External
      external:
        metric: {name: ${name}, selector: {matchLabels: ${labels}}}
        target: ${target}`;

const REQUIRED = external("slo_required_replicas", '{type: AverageValue, averageValue: "1"}');
const CPU = `    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}`;

const prometheus = (more: string): string =>
  scaledObject(`  minReplicaCount: 3
  triggers:
    - type: prometheus
      metadata:
        serverAddress: http://prometheus:9090
        query: sum(orders_waiting)
        threshold: "50"${more}`);

const ranged = (range: string): string =>
  prometheus('\n        ignoreNullValues: "false"').replace("sum(orders_waiting)", `sum(rate(orders_total[${range}]))`);

const push = (more: string): string =>
  scaledObject(`${more}
  triggers:
    - type: external-push
      metricType: AverageValue
      metadata: {scalerAddress: "headroom.headroom.svc:9443", service: checkout, scaling: checkout}`);

/** Findings in HorizontalPodAutoscalers and ScaledObjects of any origin. */
export const AUTOSCALER_CODES = {
  "ratio-target": {
    title: "A burn, a latency or a budget as a target",
    in: "manifest",
    explanation:
      "An autoscaler multiplies the replicas by metric / target, at every step anew. A burn or a latency does not fall in proportion to replicas, and its window remembers it for an hour: the replicas run to the maximum, and a bad deploy looks like load.",
    wrong: hpa(`  metrics:\n${external("slo_burn_rate", '{type: Value, value: "1"}')}`),
    mended: hpa(`  metrics:\n${REQUIRED}`),
  },
  "required-replicas-target": {
    title: "Required replicas with another target than an average of 1",
    in: "manifest",
    explanation:
      "slo_required_replicas is the number of replicas itself. With AverageValue 1 an autoscaler takes it as it is; with Value it multiplies by it, and with another average it divides.",
    wrong: hpa(`  metrics:\n${external("slo_required_replicas", '{type: Value, value: "1"}')}`),
    mended: hpa(`  metrics:\n${REQUIRED}`),
  },
  "broad-selector": {
    title: "A selector that several numbers match",
    in: "manifest",
    explanation:
      "An autoscaler adds up all that a selector matches. Headroom refuses such a question, and the replicas stay as they are; service and scaling together name one number.",
    wrong: hpa(
      `  metrics:\n${external("slo_required_replicas", '{type: AverageValue, averageValue: "1"}', "{service: checkout}")}`,
    ),
    mended: hpa(`  metrics:\n${REQUIRED}`),
  },
  "resource-beside-signal": {
    title: "CPU or memory beside the required replicas",
    in: "manifest",
    explanation:
      "The largest answer wins: CPU use adds replicas that no user needs, and keeps them. Where that is wanted, an annotation says why.",
    wrong: hpa(`  metrics:\n${REQUIRED}\n${CPU}`),
    mended: hpa(`  metrics:\n${REQUIRED}\n${CPU}`).replace(
      "{name: checkout}",
      "{name: checkout, annotations: {headroom.dev/why-resources: the capacity is not measured under the new codec}}",
    ),
  },
  "autoscaler-may-stop": {
    title: "An autoscaler that may stop its workload",
    in: "manifest",
    explanation:
      "At a minimum of 0 a workload without demand has no replica, and the next request finds nobody. An unset minReplicaCount of a ScaledObject is 0; an unset minReplicas of a HorizontalPodAutoscaler is 1.",
    wrong: push("  maxReplicaCount: 40"),
    mended: push("  minReplicaCount: 3"),
  },
  "fallback-to-zero": {
    title: "A fallback to no replicas",
    in: "manifest",
    explanation:
      "When the number cannot be had, KEDA falls back to so many replicas. At 0 an outage of the monitoring becomes one of the workload.",
    wrong: push("  minReplicaCount: 3\n  fallback: {failureThreshold: 3, replicas: 0}"),
    mended: push(
      "  minReplicaCount: 3\n  fallback: {failureThreshold: 3, replicas: 3, behavior: currentReplicasIfHigher}",
    ),
  },
  "blocks-scale-down": {
    title: "Something that keeps replicas nobody needs",
    in: "manifest",
    explanation:
      "The largest answer wins, and nothing is taken away while one of several metrics fails. Memory stays where it once was; a metric from outside fails with whoever has it; a closed way down is closed for good.",
    wrong: hpa(`  metrics:\n${CPU}\n${external("orders_waiting", '{type: AverageValue, averageValue: "50"}')}`),
    mended: hpa(`  metrics:\n${external("orders_waiting", '{type: AverageValue, averageValue: "50"}')}`),
  },
  "window-shorter-than-signal": {
    title: "A way down that is faster than its signal forgets",
    in: "manifest",
    explanation:
      "A mean over ten minutes still says what was there ten minutes ago. Where the stabilization window of the way down is shorter, replicas are taken away and added by what is over: they swing.",
    wrong: ranged("10m"),
    mended: ranged("2m"),
  },
  "autoscaler-limits": {
    title: "Limits of an autoscaler that exclude each other",
    in: "manifest",
    explanation: "A minimum above the maximum is refused by the API server, at the latest when it is applied.",
    wrong: hpa(`  metrics:\n${REQUIRED}`).replace("minReplicas: 3", "minReplicas: 50"),
    mended: hpa(`  metrics:\n${REQUIRED}`),
  },
  "removed-api-version": {
    title: "A version of the autoscaling API that is gone",
    in: "manifest",
    explanation:
      "autoscaling/v2beta1 was removed with Kubernetes 1.25, v2beta2 with 1.26. What such a manifest asks for is not read here.",
    wrong: hpa(`  metrics:\n${CPU}`).replace("autoscaling/v2", "autoscaling/v2beta2"),
    mended: hpa(`  metrics:\n${CPU}`),
  },
  "null-as-zero": {
    title: "No data taken for a zero",
    in: "manifest",
    explanation:
      "KEDA's prometheus trigger takes an empty answer, NaN and infinity for 0 unless told otherwise: when a scrape fails, the workload is scaled in.",
    wrong: prometheus(""),
    mended: prometheus('\n        ignoreNullValues: "false"'),
  },
} as const satisfies Readonly<Record<string, CodePage>>;
