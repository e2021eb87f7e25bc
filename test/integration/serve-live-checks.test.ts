import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EventSource } from "../fixtures/event-source.ts";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { readJson } from "../fixtures/read-json.ts";

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: well
    target: 99%
    window: 1d
    events: {total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code=~"5.."}'}
  - name: slip
    target: 99%
    window: 1d
    events: {total: 'http_requests_total{job="shpo"}', bad: 'http_requests_total{job="shpo",code=~"5.."}'}
`;
const FINDING = 'no series of the last hour matches http_requests_total{job="shpo"}';

let folder: string;
let prometheus: PrometheusServer;
const services: HeadroomProcess[] = [];
beforeAll(async () => {
  [prometheus, folder] = await Promise.all([startPrometheus(), mkdtemp(join(tmpdir(), "headroom-live-"))]);
  await writeFile(join(folder, "shop.yaml"), SPEC);
  const now = Date.now();
  const events = new EventSource(prometheus.url, now - 2 * 3_600_000, [
    { name: "a", goodPerSecond: 20, badPerSecond: 0.02 },
  ]);
  await events.writeTo(now, 15_000);
}, 60_000);
afterAll(async () => {
  for (const service of services) await service.stop("SIGKILL");
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function serve(liveChecks: string): Promise<HeadroomProcess> {
  const service = await serveHeadroom([
    "--prometheus",
    prometheus.url,
    "--step",
    "1s",
    "--specs-settle",
    "100ms",
    "--specs",
    folder,
    "--live-checks",
    liveChecks,
  ]);
  services.push(service);
  await service.logged("history read");
  return service;
}

describe("headroom serve", () => {
  it("tells what the data say against a spec wherever it tells of specs", async () => {
    const service = await serve("1s");
    await service.logged("the data speak against a spec");
    const fetchFrom = (path: string) => fetch(`${service.url}${path}`);
    const { items } = await readJson(fetchFrom("/api/v1/diagnostics"));
    expect(items).toMatchObject([
      {
        file: join(folder, "shop.yaml"),
        line: 11,
        code: "selector-matches-nothing",
        problem: expect.stringContaining(FINDING),
        remedy: 'did you mean job="shop"?',
      },
    ]);
    const { items: slos } = await readJson(fetchFrom("/api/v1/slos"));
    const notes = Object.fromEntries(slos.map(({ slo, note }: { slo: string; note: string | null }) => [slo, note]));
    expect(notes).toMatchObject({ slip: expect.stringContaining(`; its data say: ${FINDING}`) });
    expect(notes["well"] ?? "").not.toContain("its data say");
    expect((await runHeadroom(["status", "--url", service.url])).stdout).toContain("its data say");
    const metrics = await (await fetchFrom("/metrics")).text();
    expect(metrics).toContain('headroom_spec_problems{severity="warning"} 1\n');
    expect(metrics).toContain('headroom_spec_problems{severity="error"} 0\n');
  }, 60_000);

  it("forgets it once the spec is mended", async () => {
    const service = await serve("1s");
    await service.logged("the data speak against a spec");
    await writeFile(join(folder, "shop.yaml"), SPEC.replaceAll("shpo", "shop"));
    await vi.waitFor(
      async () => {
        expect((await readJson(fetch(`${service.url}/api/v1/diagnostics`))).items).toEqual([]);
      },
      { timeout: 30_000, interval: 200 },
    );
    await writeFile(join(folder, "shop.yaml"), SPEC);
  }, 90_000);

  it("refuses what is neither a time nor off", async () => {
    const { code, stderr } = await runHeadroom(["serve", "--live-checks", "never"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--live-checks: liveChecks: ")]);
    expect(stderr).toContain("never is no duration; write one such as 5m, or off");
    expect((await runHeadroom(["serve", "--live-checks", "off", "--print-settings"])).stdout).toMatch(
      /liveChecks +- +--live-checks/,
    );
  }, 30_000);
});
