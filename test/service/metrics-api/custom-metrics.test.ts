import { afterEach, describe, expect, it } from "vitest";
import { readJson } from "../../fixtures/read-json.ts";
import { loggedDecision, policy } from "../../fixtures/scaling.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../../fixtures/served-app.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

const BASE = "/apis/custom.metrics.k8s.io/v1beta2";

async function ask(path: string, facts: ServedFacts = {}) {
  app = await serveApp({ decisions: [await loggedDecision({ mode: "publish" }, { demand: 900 })], ...facts });
  const answer = await fetch(`${app.url}${BASE}${path}`);
  return { code: answer.status, body: await readJson(answer) };
}

const OF_CHECKOUT = "/namespaces/shop/deployments.apps/checkout/slo_required_replicas";

describe("custom metrics", () => {
  it("tell of which workloads there are some", async () => {
    expect(await ask("")).toMatchObject({
      code: 200,
      body: { kind: "APIResourceList", resources: [{ name: "deployments.apps/slo_required_replicas" }, {}, {}] },
    });
  });

  it("answer at the workload itself", async () => {
    expect(await ask(OF_CHECKOUT)).toEqual({
      code: 200,
      body: {
        kind: "MetricValueList",
        apiVersion: "custom.metrics.k8s.io/v1beta2",
        metadata: {},
        items: [
          {
            describedObject: { kind: "Deployment", namespace: "shop", name: "checkout", apiVersion: "apps/v1" },
            metric: { name: "slo_required_replicas", selector: null },
            timestamp: "2026-01-15T12:00:00Z",
            value: "22500m",
          },
        ],
      },
    });
  });

  it.each([
    ["another workload", "/namespaces/shop/deployments.apps/search/slo_required_replicas", "there are none"],
    ["another kind", "/namespaces/shop/statefulsets.apps/checkout/slo_required_replicas", "there are none"],
    ["another namespace", "/namespaces/other/deployments.apps/checkout/slo_required_replicas", "there are none"],
    ["another metric", "/namespaces/shop/deployments.apps/checkout/slo_burn_rate", "there is no metric slo_burn_rate"],
    ["what is no workload", "/namespaces/shop/pods/checkout/slo_required_replicas", "there are no metrics of pods"],
    ["a foreign path", "/namespaces/shop", "is no path of"],
  ])("have none of %s, and say so", async (_what, path, message) => {
    expect(await ask(path)).toMatchObject({
      code: 404,
      body: { kind: "Status", reason: "NotFound", message: expect.stringContaining(message) },
    });
  });

  it("are an error while there is no fresh value, and where two blocks scale one workload", async () => {
    const stale = await loggedDecision({ mode: "publish" }, { age: 120 });
    expect(await ask(OF_CHECKOUT, { decisions: [stale] })).toMatchObject({
      code: 503,
      body: { message: "slo_required_replicas has no fresh value: demand is 2m old, expected at most 1m 30s" },
    });
    await app?.close(0);
    const one = await loggedDecision({ mode: "publish" });
    const second = { ...one, policy: { ...policy({ mode: "publish" }), name: "second" } };
    expect(await ask(OF_CHECKOUT, { decisions: [one, second] })).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining("2 series of slo_required_replicas match") },
    });
  });

  it("of a workload in another namespace than its spec's are nobody's", async () => {
    const foreign = await loggedDecision({
      mode: "publish",
      target: { namespace: "kube-system", kind: "Deployment", name: "dns" },
    });
    const path = "/namespaces/kube-system/deployments.apps/dns/slo_required_replicas";
    expect((await ask(path, { decisions: [foreign] })).code).toBe(404);
  });
});
