import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { inTurn, Readers } from "./readers.ts";

const SPECS = 10_000;
const PER_FOLDER = 500;
/** What the chart gives a service. */
const MEMORY_MEGABYTES = 512;

let folder: string;
let idle: TestServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-many-"));
  for (let first = 0; first < SPECS; first += PER_FOLDER) {
    const team = join(folder, `team-${first / PER_FOLDER}`);
    await mkdir(team);
    for (let i = first; i < first + PER_FOLDER; i++) await writeFile(join(team, `${i}.yaml`), spec(i));
  }
  // A Prometheus that nobody has written anything into.
  idle = await startHttpServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/json");
    const isTime = /query=time|query%3Dtime/.test(request.url ?? "");
    const result = isTime ? [Date.now() / 1000, String(Date.now() / 1000)] : [];
    response.end(JSON.stringify({ status: "success", data: { resultType: isTime ? "scalar" : "matrix", result } }));
  });
}, 120_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await idle.close();
  await rm(folder, { recursive: true, force: true });
});

const spec = (i: number): string => `version: headroom/v1
service: service-${i}
slos:
  - name: availability
    target: 99.9%
    events: {total: 'http_requests_total{job="${i}"}', bad: 'http_requests_total{job="${i}",code="500"}'}
`;

describe("ten thousand specs", () => {
  it("are read while probes are answered, and held in the memory that the chart gives", async () => {
    headroom = await serveHeadroom([`--specs=${folder}`, `--prometheus=${idle.url}`, "--specs-settle=100ms"]);
    const probes = new Readers(1, inTurn([`${headroom.url}/livez`]));
    await vi.waitFor(() => expect(headroom.log.map(({ msg }) => msg)).toContain("specs loaded"), {
      timeout: 180_000,
      interval: 100,
    });
    await vi.waitFor(async () => expect((await fetch(`${headroom.url}/readyz`)).status).toBe(200), {
      timeout: 180_000,
      interval: 500,
    });
    await probes.stop();
    expect(probes.counts).toEqual({ 200: probes.answered });
    // Were the specs read in one go, there would be hardly one.
    expect(probes.answered).toBeGreaterThan(100);
    const { items } = await readJson(fetch(`${headroom.url}/api/v1/slos`));
    expect(items).toHaveLength(SPECS);
    const status = await readFile(`/proc/${headroom.pid}/status`, "utf8");
    expect(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024).toBeLessThan(MEMORY_MEGABYTES);
  }, 400_000);
});
