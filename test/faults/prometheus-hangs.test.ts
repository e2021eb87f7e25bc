import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { SCALED_SPEC, writeScaledShop } from "../fixtures/scaled-shop.ts";
import { peakMegabytes } from "../fixtures/peak-memory.ts";
import { askSteadily } from "./readers.ts";

const READS_PER_SECOND = 1_000;
const SECONDS = 12;
/** What the chart gives a service. */
const MEMORY_MEGABYTES = 512;

let folder: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-hangs-"));
  await writeFile(join(folder, "shop.yaml"), SCALED_SPEC);
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
  headroom = await serveHeadroom([
    `--prometheus=${prometheus.url}`,
    `--specs=${folder}`,
    "--step=1s",
    "--scaling-step=1s",
    "--query-timeout=2s",
    "--specs-settle=100ms",
  ]);
}, 60_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await prometheus.stop();
  await rm(folder, { recursive: true, force: true });
});

async function total(name: string): Promise<number> {
  const text = await (await fetch(`${headroom.url}/metrics`)).text();
  return [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
}

describe("a Prometheus that takes connections and says nothing", () => {
  it("keeps no reader waiting: a thousand reads a second are all answered from memory, and none asks it anything", async () => {
    const slo = `${headroom.url}/api/v1/slos/shop/availability`;
    const decisions = `${headroom.url}/api/v1/decisions/shop/web?limit=1`;
    await vi.waitFor(
      async () => {
        expect([(await fetch(slo)).status, (await fetch(decisions)).status]).toEqual([200, 200]);
        expect(await total("headroom_slo_burn_rate")).toBeGreaterThan(0);
      },
      { timeout: 60_000, interval: 200 },
    );
    const pid = prometheus.pid ?? Number.NaN;
    process.kill(pid, "SIGSTOP");
    try {
      const before = await total("headroom_prometheus_queries_total");
      const counts = await askSteadily(
        [slo, decisions, `${headroom.url}/api/v1/slos`, `${headroom.url}/readyz`],
        READS_PER_SECOND,
        SECONDS,
      );
      expect(counts).toEqual({ 200: READS_PER_SECOND * SECONDS });
      // The loops ask some questions a second; each reader's own would be thousands.
      expect((await total("headroom_prometheus_queries_total")) - before).toBeLessThan(READS_PER_SECOND);
      await vi.waitFor(async () => expect(await readyz()).toContain("degraded"), { timeout: 30_000 });
    } finally {
      process.kill(pid, "SIGCONT");
    }
    expect(await peakMegabytes(headroom.pid)).toBeLessThan(MEMORY_MEGABYTES);
    await vi.waitFor(async () => expect(await readyz()).toMatch(/\nok\n$/), { timeout: 60_000, interval: 200 });
  }, 240_000);
});

const readyz = async (): Promise<string> => (await fetch(`${headroom.url}/readyz?verbose`)).text();
