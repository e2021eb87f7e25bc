import { once } from "node:events";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keptShare } from "../../../src/adapters/telemetry/export-traces.ts";
import { startHttpServer, type TestServer } from "../../fixtures/http-server.ts";

interface Post {
  readonly path: string;
  readonly spans: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly parentSpanId?: string;
    readonly name: string;
    readonly status: { readonly code?: number; readonly message?: string };
    readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  }[];
  readonly service: unknown;
}

let collector: TestServer;
let posts: Post[] = [];
beforeAll(async () => {
  collector = await startHttpServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      const body = JSON.parse(text);
      posts.push({
        path: request.url ?? "",
        spans: body.resourceSpans.flatMap((each: { scopeSpans: { spans: unknown[] }[] }) =>
          each.scopeSpans.flatMap((scope) => scope.spans),
        ),
        service: body.resourceSpans[0].resource.attributes.find(
          (attribute: { key: string }) => attribute.key === "service.name",
        )?.value.stringValue,
      });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
});
afterAll(() => collector.close());

/** Runs a small program of spans in a process of its own: the SDK is global to a process. */
async function run(program: string, env: Readonly<Record<string, string>>): Promise<string> {
  posts = [];
  const folder = fileURLToPath(new URL("../../../src/adapters/telemetry/", import.meta.url));
  const script = `
    import { startTraceExport } from "${folder}export-traces.ts";
    import { inSpan, propagate, traceIds } from "${folder}tracing.ts";
    const traces = await startTraceExport(process.env, "1.2.3");
    ${program}
    await traces?.stop();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (part) => (out += String(part)));
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  return out;
}

const STEP = `
  await inSpan("step", { "headroom.slos": 7 }, async () => {
    await inSpan("fetch", {}, async (span) => span.set({ "headroom.queries": 2 }));
    await inSpan("evaluate", {}, async () => {});
  });`;
const FAILING = `await inSpan("step", {}, async () => inSpan("fetch", {}, async (span) => span.fail("Prometheus is down")));`;

describe("exported traces", () => {
  it("reach the collector with parents, attributes and the service's name", async () => {
    await run(STEP, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    expect(posts).toHaveLength(1);
    const [post] = posts;
    expect(post).toMatchObject({ path: "/v1/traces", service: "headroom" });
    const spans = post?.spans ?? [];
    const root = spans.find(({ name }) => name === "step");
    expect(spans.map(({ name }) => name).toSorted()).toEqual(["evaluate", "fetch", "step"]);
    expect(spans.filter(({ name }) => name !== "step").map(({ parentSpanId }) => parentSpanId)).toEqual([
      root?.spanId,
      root?.spanId,
    ]);
    expect(root?.attributes).toContainEqual({ key: "headroom.slos", value: { intValue: 7 } });
    expect(root?.attributes).toContainEqual({ key: "headroom.version", value: { stringValue: "1.2.3" } });
  });

  it("keep every failed trace, whole, when the others are sampled away", async () => {
    await run(`${STEP}${FAILING}${STEP}`, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: "always_off",
    });
    expect(posts.map(({ spans }) => spans.map(({ name, status }) => [name, status.message]))).toEqual([
      [
        ["fetch", "Prometheus is down"],
        ["step", undefined],
      ],
    ]);
  });

  it("keep a share of the others", async () => {
    await run(`for (let i = 0; i < 200; i++) { ${STEP} }`, {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.5",
    });
    const traces = new Set(posts.flatMap(({ spans }) => spans.map(({ traceId }) => traceId)));
    // 50 of 200 and 150 of 200 are more than seven standard deviations away.
    expect(traces.size).toBeGreaterThan(50);
    expect(traces.size).toBeLessThan(150);
  });

  it("keep a failed trace whose error was thrown, and throw it on", async () => {
    const out = await run(
      `await inSpan("load", {}, async () => { throw new Error("half a file"); }).catch((error) => console.log(error.message));`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: "always_off" },
    );
    expect(out).toBe("half a file\n");
    expect(posts[0]?.spans[0]?.status).toEqual({ code: 2, message: "half a file" });
  });

  it("carry the W3C trace context on, and give the log the same ids", async () => {
    const out = await run(
      `await inSpan("fetch", {}, async () => { const headers = {}; propagate(headers); console.log(JSON.stringify({ ...headers, ...traceIds() })); });`,
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` },
    );
    const { traceparent, trace_id: traceId, span_id: spanId } = JSON.parse(out);
    expect(traceparent).toBe(`00-${traceId}-${spanId}-01`);
    expect(posts[0]?.spans[0]).toMatchObject({ traceId, spanId });
  });

  it.each([
    ["no endpoint is named", {}],
    ["the SDK is disabled", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_SDK_DISABLED: "true" }],
    ["traces go nowhere", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_TRACES_EXPORTER: "none" }],
  ])("are not made when %s", async (_case, env) => {
    const out = await run(
      `await inSpan("fetch", {}, async () => { const headers = {}; propagate(headers); console.log(JSON.stringify({ headers, traces: traces === undefined, ids: traceIds() })); });`,
      env,
    );
    expect(JSON.parse(out)).toEqual({ headers: {}, traces: true, ids: {} });
  });
});

describe("the share of traces that is kept", () => {
  it.each([
    [{}, 1],
    [{ OTEL_TRACES_SAMPLER: "always_on" }, 1],
    [{ OTEL_TRACES_SAMPLER: "parentbased_always_off" }, 0],
    [{ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" }, 0.25],
    [{ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "often" }, 1],
  ])("is read from the standard variables: %o", (env, share) => {
    expect(keptShare(env)).toBe(share);
  });
});
