/** What differs between the specs of scenarios. */
export interface SpecOptions {
  /** What drives the workload, as the spec names it. */
  readonly autoscaler?: "hpa-object" | "keda";
  /** Lines of the scaling block besides the usual ones. */
  readonly scaling?: string;
  /** Another whole scaling block. */
  readonly second?: true;
  /** With the usual formula, which looks ahead and at saturation, in the place of the newest demand alone. */
  readonly isUsualFormula?: true;
}

/** An SLO and a scaling block for a Deployment `web` in the namespace of the service's name. */
export const shopSpec = (name: string, { autoscaler, scaling = "", second, isUsualFormula }: SpecOptions): string => `
version: headroom/v1
service: ${name}
namespace: ${name}
slos:
  - name: availability
    target: 99.9%
    events: {total: 'http_requests_total{job="${name}"}', bad: 'http_requests_total{job="${name}",code="500"}'}
scaling:
  - name: web
    target: Deployment/web
${autoscaler === undefined ? "" : `    autoscaler: ${autoscaler}\n`}${policy(name)}${autoscaler === "keda" ? "" : TOLERANCE}${isUsualFormula ? "" : NEWEST_DEMAND}${scaling}${second === undefined ? "" : `\n  - name: worker\n    target: Deployment/worker\n${policy(name)}`}
`;

/** As {@link externalHpa} says. */
const TOLERANCE = "    tolerance: 0\n";

/** What a rise leads to depends on how many of its steps were seen, and so on how busy the machine is. */
const NEWEST_DEMAND = "    formula: demand / (capacity * utilization)\n";

/** The rate of the last two samples: what changes is seen at once, and in one step. */
const policy = (name: string): string => `    mode: publish
    slos: [availability]
    demand: sum(irate(http_requests_total{job="${name}"}[10s]))
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 3, max: 40}
    stale: {maxAge: 15s}
`;

/** A namespace with a Deployment of ten. */
export const workload = (namespace: string): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${namespace}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ${namespace}}
spec:
  replicas: 10
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web}]}
`;

export interface HpaOptions {
  /** Which signal it asks for: labels of the selector. */
  readonly labels: Readonly<Record<string, string>>;
  /** Metrics beside the required replicas. */
  readonly further?: string;
}

/** An HPA on required replicas whose scale-down does not wait for minutes, so that a test need not. */
export const externalHpa = (namespace: string, { labels, further = "" }: HpaOptions): string => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: ${namespace}}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 40
  behavior:
    scaleUp: {stabilizationWindowSeconds: 0, tolerance: "0", policies: [{type: Pods, value: 40, periodSeconds: 15}]}
    scaleDown: {stabilizationWindowSeconds: 5, tolerance: "0", policies: [{type: Percent, value: 100, periodSeconds: 15}]}
  metrics:
    - type: External
      external:
        metric: {name: slo_required_replicas, selector: {matchLabels: ${JSON.stringify(labels)}}}
        target: {type: AverageValue, averageValue: "1"}
${further}`;
