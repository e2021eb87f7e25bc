import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { apply } from "./bed/apply.ts";
import { type ControlPlane, startControlPlane } from "./bed/control-plane.ts";
import { type InstalledHeadroom, installHeadroom } from "./bed/installed.ts";
import { NEVER_READY } from "./bed/kubelet.ts";
import { LiveLoad } from "./bed/load.ts";
import { clusterPrograms } from "./bed/programs.ts";

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
    slos: [availability]
    demand: sum(rate(http_requests_total{job="shop"}[5s]))
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 3, max: 40}
    stale: {maxAge: 15s}
`;

const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;

const workload = ({ replicas = 10, version = "v1", annotation = "" } = {}): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: ${replicas}
  progressDeadlineSeconds: 5
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, version: ${version}}, annotations: {${annotation}}}
    spec: {containers: [{name: web, image: example.com/web}]}
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
  await apply(plane, NAMESPACE);
  headroom = await installHeadroom(plane, { prometheus: prometheus.url, specs });
});
afterAll(async () => {
  await headroom?.stop();
  await load?.stop();
  await prometheus?.stop();
  await plane?.stop();
  await rm(specs, { recursive: true, force: true });
});

const read = async (path: string): Promise<string> => (await fetch(`${headroom.process.url}${path}`)).text();

async function decisions(path = "/api/v1/decisions"): Promise<readonly Record<string, unknown>[]> {
  const answer: { readonly items: readonly Record<string, unknown>[] } = JSON.parse(await read(path));
  return answer.items;
}

/** Waits until the present decision is like this. */
const decided = (like: object): Promise<void> =>
  vi.waitFor(async () => expect((await decisions())[0]).toMatchObject(like), { timeout: 60_000, interval: 500 });

const replicas = (value: number, asked = value) => ({ inputs: { replicas: { value, asked, missing: null } } });

// One story: each part begins where the one before has ended.
describe("the workload of a real cluster", () => {
  it("is missing until it is there, and then has the replicas that the cluster tells", async () => {
    await decided({ replicas: null, because: "there is no Deployment web in namespace shop" });
    await apply(plane, workload());
    await decided({ ...replicas(10), replicas: expect.closeTo(10, 6), rollout: { progress: "settled" } });
  });

  it("is known for as long as nothing happens", async () => {
    // Longer than what is told of it may be old.
    await new Promise((resolve) => setTimeout(resolve, 25_000));
    const found = await decisions("/api/v1/decisions/shop/web?limit=12");
    expect(found.map((one) => one["replicas"])).not.toContain(null);
    const ages = found.map((one) => JSON.parse(JSON.stringify(one)).inputs.replicas.ageSeconds);
    console.log(`ages of the replicas: ${ages.join(" ")}`);
    expect(Math.max(...ages)).toBeLessThan(15);
  });

  it("does not roll out when it is raised", async () => {
    const [before] = await decisions();
    await apply(plane, workload({ replicas: 14 }));
    await decided(replicas(14));
    const found = await decisions("/api/v1/decisions/shop/web?limit=5");
    for (const { rollout } of found) expect(rollout).toMatchObject({ progress: "settled" });
    const { startedAt } = JSON.parse(JSON.stringify(before?.["rollout"]));
    const [{ rollout } = {}] = found;
    expect(Date.parse(JSON.parse(JSON.stringify(rollout)).startedAt) - Date.parse(startedAt)).toBeLessThan(2_000);
  });

  it("rolls out, and a burn of the new version alone is blamed on that", async () => {
    await apply(plane, workload({ replicas: 14, version: "v2" }));
    await decided({ rollout: { progress: "running" } });
    const v2 = { requestsPerSecond: 200, failing: 0.5, version: "v2" };
    load.set({ requestsPerSecond: 200, failing: 0.0002, version: "v1", beside: [v2] });
    await decided({ rollout: { progress: "settled" } });
    await decided({ burn: { class: "change", because: expect.stringMatching(/v1 at [\d.]+x, v2 at [\d.]+x$/) } });
    console.log(JSON.stringify((await decisions())[0]?.["burn"]));
    load.set({ requestsPerSecond: 400, failing: 0.0002 });
  });

  it("is stuck when its new pods never get ready", async () => {
    await apply(plane, workload({ replicas: 14, version: "v3", annotation: `${NEVER_READY}: "true"` }));
    await decided({ rollout: { progress: "stuck" } });
  });

  it("is not decided on any more once the API server is gone for longer than what it told may be old", async () => {
    await plane.stopApiServer();
    const stoppedAt = Date.now();
    await decided({
      replicas: null,
      because: expect.stringMatching(
        /^nothing was heard of the Deployments of shop for \d+s: the cluster cannot be reached$/,
      ),
    });
    console.log(
      `refused after ${((Date.now() - stoppedAt) / 1000).toFixed(1)} s: ${String((await decisions())[0]?.["because"])}`,
    );
    const metrics = await read("/metrics");
    expect(metrics).toMatch(/^headroom_mirror_synced\{kind="Deployment"\} 1$/m);
    expect(metrics).toMatch(/^headroom_mirror_watch_failures_total\{kind="Deployment"\} [1-9]/m);
    expect(Number(/^headroom_mirror_last_contact_age_seconds\S+ (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(15);
  });
});
