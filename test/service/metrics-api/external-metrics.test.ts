import { afterEach, describe, expect, it } from "vitest";
import { NO_DATA_REASONS } from "../../../src/core/objective/reading.ts";
import { toQuantity } from "../../../src/service/metrics-api/select-signal.ts";
import { readJson } from "../../fixtures/read-json.ts";
import { loggedDecision } from "../../fixtures/scaling.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../../fixtures/served-app.ts";
import { status } from "../../fixtures/statuses.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

const BASE = "/apis/external.metrics.k8s.io/v1beta1";

async function ask(path: string, facts: ServedFacts = {}, method = "GET") {
  app = await serveApp({
    statuses: [
      status({ objective: { namespace: "shop" }, burn: 14.4, remaining: -0.1234 }),
      status({ objective: { namespace: "shop", slo: "latency" }, missing: "stale", note: "the newest sample is old" }),
      status({ objective: { namespace: "other", slo: "secret" } }),
    ],
    decisions: [await loggedDecision({ mode: "publish" }, { demand: 900 })],
    ...facts,
  });
  const answer = await fetch(`${app.url}${BASE}${path}`, { method });
  return { code: answer.status, retryAfter: answer.headers.get("retry-after"), body: await readJson(answer) };
}

const selecting = (selector: string): string => `?labelSelector=${encodeURIComponent(selector)}`;

describe("external metrics", () => {
  it("tell what there is", async () => {
    expect(await ask("")).toMatchObject({
      code: 200,
      body: {
        kind: "APIResourceList",
        groupVersion: "external.metrics.k8s.io/v1beta1",
        resources: [{ name: "slo_required_replicas", namespaced: true, kind: "ExternalMetricValueList" }, {}, {}, {}],
      },
    });
  });

  it("answer one item with its labels, in thousandths", async () => {
    expect(await ask(`/namespaces/shop/slo_required_replicas${selecting("scaling=checkout")}`)).toEqual({
      code: 200,
      retryAfter: null,
      body: {
        kind: "ExternalMetricValueList",
        apiVersion: "external.metrics.k8s.io/v1beta1",
        metadata: {},
        items: [
          {
            metricName: "slo_required_replicas",
            metricLabels: { service: "checkout", scaling: "checkout" },
            timestamp: "2026-01-15T12:00:00Z",
            value: "22500m",
          },
        ],
      },
    });
    await app?.close(0);
    const selector = selecting("slo=availability,window=5m");
    expect((await ask(`/namespaces/shop/slo_burn_rate${selector}`)).body).toMatchObject({
      items: [{ value: "14400m", timestamp: "2026-01-15T11:59:53Z" }],
    });
    await app?.close(0);
    const budget = `/namespaces/shop/slo_error_budget_remaining_ratio${selecting("slo=availability")}`;
    expect((await ask(budget)).body).toMatchObject({ items: [{ value: "-123m" }] });
  });

  it("are answered whole, however much of a list is asked for", async () => {
    const path = `/namespaces/shop/slo_required_replicas${selecting("scaling=checkout")}`;
    const { body } = await ask(path);
    expect(body.items).toHaveLength(1);
    await app?.close(0);
    expect(await ask(`${path}&limit=0&continue=abc&resourceVersion=1`)).toMatchObject({ code: 200, body });
  });

  it.each([
    [
      "several",
      `/namespaces/shop/slo_burn_rate${selecting("slo=availability")}`,
      400,
      "BadRequest",
      "2 series of slo_burn_rate match slo=availability, and would be added up; there are service=checkout,slo=availability,window=5m; service=checkout,slo=availability,window=slo",
    ],
    [
      "none",
      `/namespaces/shop/slo_required_replicas${selecting("scaling=chekout")}`,
      404,
      "NotFound",
      "no slo_required_replicas of namespace shop matches scaling=chekout; there are service=checkout,scaling=checkout",
    ],
    [
      "another namespace's",
      `/namespaces/shop/slo_burn_rate${selecting("slo=secret,window=5m")}`,
      404,
      "NotFound",
      expect.not.stringContaining("service=checkout,slo=secret"),
    ],
    [
      "one without a fresh value",
      `/namespaces/shop/slo_burn_rate${selecting("slo=latency,window=5m")}`,
      503,
      "ServiceUnavailable",
      "slo_burn_rate has no fresh value: checkout/latency: the data is stale; the newest sample is old",
    ],
    [
      "an unknown metric",
      "/namespaces/shop/slo_burn",
      404,
      "NotFound",
      "there is no metric slo_burn; there are slo_required_replicas, slo_burn_rate, slo_latency_seconds, slo_error_budget_remaining_ratio",
    ],
    [
      "a broken selector",
      `/namespaces/shop/slo_burn_rate${selecting("slo in availability")}`,
      400,
      "BadRequest",
      'labelSelector "slo in availability": in expects values in parentheses: slo in (a,b)',
    ],
    ["a foreign path", "/namespaces/shop", 404, "NotFound", expect.stringContaining("is no path of")],
  ])("refuse %s, and say why", async (_what, path, code, reason, message) => {
    expect(await ask(path)).toEqual({
      code,
      retryAfter: null,
      body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
    });
  });

  describe.each(NO_DATA_REASONS)("of what is %s", (missing) => {
    const statuses = [status({ objective: { namespace: "shop" }, missing, latency: 0.2 })];
    it.each([
      ["slo_burn_rate", "window=5m"],
      ["slo_latency_seconds", "quantile=0.99"],
      ["slo_error_budget_remaining_ratio", "slo=availability"],
    ])("have no %s: an error, and no sample on /metrics", async (metric, selector) => {
      expect(await ask(`/namespaces/shop/${metric}${selecting(selector)}`, { statuses })).toMatchObject({
        code: 503,
        body: { reason: "ServiceUnavailable", message: expect.stringContaining("has no fresh value") },
      });
      const text = await (await fetch(`${app?.url}/metrics`)).text();
      expect(text).not.toMatch(/^headroom_slo_(?:burn_rate|latency_seconds|error_budget_remaining_ratio)\{/m);
      expect(text).toMatch(/^headroom_slo_state\{.*state="no-data".*\} 1$/m);
    });
  });

  it("have no value before the first evaluation, nor any method but GET", async () => {
    const path = `/namespaces/shop/slo_burn_rate${selecting("slo=availability,window=5m")}`;
    expect(await ask(path, { booting: true })).toMatchObject({ code: 503, body: { reason: "ServiceUnavailable" } });
    await app?.close(0);
    expect(await ask(path, {}, "DELETE")).toMatchObject({ code: 405, body: { reason: "MethodNotAllowed" } });
  });

  it("are not for those who are not let in", async () => {
    const path = `/namespaces/shop/slo_required_replicas${selecting("scaling=checkout")}`;
    expect(
      (await ask(path, { access: { kind: "asked", token: () => Promise.resolve("secret"), userHeader: undefined } }))
        .code,
    ).toBe(401);
  });
});

describe("toQuantity", () => {
  it.each([
    [0, "0m"],
    [1, "1000m"],
    [22.5, "22500m"],
    [0.0001, "1m"],
    [0.3, "300m"],
    [1.1, "1100m"],
    [-0.1234, "-123m"],
    [1e9, "100000000m"],
  ])("writes %d as %s", (value, text) => {
    expect(toQuantity(value)).toBe(text);
  });
});
