import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  KedaClient,
  type KedaFacts,
  replicasTrigger,
  serveKeda,
  type ServedKeda,
  shop,
  trigger,
} from "../../fixtures/keda.ts";
import { status } from "../../fixtures/statuses.ts";

const MAY_SLEEP = { limits: { min: 0, max: 40 } };
const ASLEEP = { demand: 0 };
const BURN = { metric: "slo_burn_rate", service: "checkout", slo: "availability", window: "5m", targetValue: "14" };

let server: ServedKeda;
let client: KedaClient;
const serve = async (facts: KedaFacts = {}): Promise<void> => {
  server = await serveKeda(facts);
  client = new KedaClient(server.address);
};
beforeEach(() => serve({ policy: MAY_SLEEP, seen: ASLEEP }));
afterEach(async () => {
  client.close();
  await server.close(1);
});

/** Answered only after all that was told before it. */
const settle = (): Promise<unknown> => client.getMetricSpec(replicasTrigger());
const said = (stream: ReturnType<KedaClient["streamIsActive"]>): readonly boolean[] =>
  stream.messages.map(({ result }) => result);

describe("StreamIsActive", () => {
  it("says at once whether the workload is active, then when that changes, and nothing in between", async () => {
    const stream = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(said(stream)).toEqual([false]));
    await server.decide(MAY_SLEEP, ASLEEP);
    await settle();
    expect(said(stream)).toEqual([false]);
    await server.decide(MAY_SLEEP, { demand: 100 });
    await vi.waitFor(() => expect(said(stream)).toEqual([false, true]));
    // KEDA makes nothing of more replicas: it asks for them at the next poll.
    await server.decide(MAY_SLEEP, { demand: 900 });
    await settle();
    expect(said(stream)).toEqual([false, true]);
    await server.decide(MAY_SLEEP, ASLEEP);
    await vi.waitFor(() => expect(said(stream)).toEqual([false, true, false]));
    expect(stream.end).toBeUndefined();
  });

  it("stays open and silent while nothing is known, and says again what is known after that", async () => {
    await server.decide(MAY_SLEEP, { demand: 100 });
    const stream = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(said(stream)).toEqual([true]));
    await server.decide(MAY_SLEEP, { demand: 100, age: 91 });
    await settle();
    expect([said(stream), stream.end]).toEqual([[true], undefined]);
    await server.decide(MAY_SLEEP, { demand: 100 });
    await vi.waitFor(() => expect(said(stream)).toEqual([true, true]));
  });

  it("waits for the first decision", async () => {
    await server.close(1);
    await serve({ policy: MAY_SLEEP, seen: null });
    const stream = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(server.open()).toBe(1));
    expect(said(stream)).toEqual([]);
    await server.decide(MAY_SLEEP, { demand: 100 });
    await vi.waitFor(() => expect(said(stream)).toEqual([true]));
  });

  it("ends when the specs no longer have the scaling block", async () => {
    const stream = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(said(stream)).toHaveLength(1));
    server.reload([]);
    await vi.waitFor(() => expect(stream.end).toMatchObject({ code: "NOT_FOUND" }));
    expect(server.open()).toBe(0);
  });

  it("ends at once for what is not there or belongs to others", async () => {
    const streams = [
      client.streamIsActive(replicasTrigger("other")),
      client.streamIsActive(trigger({ service: "checkout", scaling: "nothing" })),
    ];
    await vi.waitFor(() => expect(streams.map(({ end }) => end?.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]));
  });
});

describe("StreamMetricSpec", () => {
  it("tells the spec at once, whatever is measured, and again only when a reload changed it", async () => {
    await server.close(1);
    const statuses = [status({ objective: { namespace: "shop" }, missing: "stale" })];
    await serve({ statuses, seen: null });
    const replicas = client.streamMetricSpec(replicasTrigger());
    const burn = client.streamMetricSpec(trigger(BURN));
    await vi.waitFor(() => expect([replicas, burn].map(({ messages }) => messages.length)).toEqual([1, 1]));
    expect(burn.messages).toMatchObject([{ metricSpecs: [{ metricName: "slo_burn_rate", targetSizeFloat: 14 }] }]);
    server.reload([shop({ statuses, policy: { limits: { min: 5, max: 50 } } })]);
    await settle();
    expect([replicas, burn].map(({ messages }) => messages.length)).toEqual([1, 1]);
    server.reload([]);
    await vi.waitFor(() => expect([replicas, burn].map(({ end }) => end?.code)).toEqual(["NOT_FOUND", "NOT_FOUND"]));
  });
});

describe("a server that stops", () => {
  it("ends its streams as done, lets calls under way end, and takes no new ones", async () => {
    const stream = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(said(stream)).toHaveLength(1));
    const calls = Array.from({ length: 20 }, () => client.getMetrics(replicasTrigger()));
    await calls[0];
    await server.close(5);
    expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(calls.map(() => "OK"));
    await vi.waitFor(() => expect(stream.end).toEqual({ code: "OK", details: "" }));
    expect(server.open()).toBe(0);
    expect(await client.getMetrics(replicasTrigger())).toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("a call", () => {
  it("is counted by its method and how it ended, one that its caller left too", async () => {
    await client.getMetrics(replicasTrigger("other"));
    const stream = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(said(stream)).toHaveLength(1));
    stream.cancel();
    await vi.waitFor(() => expect(server.calls).toEqual(["GetMetrics NOT_FOUND", "StreamIsActive CANCELLED"]));
  });
});
