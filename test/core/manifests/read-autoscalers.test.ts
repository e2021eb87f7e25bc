import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../src/core/manifests/quantity.ts";
import { readAutoscalers } from "../../../src/core/manifests/read-autoscalers.ts";
import { DEFAULT_BEHAVIOR } from "../../../src/core/scaling/hpa/types.ts";

const hpa = (spec: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {kind: Deployment, name: web}\n${spec}`;

const scaledObject = (spec: string): string =>
  `kind: ScaledObject\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {name: web}\n${spec}`;

const external = (name: string, target: string, labels = "{}"): string =>
  `  maxReplicas: 9\n  metrics: [{type: External, external: {metric: {name: ${name}, selector: {matchLabels: ${labels}}}, target: {${target}}}}]\n`;

const trigger = (type: string, metadata: string, more = ""): string =>
  `  triggers: [{type: ${type}, ${more}metadata: {${metadata}}}]\n`;

const read = (text: string): unknown => {
  const [only] = readAutoscalers("web.yaml", text);
  return only?.ok === true ? only.autoscaler : only?.fault;
};

describe("readAutoscalers", () => {
  it("fills in what Kubernetes fills in", () => {
    const behavior =
      "  behavior: {scaleUp: {policies: [{type: Pods, value: 5, periodSeconds: 30}], tolerance: 50m}, scaleDown: {selectPolicy: Disabled}}\n";
    expect(read(hpa(`  maxReplicas: 9\n${behavior}`))).toEqual({
      name: "HorizontalPodAutoscaler/web",
      limits: { min: 1, max: 9 },
      metrics: [{ name: "cpu", follows: "cpu", target: { kind: "utilization", amount: 80 }, overSeconds: 60 }],
      behavior: {
        up: {
          windowSeconds: 0,
          select: "max",
          policies: [{ kind: "pods", value: 5, periodSeconds: 30 }],
          tolerance: 0.05,
        },
        down: { ...DEFAULT_BEHAVIOR.down, select: "disabled" },
      },
    });
    expect(read(scaledObject(trigger("cpu", 'value: "60"')))).toMatchObject({
      limits: { min: 1, max: 100 },
      metrics: [{ follows: "cpu", target: { kind: "utilization", amount: 60 } }],
      behavior: undefined,
    });
  });

  it.each([
    ["requests_per_second", "demand"],
    ["http_request_duration_seconds_p99", "latency"],
    ["slo_latency_seconds", "latency"],
    ["slo_burn_rate", "burn"],
    ["checkout_error_ratio", "errors"],
    ["orders_queue_length", "waiting"],
    ["kafka_consumergroup_lag", "waiting"],
    ["slo_required_replicas", "required"],
  ])("takes %s for %s", (name, follows) => {
    expect(read(hpa(external(name, 'type: Value, value: "2500m"', "{window: 1h}")))).toMatchObject({
      metrics: [{ name, follows, target: { kind: "value", amount: 2.5 }, overSeconds: 3600 }],
    });
  });

  it.each([
    ["sum(rate(http_requests_total[2m]))", "demand", 120],
    ["histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m])))", "latency", 300],
    ["sum(kafka_consumergroup_lag)", "waiting", 15],
    ["sum(rate(http_requests_total[1m])) and on () headroom_slo_burn_rate > 6", "demand", 60],
    ["max_over_time(max(headroom_slo_burn_rate)[30m:1m])", "burn", 1800],
  ])("takes the query %s for %s", (query, follows, overSeconds) => {
    const text = scaledObject(trigger("prometheus", `query: '${query}', threshold: "40"`));
    expect(read(text)).toMatchObject({
      metrics: [{ follows, overSeconds, target: { kind: "averageValue", amount: 40 } }],
    });
  });

  it.each([
    ["kafka", 'lagThreshold: "500"', "waiting", 500],
    ["aws-sqs-queue", 'queueLength: "5"', "waiting", 5],
    ["external-push", "scalerAddress: headroom:9443, service: a, scaling: b", "required", 1],
    ["metrics-api", 'url: "http://headroom:8080/api/v1/signals/a/b/c", targetValue: "1"', "required", 1],
  ])("takes a trigger of type %s", (type, metadata, follows, amount) => {
    expect(read(scaledObject(trigger(type, metadata)))).toMatchObject({ metrics: [{ follows, target: { amount } }] });
  });

  it.each([
    [hpa("  minReplicas: 3\n"), "there is no maxReplicas", "add maxReplicas: 40"],
    [
      hpa(
        "  maxReplicas: 9\n  metrics: [{type: Resource, resource: {name: memory, target: {averageUtilization: 80}}}]\n",
      ),
      "memory is no part of the model",
      "replay a copy of the manifest without it",
    ],
    [
      hpa("  maxReplicas: 9\n  metrics: [{type: Resource, resource: {name: cpu, target: {averageValue: 500m}}}]\n"),
      "CPU in cores needs what a pod requests, which a trace does not tell",
      "write averageUtilization: 60",
    ],
    [
      hpa(external("orders", "type: AverageValue")),
      "orders has no target that could be met",
      'write target: {type: AverageValue, averageValue: "40"}',
    ],
    [
      scaledObject(trigger("cron", 'start: "0 8 * * *"')),
      "a trigger of type cron is no part of the model",
      "replay a copy of the manifest without it",
    ],
    [
      scaledObject(trigger("prometheus", "query: up, threshold: none")),
      "the trigger prometheus has no target that could be met",
      'write threshold: "40", or the field that it has for it',
    ],
    [scaledObject("  triggers: []\n"), "there is no trigger", "add triggers:, or replay another manifest"],
    [
      scaledObject(`  advanced: {scalingModifiers: {formula: a + b}}\n${trigger("cpu", 'value: "60"')}`),
      "a formula of scalingModifiers is not replayed",
      "replay a copy of the manifest with the trigger that decides",
    ],
  ])("refuses what it cannot replay: %#", (text, problem, remedy) => {
    expect(read(text)).toEqual({ file: "web.yaml", line: expect.any(Number), problem, remedy });
  });

  it("finds none in other YAML", () => {
    expect(readAutoscalers("web.yaml", "kind: Deployment\nmetadata: {name: web}\n")).toEqual([]);
  });
});

describe("parseQuantity", () => {
  it.each([
    ["500m", 0.5],
    ["1k", 1000],
    ["2Ki", 2048],
    ["1.5", 1.5],
    ["1e3", 1000],
    ["", undefined],
    ["ten", undefined],
    ["5Xi", undefined],
  ])("reads %j as %s", (text, expected) => {
    expect(parseQuantity(text)).toEqual(expected);
  });
});
