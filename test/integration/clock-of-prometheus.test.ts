import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const SPEC = `
version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    window: 1d
    events: {total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code="500"}'}
`;
const SCRAPE_MS = 5_000;
const HOUR = 3600;
/** Counters go on in the future, as they would in life. */
const AHEAD_MS = 15 * 60_000;

/** What the proxy before Prometheus does to times, in seconds. */
const wrong = { time: 0, samples: 0 };

let folder: string;
let prometheus: PrometheusServer;
let proxy: TestServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-clock-"));
  await writeFile(join(folder, "shop.yaml"), SPEC);
  prometheus = await startPrometheus();
  const fromMs = Math.floor(Date.now() / SCRAPE_MS) * SCRAPE_MS - 3 * HOUR * 1000;
  const length = (3 * HOUR * 1000 + AHEAD_MS) / SCRAPE_MS;
  const timestamps = Float64Array.from({ length }, (_, i) => fromMs + i * SCRAPE_MS);
  await writeSeries(
    prometheus.url,
    [
      ["200", 95],
      ["500", 5],
    ].map(([code, perSecond]) => ({
      labels: { __name__: "http_requests_total", job: "shop", instance: "a:80", code: String(code) },
      timestamps,
      values: Float64Array.from({ length }, (_, i) => i * 5 * Number(perSecond)),
    })),
  );
  proxy = await startHttpServer((request, response) => {
    let form = "";
    request.on("data", (part) => (form += String(part)));
    request.on("end", () => {
      // It knows how to read what is JSON.
      if (request.url?.startsWith("/api/v1/query") !== true) return response.writeHead(404).end();
      const init = request.method === "POST" ? { method: "POST", body: form, headers: FORM } : {};
      void fetch(`${prometheus.url}${request.url}`, init)
        .then(async (answer) => response.writeHead(answer.status, JSON_TYPE).end(shifted(await answer.text())))
        .catch(() => response.destroy());
      return undefined;
    });
  });
  headroom = await serveHeadroom(["--prometheus", proxy.url, "--specs", folder, "--step", "1s"]);
}, 90_000);
afterAll(async () => {
  await headroom.stop();
  await proxy.close();
  await prometheus.stop();
  await rm(folder, { recursive: true });
});

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

function shifted(text: string): string {
  const body = JSON.parse(text);
  const { resultType, result = [] } = body.data ?? {};
  if (resultType === "scalar") result[0] += wrong.time;
  if (resultType === "matrix") for (const { values } of result) for (const sample of values) sample[0] += wrong.samples;
  return JSON.stringify(body);
}

interface Shown {
  readonly errorRatio: number | null;
  readonly ageSeconds: number;
  readonly note: string | null;
}

async function shown(): Promise<Shown> {
  const { items } = JSON.parse(await (await fetch(`${headroom.url}/api/v1/slos`)).text());
  const [{ errorRatios, ageSeconds, note }] = items;
  return { errorRatio: errorRatios["5m"], ageSeconds, note };
}

const TRUTH = { errorRatio: expect.closeTo(0.05, 3), note: null };

const untilTrue = (): Promise<void> =>
  vi.waitFor(
    async () => {
      const now = await shown();
      expect(now).toMatchObject(TRUTH);
      expect(now.ageSeconds).toBeLessThan(10);
    },
    { timeout: 30_000, interval: 200 },
  );

describe("a Prometheus whose clock jumps for some seconds", () => {
  it.each([
    ["an hour ahead", { time: HOUR, samples: HOUR }],
    ["thirty days ahead", { time: 30 * 24 * HOUR, samples: 30 * 24 * HOUR }],
    ["an hour back", { time: -HOUR, samples: 0 }],
  ])(
    "%s is not believed: numbers grow old, and are true again at once when it is over",
    async (_what, off) => {
      await untilTrue();
      Object.assign(wrong, off);
      await vi.waitFor(async () => expect(await readyz()).toContain("degraded"), { timeout: 10_000, interval: 100 });
      const first = await shown();
      await vi.waitFor(async () => expect((await shown()).ageSeconds).toBeGreaterThan(first.ageSeconds + 4), {
        timeout: 15_000,
        interval: 200,
      });
      Object.assign(wrong, { time: 0, samples: 0 });
      await untilTrue();
    },
    90_000,
  );

  it("tells of samples that are dated in the future, and counts them once they are not", async () => {
    await untilTrue();
    Object.assign(wrong, { samples: HOUR });
    await vi.waitFor(
      async () =>
        expect(await shown()).toMatchObject({ errorRatio: null, note: expect.stringContaining("after the time") }),
      { timeout: 15_000, interval: 100 },
    );
    Object.assign(wrong, { samples: 0 });
    await untilTrue();
  }, 90_000);
});

const readyz = async (): Promise<string> => (await fetch(`${headroom.url}/readyz?verbose`)).text();
