import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { apply } from "./bed/apply.ts";
import { type ControlPlane, startControlPlane } from "./bed/control-plane.ts";
import { type InstalledHeadroom, installHeadroom } from "./bed/installed.ts";
import { LiveLoad } from "./bed/load.ts";
import { clusterPrograms } from "./bed/programs.ts";
import { hpaCondition, Timeline } from "./bed/timeline.ts";

const SPEC = `
version: headroom/v1
service: shop
namespace: shop
slos:
  - name: availability
    target: 99.9%
    events: {total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code="500"}'}
scaling:
  - name: web
    target: Deployment/web
    mode: publish
    slos: [availability]
    demand: sum(rate(http_requests_total{job="shop"}[5s]))
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 3, max: 40}
    stale: {maxAge: 15s}
`;

const WORKLOAD = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 10
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web}]}
`;

const HPA = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 40
  behavior:
    scaleUp: {stabilizationWindowSeconds: 0, tolerance: "0", policies: [{type: Pods, value: 40, periodSeconds: 15}]}
    scaleDown: {stabilizationWindowSeconds: 5, tolerance: "0"}
  metrics:
    - type: External
      external:
        metric: {name: slo_required_replicas, selector: {matchLabels: {service: shop, scaling: web}}}
        target: {type: AverageValue, averageValue: "1"}
`;

let plane: ControlPlane;
let prometheus: PrometheusServer;
let load: LiveLoad;
let headroom: InstalledHeadroom;
let specs: string;

beforeAll(async () => {
  plane = await startControlPlane(await clusterPrograms());
  prometheus = await startPrometheus();
  load = new LiveLoad(prometheus.url, "shop", { requestsPerSecond: 400, failing: 0.0002 });
  await load.start(300);
  specs = await mkdtemp(join(tmpdir(), "headroom-specs-"));
  await writeFile(join(specs, "shop.yaml"), SPEC);
  headroom = await installHeadroom(plane, { prometheus: prometheus.url, specs });
  await apply(plane.admin, WORKLOAD);
  await apply(plane.admin, HPA);
});
afterAll(async () => {
  await headroom?.stop();
  await load?.stop();
  await prometheus?.stop();
  await plane?.stop();
  await rm(specs, { recursive: true, force: true });
});

describe("a stock HPA on required replicas", () => {
  it("keeps what is right, and answers a surge in one step", async () => {
    await vi.waitFor(
      async () =>
        expect(await hpaCondition(plane.admin, "shop", "web", "ScalingActive")).toMatchObject({ status: "True" }),
      { timeout: 60_000, interval: 500 },
    );
    const timeline = new Timeline(plane.admin, "shop", "web").start();
    load.set({ requestsPerSecond: 900, failing: 0.0002 });
    await vi.waitFor(() => expect(timeline.last).toBe(23), { timeout: 60_000, interval: 500 });
    await timeline.stop();
    console.log(String(timeline));
  });
});
