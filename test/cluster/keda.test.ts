import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bed, USUAL } from "./bed/bed.ts";
import { eventually } from "./bed/eventually.ts";
import { generatedAutoscalers } from "./bed/generated.ts";
import { AUTHENTICATION } from "./bed/keda-scaler.ts";
import { shopSpec } from "./bed/shop.ts";
import { hpaCondition } from "./bed/timeline.ts";
import { tool } from "./bed/tool.ts";

const SURGE = { ...USUAL, requestsPerSecond: 900 };

/** As many replicas as 900 requests a second need, at 40 each. */
const FOR_SURGE = 23;

/** Several rounds of the autoscaler, which looks every two seconds here. */
const ROUNDS_MS = 12_000;

const KEDA = { autoscaler: "keda" } as const;

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.start({ withKeda: true });
});
afterAll(() => bed?.stop());

const opened = () => {
  if (bed.keda === undefined) throw new Error("there is no KEDA");
  return bed.keda;
};

/** What `headroom generate` writes for KEDA, and the certificates that it names. */
async function generated(name: string): Promise<string> {
  const kedaAuth = { kind: "TriggerAuthentication", name: AUTHENTICATION } as const;
  const manifests = await generatedAutoscalers(shopSpec(name, KEDA), { kedaScaler: opened().scaler, kedaAuth });
  return `${opened().authentication(name)}---\n${manifests}`;
}

/** A ScaledObject with another trigger than the generated one. */
const scaledObject = (name: string, trigger: string): string => `
${opened().authentication(name)}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web, namespace: ${name}}
spec:
  scaleTargetRef: {name: web}
  minReplicaCount: 3
  maxReplicaCount: 40
  fallback: {failureThreshold: 3, replicas: 3, behavior: currentReplicasIfHigher}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleUp: {policies: [{type: Pods, value: 40, periodSeconds: 15}]}
        scaleDown: {stabilizationWindowSeconds: 5, policies: [{type: Percent, value: 100, periodSeconds: 15}]}
  triggers:
    - metricType: AverageValue
${trigger}
`;

const polled = (name: string): string => `      type: external
      metadata: {scalerAddress: "${opened().scaler}", service: ${name}, scaling: web, enableTLS: "true"}
      authenticationRef: {name: ${AUTHENTICATION}}`;

const overJson = (name: string): string => `      type: metrics-api
      metadata: {url: "${bed.headroom.process.url}/api/v1/signals/${name}/${name}/web", valueLocation: value, targetValue: "1"}`;

const active = (namespace: string, hpa: string) => hpaCondition(bed.admin, namespace, hpa, "ScalingActive");

/** A condition of the generated ScaledObject of a service. */
const condition = (name: string, type: string): Promise<string> =>
  tool(bed.plane, "kubectl", [
    "get",
    "scaledobject",
    `headroom-${name}.web`,
    `--namespace=${name}`,
    `--output=jsonpath={.status.conditions[?(@.type=="${type}")].status}`,
  ]);

describe("KEDA on required replicas", () => {
  it("answers a surge in one step as `autoscaler: keda` is generated", async () => {
    const shop = await bed.open("push", { spec: KEDA, manifests: await generated("push") });
    await eventually(async () =>
      expect(await active("push", "keda-hpa-headroom-push.web")).toMatchObject({ status: "True" }),
    );
    expect(shop.timeline.replicas).toEqual([10]);
    shop.load.set(SURGE);
    await eventually(() => expect(shop.timeline.last).toBe(FOR_SURGE));
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10, FOR_SURGE]);
  });

  it.each([
    ["a polled external scaler", "poll", polled],
    ["the JSON of a metrics-api scaler", "json", overJson],
  ])("answers it by %s too, and goes back", async (_trigger, name, trigger) => {
    const shop = await bed.open(name, { manifests: scaledObject(name, trigger(name)) });
    await eventually(async () => expect(await active(name, "keda-hpa-web")).toMatchObject({ status: "True" }));
    shop.load.set(SURGE);
    await eventually(() => expect(shop.timeline.last).toBe(FOR_SURGE));
    shop.load.set(USUAL);
    await eventually(() => expect(shop.timeline.last).toBe(10));
    expect(shop.timeline.replicas).toEqual([10, FOR_SURGE, 10]);
  });

  it("leaves the custom metrics to Headroom: an HPA beside it reads them", async () => {
    const spec = { autoscaler: "hpa-object" } as const;
    const shop = await bed.open("object", { spec, manifests: await generatedAutoscalers(shopSpec("object", spec)) });
    shop.load.set(SURGE);
    await eventually(() => expect(shop.timeline.last).toBe(FOR_SURGE));
    expect(shop.timeline.replicas).toEqual([10, FOR_SURGE]);
  });

  it("holds what it has through its fallback while samples are missing", async () => {
    const shop = await bed.open("fallback", { spec: KEDA, manifests: await generated("fallback") });
    const hpa = "keda-hpa-headroom-fallback.web";
    await eventually(async () => expect(await active("fallback", hpa)).toMatchObject({ status: "True" }));
    shop.load.silence(true);
    await eventually(async () => expect(await condition("fallback", "Fallback")).toBe("True"));
    await sleep(ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10]);
  });

  it("holds what it has when Headroom is down while a ScaledObject is made, and follows when it is back", async () => {
    const { port } = bed.headroom;
    const shop = await bed.open("early", { spec: KEDA, manifests: "" });
    await bed.headroom.stop();
    await bed.apply(await generated("early"));
    await sleep(2 * ROUNDS_MS);
    expect(shop.timeline.replicas).toEqual([10]);
    await bed.startHeadroom(port);
    shop.load.set(SURGE);
    await eventually(() => expect(shop.timeline.last).toBe(FOR_SURGE));
    expect(shop.timeline.replicas).toEqual([10, FOR_SURGE]);
  });
});
