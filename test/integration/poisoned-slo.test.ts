import type { RequestListener } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { inSpan } from "../../src/adapters/telemetry/tracing.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { Control } from "../../src/service/control/control.ts";
import { writeShop } from "../fixtures/checked-shop.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { shownBy } from "../fixtures/published-statuses.ts";

/** Two SLOs on one metric, one of which is poison; and a poison of rates for each kind of place in the queue. */
const rates = (name: string): string => `  - name: ${name}
    target: 90%
    window: 1d
    promql: {errors: 'sum(rate(orders_failed_total{poison!="${name}"}[{{window}}]))', total: 'sum(rate(orders_total{poison!="${name}"}[{{window}}]))'}
`;
const events = (name: string, job: string): string => `  - name: ${name}
    target: 90%
    window: 1d
    events: {total: 'http_requests_total{job="${job}"}', bad: 'http_requests_total{job="${job}",code="500"}'}
`;
const SPEC = `version: headroom/v1
service: shop
slos:
${events("healthy", "checkout")}${events("poison", "search")}${["a", "b"].map(rates).join("")}`;
/** A query about what nobody can answer. */
const POISON = /search|poison!=/;

type Fault = "is never answered" | "is answered with 3 MB";

let prometheus: PrometheusServer;
let proxy: TestServer;
let fault: Fault = "is never answered";
/** Queries that are being held. */
let held = 0;

const pass: RequestListener = (request, response) => {
  let form = "";
  request.on("data", (part) => (form += String(part)));
  request.on("end", () => {
    const asked = new URL(request.url ?? "", prometheus.url);
    const query = asked.searchParams.get("query") ?? new URLSearchParams(form).get("query") ?? "";
    if (!/\/query(?:_range)?$/.test(asked.pathname)) return response.writeHead(404).end("no such page");
    if (POISON.test(query)) {
      if (fault === "is never answered") return void held++;
      return response.writeHead(200, { "content-type": "application/json" }).end(Buffer.alloc(3_000_000, " "));
    }
    const init = request.method === "POST" ? { method: "POST", body: form, headers: FORM } : {};
    void fetch(asked, init)
      .then(async (answer) =>
        response
          .writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" })
          .end(Buffer.from(await answer.arrayBuffer())),
      )
      .catch(() => response.destroy());
    return undefined;
  });
};
const FORM = { "content-type": "application/x-www-form-urlencoded" };

beforeAll(async () => {
  prometheus = await startPrometheus();
  await writeShop(prometheus.url);
  proxy = await startHttpServer(pass);
}, 60_000);
afterAll(async () => {
  await proxy?.close();
  await prometheus?.stop();
});

let closing: (() => Promise<void>) | undefined;
afterEach(() => closing?.());

function follow(timeoutSeconds: number) {
  const client = new Prometheus({
    url: proxy.url,
    timeoutSeconds,
    maxBodyBytes: 2_000_000,
    concurrency: 4,
    ca: undefined,
    headers: () => Promise.resolve({ kind: "answered", value: {} }),
    propagate: () => {},
    onQuery: () => {},
  });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const control = new Control({
    sources: new Map([["default", client]]),
    parseSpecs,
    step: seconds(30),
    clock: { now: () => instant(Date.now()), monotonic: () => performance.now() / 1000 },
    inSpan,
    log,
    onStep: () => {},
  });
  closing = async () => {
    await control.stop();
    await client.close();
  };
  const status = (slo: string): ObjectiveStatus | undefined =>
    shownBy(control).find(({ objective }) => objective.slo === slo);
  return { control, status };
}

/** Half of an event in ten and a half is bad, and a tenth may be. */
const BURN = { kind: "value", value: expect.closeTo(0.5 / 10.5 / 0.1, 2) };

describe("an SLO with a query that is too slow", () => {
  it("keeps no other waiting, neither a step nor its history", async () => {
    fault = "is never answered";
    // Longer than the test: whatever waits for one of them never ends.
    const { control, status } = follow(600);
    await control.load([{ file: "shop.yaml", text: SPEC.replace(events("poison", "search"), "") }], []);
    expect(held).toBeGreaterThan(0);
    await control.tick();
    expect(status("healthy")?.windows[0]?.burnRate).toEqual({ ...BURN, at: expect.any(Number) });
    await expect
      .poll(() => status("healthy")?.windows.find(({ window }) => window === "1h")?.burnRate, { timeout: 30_000 })
      .toEqual({ ...BURN, at: expect.any(Number) });
    expect(status("a")?.windows[0]?.burnRate.kind).toBe("noData");
  }, 60_000);

  it.each<Fault>(["is never answered", "is answered with 3 MB"])(
    "does not take those with it that are asked in the same question, where it %s",
    async (given) => {
      fault = given;
      const { control, status } = follow(1.5);
      await control.load([{ file: "shop.yaml", text: SPEC }], []);
      // The first time nobody knows who is at fault.
      await expect
        .poll(
          async () => {
            await control.tick();
            return status("healthy")?.windows[0]?.burnRate;
          },
          { timeout: 40_000 },
        )
        .toEqual({ ...BURN, at: expect.any(Number) });
      expect(status("poison")).toMatchObject({ state: "no-data" });
    },
    60_000,
  );
});
