import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { KedaClient, trigger } from "../fixtures/keda.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { type Outputs, readBurn, readReplicas, withoutAges } from "./outward-outputs.ts";
import { NAMESPACE, writeSamples, writeStates } from "./outward-states.ts";

let folder: string;
let places: Awaited<ReturnType<typeof writeStates>>;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
let booting: HeadroomProcess;
let outputs: Outputs;
let bootingOutputs: Outputs;
/** A Prometheus that takes questions and never answers, and a service that waits for it. */
let silent: TestServer;
let waiting: HeadroomProcess;
let waitingOutputs: Outputs;

async function serve(...args: readonly string[]): Promise<[HeadroomProcess, Outputs]> {
  const process = await serveHeadroom([
    `--config=${places.config}`,
    `--specs=${places.specs}`,
    "--step=1s",
    "--scaling-step=1s",
    "--keda-listen=127.0.0.1:0",
    ...args,
  ]);
  const { address } = await process.logged("listening for KEDA");
  return [process, { url: process.url, keda: new KedaClient(String(address)) }];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-outward-"));
  prometheus = await startPrometheus();
  await writeSamples(prometheus.url);
  places = await writeStates(folder, prometheus.url);
  [headroom, outputs] = await serve("--specs-settle=100ms");
  // Specs that never settle are never read.
  [booting, bootingOutputs] = await serve("--specs-settle=1d");
  silent = await startHttpServer(() => undefined);
  [waiting, waitingOutputs] = await serve("--specs-settle=100ms", `--prometheus=${silent.url}`, "--query-timeout=10m");
  await vi.waitFor(
    async () => {
      const { items } = await readJson(fetch(`${headroom.url}/api/v1/decisions`));
      expect(items).toHaveLength(7);
      expect((await readBurn(outputs, of("fresh"))).noData).toBe(0);
      // An SLO is stale later than the demand is.
      expect((await readBurn(outputs, of("stale"))).slo?.missing).toMatchObject({ "5m": "stale" });
    },
    { timeout: 60_000, interval: 500 },
  );
}, 120_000);
afterAll(async () => {
  outputs?.keda.close();
  bootingOutputs?.keda.close();
  waitingOutputs?.keda.close();
  await Promise.all([headroom?.stop(), booting?.stop(), waiting?.stop("SIGKILL")]);
  await silent?.close();
  await prometheus?.stop();
  await rm(folder, { recursive: true });
});

const of = (service: string, namespace = NAMESPACE) => ({ namespace, service });
const explain = (name: string, url = headroom.url) => runHeadroom(["explain", `${name}/web`, "--url", url]);

/** An error of each output, in its own words for the kind and in the same words for the reason. */
const none = (http: number, grpc: string, because: string) => {
  const reason = { asymmetricMatch: (text: unknown) => typeof text === "string" && withoutAges(text) === because };
  return {
    http: { kind: "none", code: http, because: reason },
    grpc: { kind: "none", code: grpc, because: reason },
    reason,
  };
};

describe("replicas that are fresh", () => {
  it("are the same number everywhere, as old as the newest raw sample", async () => {
    const before = Date.now();
    const said = await readReplicas(outputs, of("fresh"));
    // 100 requests a second at 40 a replica.
    const number = { kind: "number", value: expect.closeTo(2.5, 2) };
    expect(said).toMatchObject({
      signal: { ...number, ageSeconds: expect.any(Number) },
      external: number,
      custom: number,
      getMetrics: number,
      isActive: { value: 1 },
      getMetricSpec: { value: 1 },
      metrics: expect.closeTo(2.5, 2),
      refused: 0,
      decision: { replicas: expect.closeTo(2.5, 2) },
    });
    expect(Date.parse(said.external.timestamp ?? "")).toBeGreaterThan(before - 30_000);
    expect((await explain("fresh")).stdout).toMatch(/^fresh\/web at .* UTC: 2\.5(?:0\d)? replicas\n/);
  });

  it("are the least that are allowed where nothing happens, which is no error", async () => {
    const number = { kind: "number", value: 2 };
    expect(await readReplicas(outputs, of("idle"))).toMatchObject({
      signal: number,
      external: number,
      custom: number,
      getMetrics: number,
      isActive: { value: 1 },
      metrics: 2,
      refused: 0,
    });
  });
});

describe.each([
  ["stale", "demand is … old, expected at most …"],
  ["absent", "demand was observed too little"],
  ["insufficient", "demand was observed too little"],
  ["invalid", "demand is no number that could be meant"],
  ["unreachable", "demand could not be asked for"],
])("replicas from data that is %s", (service, because) => {
  it("are an error everywhere, for the same reason, and never a number", async () => {
    const { http, grpc, reason } = none(503, "UNAVAILABLE", because);
    expect(await readReplicas(outputs, of(service))).toEqual({
      signal: http,
      external: http,
      custom: http,
      metrics: undefined,
      refused: 1,
      decision: expect.objectContaining({ replicas: null, because: reason }),
      getMetrics: grpc,
      isActive: grpc,
      // Of the spec alone: without it KEDA falls back to nothing.
      getMetricSpec: { kind: "number", value: 1 },
    });
  });

  it("are explained as an error", async () => {
    const { code, stdout } = await explain(service);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${service}/web at .* UTC: no number\n`));
    expect(withoutAges(stdout)).toContain(`  because    ${because}\n`);
  });

  it("are followed by a stream that stays open and says nothing", async () => {
    const stream = outputs.keda.streamIsActive(trigger({ service, scaling: "web" }, NAMESPACE));
    const fresh = outputs.keda.streamIsActive(trigger({ service: "fresh", scaling: "web" }, NAMESPACE));
    await vi.waitFor(() => expect(fresh.messages).toHaveLength(1), { timeout: 10_000 });
    expect(stream).toMatchObject({ messages: [], end: undefined });
    stream.cancel();
    fresh.cancel();
  });
});

describe.each([
  ["idle", "nothing happened in the window", "no-traffic"],
  ["stale", "the data is stale", "stale"],
  ["absent", "too little of the window was observed", "insufficient"],
  ["invalid", "the data is no number of events", "invalid"],
  ["unreachable", "Prometheus gives no answer", "unreachable"],
])("the burn of what is %s", (service, because, missing) => {
  it("is an error everywhere, for the same reason, and no series", async () => {
    const said = await readBurn(outputs, of(service));
    const reason = expect.stringContaining(`${service}/availability: ${because}`);
    const [http, grpc] = [503, "UNAVAILABLE"].map((code) => ({ kind: "none", code, because: reason }));
    expect(said).toEqual({
      external: http,
      getMetrics: grpc,
      isActive: grpc,
      metrics: undefined,
      noData: 1,
      slo: expect.objectContaining({ state: "no-data", missing: expect.objectContaining({ "5m": missing }) }),
    });
    expect(Object.values(said.slo?.burnRates ?? {}).every((rate) => rate === null)).toBe(true);
  });
});

describe("the burn of what is fresh", () => {
  it("is the same number everywhere", async () => {
    const number = { kind: "number", value: expect.closeTo(1, 1) };
    expect(await readBurn(outputs, of("fresh"))).toMatchObject({
      external: number,
      getMetrics: number,
      isActive: { value: 1 },
      metrics: expect.closeTo(1, 1),
      noData: 0,
      slo: { burnRates: { "5m": expect.closeTo(1, 1) } },
    });
  });
});

describe.each([
  ["that nobody knows", of("nobody")],
  ["of another namespace", of("fresh", "elsewhere")],
])("a service %s", (_what, asked) => {
  it("is not found, and has no number", async () => {
    const { service, namespace } = asked;
    const replicas = await readReplicas(outputs, asked);
    const burn = await readBurn(outputs, asked);
    for (const said of [replicas.signal, replicas.external, replicas.custom, burn.external])
      expect(said).toMatchObject({ kind: "none", code: 404 });
    for (const said of [replicas.getMetrics, replicas.isActive, replicas.getMetricSpec, burn.getMetrics])
      expect(said).toMatchObject({ kind: "none", code: "NOT_FOUND" });
    expect([replicas.metrics, replicas.refused]).toEqual([undefined, undefined]);
    const stream = outputs.keda.streamIsActive(trigger({ service, scaling: "web" }, namespace));
    await vi.waitFor(() => expect(stream.end?.code).toBe("NOT_FOUND"));
    expect(stream.messages).toEqual([]);
  });
});

describe("a namespace", () => {
  it("is told of what belongs to others in the words for what nobody has", async () => {
    const told = async (service: string): Promise<string> => {
      const { signal, external, custom, getMetrics, isActive } = await readReplicas(outputs, of(service, "elsewhere"));
      const burn = await readBurn(outputs, of(service, "elsewhere"));
      const all = [signal, external, custom, getMetrics, isActive, burn.external, burn.getMetrics, burn.isActive];
      return JSON.stringify(all).replaceAll(service, "…");
    };
    expect(await told("fresh")).toBe(await told("nobody"));
  });
});

describe("a service that was read and not decided on", () => {
  it("is known, and has no number for anybody", async () => {
    await vi.waitFor(async () => expect((await fetch(`${waiting.url}/api/v1/decisions`)).status).toBe(200), {
      timeout: 30_000,
    });
    const { http, grpc } = none(503, "UNAVAILABLE", "nothing was decided for it yet");
    expect(await readReplicas(waitingOutputs, of("fresh"))).toEqual({
      signal: http,
      external: http,
      custom: http,
      metrics: undefined,
      refused: undefined,
      decision: undefined,
      getMetrics: grpc,
      isActive: grpc,
      getMetricSpec: { kind: "number", value: 1 },
    });
    const { code, stdout } = await explain("fresh", waiting.url);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe("a service that starts", () => {
  it("has no number for anybody, and tells which metrics there are", async () => {
    const { url } = bootingOutputs;
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    for (const path of ["external.metrics.k8s.io/v1beta1", "custom.metrics.k8s.io/v1beta2"])
      expect((await fetch(`${url}/apis/${path}`)).status).toBe(200);
    const { http } = none(503, "UNAVAILABLE", "the specs were not evaluated yet");
    const unread = none(503, "UNAVAILABLE", "the specs were not read yet").grpc;
    expect(await readReplicas(bootingOutputs, of("fresh"))).toEqual({
      signal: http,
      external: http,
      custom: http,
      metrics: undefined,
      refused: undefined,
      decision: undefined,
      getMetrics: unread,
      isActive: unread,
      getMetricSpec: unread,
    });
    expect(await readBurn(bootingOutputs, of("fresh"))).toEqual({
      external: http,
      getMetrics: unread,
      isActive: unread,
      metrics: undefined,
      noData: undefined,
      slo: undefined,
    });
    const { code, stdout, stderr } = await explain("fresh", url);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("the specs were not evaluated yet");
  });

  it("stops when it is told to, before its specs have settled", async () => {
    expect(await booting.stop()).toBe(0);
  });
});
