import { afterEach, describe, expect, it } from "vitest";
import { NO_DATA_REASONS } from "../../../src/core/objective/reading.ts";
import {
  KedaClient,
  type KedaFacts,
  replicasTrigger,
  serveKeda,
  type ServedKeda,
  trigger,
} from "../../fixtures/keda.ts";
import { status } from "../../fixtures/statuses.ts";

let server: ServedKeda | undefined;
let client: KedaClient;
afterEach(async () => {
  client.close();
  await server?.close(1);
});

async function ask(facts: KedaFacts = {}): Promise<KedaClient> {
  server = await serveKeda(facts);
  client = new KedaClient(server.address);
  return client;
}

const REPLICAS = { metricSpecs: [{ metricName: "slo_required_replicas", targetSize: 1n, targetSizeFloat: 1 }] };

describe("a poll of KEDA", () => {
  it("brings exactly one value, as a whole and as a fraction, then that the workload is active", async () => {
    const keda = await ask({ seen: { demand: 900 } });
    expect(await keda.getMetricSpec(replicasTrigger())).toMatchObject({ code: "OK", body: REPLICAS });
    const [metrics, active] = await keda.poll(replicasTrigger());
    expect(metrics).toMatchObject({
      code: "OK",
      body: { metricValues: [{ metricName: "slo_required_replicas", metricValue: 23n, metricValueFloat: 22.5 }] },
    });
    expect(active).toMatchObject({ code: "OK", body: { result: true } });
    expect(server?.calls).toEqual(["GetMetricSpec OK", "GetMetrics OK", "IsActive OK"]);
  });

  it("rounds up to the thousandths that KEDA keeps", async () => {
    const keda = await ask({ seen: { demand: 500.00001 } });
    expect(await keda.getMetrics(replicasTrigger())).toMatchObject({
      body: { metricValues: [{ metricValue: 13n, metricValueFloat: 12.501 }] },
    });
  });

  it.each([
    ["decided on data that is too old", { seen: { age: 91 } }, 0, "demand is 1m 31s old, expected at most 1m 30s"],
    ["too old by now", { seen: { age: 30 } }, 61, "demand was last seen 1m 31s ago, expected at most 1m 30s"],
    [
      "only recommended",
      { policy: { mode: "recommend" } },
      0,
      "the mode is recommend; write mode: publish to have it offered",
    ],
    ["not decided yet", { seen: null }, 0, "nothing was decided for it yet"],
  ] as const)(
    "is an error with the reason when the replicas are %s; the spec is told all the same",
    async (_what, facts, passed, because) => {
      const keda = await ask(facts);
      server?.pass(passed);
      const unavailable = { code: "UNAVAILABLE", details: `slo_required_replicas has no fresh value: ${because}` };
      expect(await keda.getMetrics(replicasTrigger())).toEqual(unavailable);
      expect(await keda.isActive(replicasTrigger())).toEqual(unavailable);
      expect(await keda.getMetricSpec(replicasTrigger())).toMatchObject({ code: "OK", body: REPLICAS });
    },
  );

  it("is unavailable until the specs are read", async () => {
    const keda = await ask({ booting: true });
    const unavailable = { code: "UNAVAILABLE", details: "the specs were not read yet" };
    expect(await keda.getMetrics(replicasTrigger())).toEqual(unavailable);
    expect(await keda.isActive(replicasTrigger())).toEqual(unavailable);
    expect(await keda.getMetricSpec(replicasTrigger())).toEqual(unavailable);
  });

  it("finds nothing in another namespace, in the same words as for what does not exist", async () => {
    const keda = await ask();
    const words = (namespace: string) =>
      `namespace "${namespace}" has no scaling block "checkout/checkout"; see the spec for its names, and for its namespace, which is that of the ScaledObject`;
    for (const namespace of ["other", "", "nowhere"]) {
      const missing = { code: "NOT_FOUND", details: words(namespace) };
      const ref = replicasTrigger(namespace);
      expect(await keda.getMetrics(ref)).toEqual(missing);
      expect(await keda.isActive(ref)).toEqual(missing);
      expect(await keda.getMetricSpec(ref)).toEqual(missing);
    }
  });

  it("refuses to hold a value against the target of another metric", async () => {
    const keda = await ask();
    expect(await keda.getMetrics(replicasTrigger(), "slo_burn_rate")).toEqual({
      code: "INVALID_ARGUMENT",
      details: 'metric "slo_burn_rate" is asked for, and the trigger now names slo_required_replicas',
    });
    expect(await keda.getMetrics(replicasTrigger(), "")).toMatchObject({ code: "OK" });
  });
});

describe("a workload", () => {
  it("that may sleep is active while it needs replicas", async () => {
    const limits = { min: 0, max: 40 };
    const keda = await ask({ policy: { limits }, seen: { demand: 0 } });
    expect(await keda.isActive(replicasTrigger())).toMatchObject({ body: { result: false } });
    expect(await keda.getMetrics(replicasTrigger())).toMatchObject({
      body: { metricValues: [{ metricValue: 0n, metricValueFloat: 0 }] },
    });
    await server?.decide({ limits }, { demand: 1 });
    expect(await keda.isActive(replicasTrigger())).toMatchObject({ body: { result: true } });
  });

  it("that may not sleep is active without any demand", async () => {
    const keda = await ask({ seen: { demand: 0 } });
    expect(await keda.isActive(replicasTrigger())).toMatchObject({ body: { result: true } });
  });
});

describe("a gate", () => {
  const burn = trigger({
    metric: "slo_burn_rate",
    service: "checkout",
    slo: "availability",
    window: "5m",
    targetValue: "14.4",
  });

  it.each([
    ["slo_burn_rate", { window: "5m" }, 14.4, 15n],
    ["slo_burn_rate", { window: "slo" }, 14.4, 15n],
    ["slo_latency_seconds", { slo: "latency", quantile: "0.99" }, 0.25, 1n],
    ["slo_error_budget_remaining_ratio", {}, 0.123, 1n],
  ])("reads %s of %j", async (metric, further, metricValueFloat, metricValue) => {
    const keda = await ask({
      statuses: [
        status({ objective: { namespace: "shop" }, burn: 14.4, remaining: 0.1229 }),
        status({ objective: { namespace: "shop", slo: "latency", indicator: LATENCY }, latency: 0.25 }),
      ],
    });
    const ref = trigger({ metric, service: "checkout", slo: "availability", targetValue: "0.5", ...further });
    expect(await keda.getMetricSpec(ref)).toMatchObject({
      body: { metricSpecs: [{ metricName: metric, targetSize: 1n, targetSizeFloat: 0.5 }] },
    });
    expect(await keda.getMetrics(ref, metric)).toMatchObject({
      code: "OK",
      body: { metricValues: [{ metricName: metric, metricValue, metricValueFloat }] },
    });
    expect(await keda.isActive(ref)).toMatchObject({ body: { result: true } });
  });

  it.each([
    [
      "overspent budget, which KEDA would make a zero of in its own way",
      { remaining: -3.2 },
      "slo_error_budget_remaining_ratio",
      0,
    ],
    ["burn beyond all that an autoscaler can divide", { burn: 1e9 }, "slo_burn_rate", 100_000],
  ])("stays within bounds: an %s", async (_what, facts, metric, value) => {
    const keda = await ask({ statuses: [status({ objective: { namespace: "shop" }, ...facts })] });
    const ref = trigger({
      metric,
      service: "checkout",
      slo: "availability",
      targetValue: "1",
      ...(metric === "slo_burn_rate" ? { window: "5m" } : {}),
    });
    expect(await keda.getMetrics(ref, metric)).toMatchObject({
      body: { metricValues: [{ metricValue: BigInt(value), metricValueFloat: value }] },
    });
  });

  it.each(NO_DATA_REASONS)("is an error when its SLO is %s, and its spec is told all the same", async (missing) => {
    const keda = await ask({ statuses: [status({ objective: { namespace: "shop" }, missing })] });
    expect(await keda.getMetrics(burn, "slo_burn_rate")).toMatchObject({
      code: "UNAVAILABLE",
      details: expect.stringMatching(/^slo_burn_rate has no fresh value: checkout\/availability: /),
    });
    expect(await keda.isActive(burn)).toMatchObject({ code: "UNAVAILABLE" });
    expect(await keda.getMetricSpec(burn)).toMatchObject({ code: "OK" });
  });

  it("reads one group of an SLO that labels split, and must name it", async () => {
    const objective = { namespace: "shop", by: ["handler"] };
    const keda = await ask({
      statuses: [
        status({ objective, by: { handler: "/pay" }, burn: 3 }),
        status({ objective, by: { handler: "/cart" }, burn: 9 }),
      ],
    });
    const of = (further: Readonly<Record<string, string>>) => trigger({ ...burn.scalerMetadata, ...further });
    expect(await keda.getMetrics(of({ handler: "/cart" }), "slo_burn_rate")).toMatchObject({
      body: { metricValues: [{ metricValueFloat: 9 }] },
    });
    expect(await keda.getMetrics(of({ handler: "/gone" }), "slo_burn_rate")).toEqual({
      code: "UNAVAILABLE",
      details: "slo_burn_rate has no fresh value: nothing was measured of it yet",
    });
    expect(await keda.getMetricSpec(of({}))).toEqual({
      code: "INVALID_ARGUMENT",
      details: "metadata of the trigger: handler is missing, write handler: a value of the label that splits the SLO",
    });
  });
});

const LATENCY = {
  kind: "latency",
  histogram: { metric: "http_request_duration_seconds", matchers: [] },
  form: "classic",
  under: 0.3,
} as never;
