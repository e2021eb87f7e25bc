import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

const SPEC =
  "version: headroom/v1\nservice: shop\nslos:\n  - name: availability\n    target: 99%\n    events: {total: x_total, bad: 'x_total{code=\"500\"}'}\n";
const SCALING =
  "scaling:\n  - {name: web, target: Deployment/web, demand: 'sum(rate(x_total[1m]))', capacity: {perReplica: 50}, limits: {min: 3, max: 40}}\n";

let folder: string;
let collector: TestServer;
let upstream: TestServer;
const spans: Span[] = [];
const traceparents: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-traces-"));
  await writeFile(join(folder, "shop.yaml"), SPEC);
  collector = await startHttpServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      for (const { scopeSpans } of JSON.parse(text).resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  // Answers as a Prometheus without any series.
  upstream = await startHttpServer((request, response) => {
    traceparents.push(String(request.headers["traceparent"]));
    const result =
      request.url?.includes("query=time") === true
        ? { resultType: "scalar", result: [Date.now() / 1000, "1"] }
        : { resultType: "matrix", result: [] };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ status: "success", data: result }));
  });
});
afterAll(async () => {
  await collector.close();
  await upstream.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  spans.length = 0;
  traceparents.length = 0;
});

describe("the traces of a running service", () => {
  it("tell of each decision within its round, and of how it was handed on", async () => {
    const specs = await mkdtemp(join(tmpdir(), "headroom-traced-decisions-"));
    await writeFile(join(specs, "shop.yaml"), `${SPEC}${SCALING}`);
    const headroom = await serveHeadroom(
      ["--prometheus", upstream.url, "--specs", specs, "--specs-settle", "100ms", "--scaling-step", "1s"],
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    );
    const valuesOf = ({ attributes }: Span): Readonly<Record<string, unknown>> =>
      Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
    await vi.waitFor(() => expect(spans.map(({ name }) => name)).toContain("decision"), { timeout: 15_000 });
    expect(await headroom.stop()).toBe(0);
    await rm(specs, { recursive: true });
    const decision = spans.find(({ name }) => name === "decision");
    const round = spans.find(({ spanId }) => spanId === decision?.parentSpanId);
    expect(round?.name).toBe("decide");
    expect(decision === undefined ? undefined : valuesOf(decision)).toEqual({
      "headroom.service": "shop",
      "headroom.namespace": "default",
      "headroom.scaling": "web",
      "headroom.mode": "recommend",
      "headroom.burn_class": "none",
      "headroom.refused": "demand was observed too little",
      "headroom.version": expect.any(String),
    });
    const published = spans.filter(({ name, parentSpanId }) => name === "publish" && parentSpanId === round?.spanId);
    expect(published.map((one) => valuesOf(one)["headroom.decisions"])).toEqual([1]);
    // The questions of a decision carry its trace.
    expect(traceparents).toContain(`00-${decision?.traceId}-${decision?.spanId}-01`);
    // A refusal is an answer; no sampling is overruled by it.
    expect(decision?.status.code).toBe(0);
  }, 60_000);

  it("tell of load, fetch, evaluate and publish with SLO counts, go on into Prometheus, and always tell of faults", async () => {
    const headroom = await serveHeadroom(
      ["--prometheus", upstream.url, "--specs", folder, "--step", "1s", "--specs-settle", "100ms"],
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    );
    const named = (name: string): readonly Span[] => spans.filter((span) => span.name === name);
    await vi.waitFor(
      () =>
        expect(
          ["load", "step", "source", "fetch", "evaluate", "publish"].filter((name) => named(name).length === 0),
        ).toEqual([]),
      { timeout: 15_000 },
    );
    const partsOf = ({ traceId }: Span): readonly string[] =>
      spans.filter((span) => span.traceId === traceId).map(({ name }) => name);
    // A tick that meets a step under way joins it: the questions lie in the trace of the earlier one.
    const [step] = named("step").filter(
      (one) =>
        partsOf(one).includes("fetch") &&
        one.attributes.some(({ key, value }) => key === "headroom.slos" && value.intValue === 1),
    );
    expect(step?.parentSpanId).toBeUndefined();
    expect(step === undefined ? [] : partsOf(step)).toEqual(
      expect.arrayContaining(["step", "source", "fetch", "evaluate", "publish"]),
    );
    const [fetched] = named("fetch").filter(({ traceId }) => traceId === step?.traceId);
    expect(traceparents).toContain(`00-${fetched?.traceId}-${fetched?.spanId}-01`);
    await upstream.close();
    await vi.waitFor(() => expect(named("fetch").some(({ status }) => status.code === 2)).toBe(true), {
      timeout: 15_000,
    });
    expect(await headroom.stop()).toBe(0);
    // The lines of a step carry the trace that tells more of it.
    expect(headroom.log.find(({ msg }) => msg === "prometheus gives no whole answer")).toMatchObject({
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    upstream = await startHttpServer(() => {});
  }, 60_000);
});
