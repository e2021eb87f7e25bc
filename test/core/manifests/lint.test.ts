import { describe, expect, it } from "vitest";
import { CODES } from "../../../src/core/diagnostics/codes.ts";
import { renderText } from "../../../src/core/diagnostics/render.ts";
import { lintAutoscalers } from "../../../src/core/manifests/lint.ts";

const lint = (...texts: readonly string[]) => lintAutoscalers(texts.map((text, i) => ({ file: `${i}.yaml`, text })));

const codes = (...texts: readonly string[]): readonly string[] => lint(...texts).diagnostics.map(({ code }) => code);

const hpa = (metric: string, more = "", name = "checkout"): string =>
  `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${name}, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
  maxReplicas: 9
  metrics: [${metric}]
${more}`;

const required = (target: string, selector = "matchLabels: {service: checkout, scaling: checkout}"): string =>
  `{type: External, external: {metric: {name: slo_required_replicas, selector: {${selector}}}, target: {${target}}}}`;

const foreign = (name: string, target: string, labels = "app: checkout"): string =>
  `{type: External, external: {metric: {name: '${name}', selector: {matchLabels: {${labels}}}}, target: {${target}}}}`;

const LONG_WAY_DOWN =
  "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {stabilizationWindowSeconds: 900}}}}";

const GOOD = required('type: AverageValue, averageValue: "1"');

const scaledObject = (trigger: string, more = "minReplicaCount: 2"): string =>
  `kind: ScaledObject
metadata: {name: checkout, namespace: shop}
spec:
  scaleTargetRef: {name: checkout}
  ${more}
  triggers: [${trigger}]
`;

const PUSH = "{type: external-push, metadata: {scalerAddress: 'headroom:9443', service: a, scaling: b}}";

const pages = Object.entries(CODES).flatMap(([code, page]) => (page.in === "manifest" ? [{ code, ...page }] : []));

describe("the page of a finding in a manifest", () => {
  it.each(pages)("shows a wrong example that yields $code, and nothing else", ({ code, wrong }) => {
    expect(codes(wrong)).toEqual([code]);
  });

  it.each(pages)("shows a mended example without any finding for $code", ({ mended }) => {
    expect(lint(mended)).toEqual({ autoscalers: 1, diagnostics: [] });
  });
});

describe("lintAutoscalers", () => {
  it("shows place, source line, caret and remedy, as for rules", () => {
    const text = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: checkout
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}
  minReplicas: 0
  maxReplicas: 40
  metrics:
    - type: Object
      object:
        describedObject: {apiVersion: apps/v1, kind: Deployment, name: checkout}
        metric:
          name: slo_latency_seconds
        target: {type: AverageValue, averageValue: 300m}
    - type: External
      external:
        metric:
          name: slo_required_replicas
        target:
          type: AverageValue
          averageValue: "2"
`;
    const { diagnostics } = lint(text);
    expect(renderText(diagnostics, new Map([["0.yaml", text]]))).toMatchInlineSnapshot(`
      "0.yaml:7:16 warning autoscaler-may-stop
          7 |   minReplicas: 0
                             ^ without demand the workload has no replica
         help: write minReplicas: 2

      0.yaml:14:17 error ratio-target
         14 |           name: slo_latency_seconds
                              ^^^^^^^^^^^^^^^^^^^ slo_latency_seconds is held at a value, and does not fall in proportion to replicas: they run to the maximum
         help: write name: slo_required_replicas with target: {type: AverageValue, averageValue: "1"}, and look at slo_latency_seconds on a dashboard

      0.yaml:18:9 error broad-selector
         18 |         metric:
                      ^^^^^^ several numbers may match: nothing says which service and scaling is meant
         help: write selector: {matchLabels: {service: checkout, scaling: checkout}}

      0.yaml:22:25 error required-replicas-target
         22 |           averageValue: "2"
                                      ^^^ the required replicas are divided by the average, expected 1
         help: write target: {type: AverageValue, averageValue: "1"}
      "
    `);
  });

  it.each([
    ["a Value target", required('type: Value, value: "1"'), ["required-replicas-target"]],
    ["an average of 2", required("type: AverageValue, averageValue: 2"), ["required-replicas-target"]],
    ["no target", required(""), ["required-replicas-target"]],
    ["an average of 1000m", required("type: AverageValue, averageValue: 1000m"), []],
    ["a selector by expressions", selecting("In", "[checkout]"), []],
    ["a selector of two services", selecting("In", "[checkout, cart]"), ["broad-selector"]],
    ["a selector that excludes one", selecting("NotIn", "[cart]"), ["broad-selector"]],
    ["no selector", GOOD.replace(/selector: \{.*?\}\}/, ""), ["broad-selector"]],
    ["a foreign metric", GOOD.replace("slo_required_replicas", "queue_length").replace("AverageValue", "Value"), []],
    ["a burn of pods", "{type: Pods, pods: {metric: {name: headroom_slo_burn_rate}}}", ["ratio-target"]],
    ["a recorded ratio", "{type: Object, object: {metric: {name: 'slo:error_ratio:rate5m'}}}", ["ratio-target"]],
    ["CPU alone", "{type: Resource, resource: {name: cpu}}", []],
    ["CPU beside it", `${GOOD}, {type: ContainerResource, containerResource: {name: cpu}}`, ["resource-beside-signal"]],
    ["memory alone", "{type: Resource, resource: {name: memory}}", ["blocks-scale-down"]],
    [
      "a foreign latency as a value",
      foreign("http_request_duration_p99", 'type: Value, value: "300m"'),
      ["ratio-target"],
    ],
    [
      "a foreign latency as an average",
      foreign("latency_seconds", "type: AverageValue, averageValue: 1"),
      ["ratio-target"],
    ],
    ["a foreign error ratio", foreign("checkout:error_ratio:5m", "type: Value, value: 10m"), ["ratio-target"]],
    [
      "requests that are counted",
      foreign("http_request_duration_seconds_count", "type: AverageValue, averageValue: 40"),
      [],
    ],
    ["requests a second", foreign("requests_per_second", "type: AverageValue, averageValue: 40"), []],
    [
      "two metrics",
      `{type: Resource, resource: {name: cpu}}, ${foreign("queue", "type: Value")}`,
      ["blocks-scale-down"],
    ],
    [
      "a burn of an hour",
      foreign("slo_burn_rate", "type: Value", "window: 1h"),
      ["ratio-target", "window-shorter-than-signal"],
    ],
  ])("judges an HPA with %s", (_, metric, expected) => {
    expect(codes(hpa(metric))).toEqual(expected);
  });

  it.each([
    [
      "a way down that waits as long as its signal",
      "  behavior: {scaleDown: {stabilizationWindowSeconds: 3600}}\n",
      [],
    ],
    [
      "a way down that does not",
      "  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}\n",
      ["window-shorter-than-signal"],
    ],
    [
      "a way down that is closed",
      "  behavior: {scaleDown: {selectPolicy: Disabled, stabilizationWindowSeconds: 3600}}\n",
      ["blocks-scale-down"],
    ],
    [
      "limits that are crossed",
      "  behavior: {scaleDown: {stabilizationWindowSeconds: 3600}}\n  minReplicas: 10\n",
      ["autoscaler-limits"],
    ],
  ])("judges an HPA with %s", (_, more, expected) => {
    expect(codes(hpa(foreign("orders_rate", "type: AverageValue", "window: 1h"), more))).toEqual(expected);
  });

  it("names the release that has removed a version of the API", () => {
    const [found] = lint(hpa("{type: Resource, resource: {name: cpu}}").replace("/v2", "/v2beta1")).diagnostics;
    expect(found).toMatchObject({
      code: "removed-api-version",
      line: 1,
      problem: "autoscaling/v2beta1 is gone since Kubernetes 1.25",
    });
  });

  it.each([
    ["a scaler of ours", PUSH, []],
    ["a scaler of ours with an average", PUSH.replace("{type", "{metricType: AverageValue, type"), []],
    ["a scaler of ours with a value", PUSH.replace("{type", "{metricType: Value, type"), ["required-replicas-target"]],
    ["a scaler of ours without a scaling block", PUSH.replace(", scaling: b", ""), ["broad-selector"]],
    ["another scaler", "{type: external, metricType: Value, metadata: {scalerAddress: 'queue:9090'}}", []],
    ["our JSON", api('targetValue: "1"'), []],
    ["our JSON and another target", api('targetValue: "10"'), ["required-replicas-target"]],
    ["memory beside it", `{type: memory, metadata: {value: "80"}}, ${PUSH}`, ["resource-beside-signal"]],
    ["a query", query("sum(rate(orders_total[1m]))", '"false"'), []],
    ["a query and a plain false", query("sum(rate(orders_total[1m]))", "false"), []],
    ["a query whose gaps are zeros", query("sum(rate(orders_total[1m]))", '"true"'), ["null-as-zero"]],
    ["a burn as a query", query("max(headroom_slo_burn_rate)", '"false"'), ["ratio-target"]],
    ["a burn as a gate", query("sum(x) and on () headroom_slo_burn_rate > 6", '"false"'), []],
    ["memory alone", `{type: memory, metadata: {value: "80"}}`, ["blocks-scale-down"]],
    [
      "a quantile",
      query("histogram_quantile(0.99, sum by (le) (rate(d_seconds_bucket[2m])))", '"false"'),
      ["ratio-target"],
    ],
    ["a mean of latencies", query("sum(rate(d_sum[2m])) / sum(rate(d_count[2m]))", '"false"'), ["ratio-target"]],
    ["busy time", query("sum(rate(d_duration_seconds_sum[2m]))", '"false"'), []],
    ["a latency that is recorded", query("checkout:latency:p99", '"false"'), ["ratio-target"]],
    ["a query over ten minutes", query("sum(rate(orders_total[10m]))", '"false"'), ["window-shorter-than-signal"]],
    [
      "two triggers",
      `{type: cpu, metadata: {value: "60"}}, ${query("sum(rate(orders_total[1m]))", '"false"')}`,
      ["blocks-scale-down"],
    ],
  ])("judges a ScaledObject with %s", (_, trigger, expected) => {
    expect(codes(scaledObject(trigger))).toEqual(expected);
  });

  it.each([
    ["a fallback", ["fallback: {failureThreshold: 3, replicas: 3}"], []],
    ["limits that are crossed", ["maxReplicaCount: 1", "fallback: {replicas: 3}"], ["autoscaler-limits"]],
    ["a formula over both", ["advanced: {scalingModifiers: {formula: 'a > 1 ? b : b', target: '1'}}"], []],
    ["a longer way down", ["fallback: {replicas: 3}", LONG_WAY_DOWN], []],
  ])("judges a ScaledObject of two triggers with %s", (_, more, expected) => {
    const range = more.includes(LONG_WAY_DOWN) ? "10m" : "1m";
    const triggers = `{type: cpu, metadata: {value: "60"}}, ${query(`sum(rate(orders_total[${range}]))`, '"false"')}`;
    expect(codes(scaledObject(triggers, ["minReplicaCount: 2", ...more].join("\n  ")))).toEqual(expected);
  });

  it.each([
    ["maxReplicaCount: 3", ["autoscaler-may-stop"]],
    ["minReplicaCount: 0", ["autoscaler-may-stop"]],
    ["minReplicaCount: 2\n  idleReplicaCount: 0", ["autoscaler-may-stop"]],
    ["minReplicaCount: 1\n  fallback: {failureThreshold: 3, replicas: 0}", ["fallback-to-zero"]],
    ["minReplicaCount: &least 2\n  fallback: {failureThreshold: 3, replicas: *least}", []],
  ])("judges a ScaledObject with %j", (more, expected) => {
    expect(codes(scaledObject(PUSH, more))).toEqual(expected);
  });

  it("reads lists, and files of several documents, and passes by what is no autoscaler", () => {
    const item = hpa(required('type: Value, value: "1"')).replaceAll("\n", "\n    ");
    const list = `kind: List\nitems:\n  - ${item.trim()}\n`;
    const other = "kind: ConfigMap\ndata: {kind: ScaledObject}\n";
    const { autoscalers, diagnostics } = lint(
      `${other}---\n${list}---\n${scaledObject(PUSH, "maxReplicaCount: 4").replace("{name: checkout}", "{name: cart}")}`,
    );
    expect(autoscalers).toBe(2);
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
      ["required-replicas-target", 12],
      ["autoscaler-may-stop", 16],
    ]);
  });

  it("finds two autoscalers of one workload, wherever they stand", () => {
    const { diagnostics } = lint(hpa(GOOD), scaledObject(PUSH), hpa(GOOD, "", "second"));
    expect(diagnostics).toMatchObject([
      { file: "1.yaml", code: "shared-workload", severity: "error", related: [{ file: "0.yaml", line: 3 }] },
      { file: "2.yaml", code: "shared-workload", severity: "error", related: [{ file: "0.yaml", line: 3 }] },
    ]);
  });

  it.each([
    ["two namespaces", [hpa(GOOD), hpa(GOOD, "", "second").replace("namespace: shop", "namespace: test")]],
    ["one object in two overlays", [hpa(GOOD), hpa(GOOD)]],
    ["what KEDA has made of a ScaledObject", [scaledObject(PUSH), owned(hpa(GOOD, "", "keda-hpa-checkout"))]],
  ])("takes %s for no second autoscaler", (_, texts) => {
    expect(codes(...texts)).toEqual([]);
  });

  it.each([
    "",
    "kind: ScaledObject",
    "kind: HorizontalPodAutoscaler\nspec: 3\n",
    "items: [ScaledObject, {kind: ScaledObject}]",
  ])("survives what is hardly a manifest: %j", (text) => {
    expect(() => lint(text)).not.toThrow();
  });
});

function selecting(operator: string, values: string): string {
  const expression = `{key: service, operator: ${operator}, values: ${values}}`;
  return required(
    'type: AverageValue, averageValue: "1"',
    `matchLabels: {scaling: checkout}, matchExpressions: [${expression}]`,
  );
}

function api(target: string): string {
  return `{type: metrics-api, metadata: {url: "http://headroom:8080/api/v1/signals/shop/a/b", ${target}}}`;
}

function query(text: string, nulls: string): string {
  return `{type: prometheus, metadata: {query: '${text}', ignoreNullValues: ${nulls}}}`;
}

function owned(text: string): string {
  return text.replace("namespace: shop", "namespace: shop, ownerReferences: [{kind: ScaledObject, name: checkout}]");
}
