import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { readJson } from "../fixtures/read-json.ts";
import { peakMegabytes } from "../fixtures/peak-memory.ts";

const SPECS = 10_000;
const PER_FOLDER = 500;
const PROBE_EVERY_MS = 50;
/** What the chart gives a service. */
const MEMORY_MEGABYTES = 512;

let folder: string;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-many-"));
  for (let first = 0; first < SPECS; first += PER_FOLDER) {
    const team = join(folder, `team-${first / PER_FOLDER}`);
    await mkdir(team);
    for (let i = first; i < first + PER_FOLDER; i++) await writeFile(join(team, `${i}.yaml`), spec(i));
  }
}, 120_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
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
    headroom = await serveHeadroom([`--specs=${folder}`, "--prometheus=http://127.0.0.1:1", "--specs-settle=100ms"]);
    const probed = { ok: 0, other: 0 };
    // One after the other, as a kubelet asks, only oftener.
    while (!headroom.log.some(({ msg }) => msg === "SLOs evaluated for the first time")) {
      if ((await fetch(`${headroom.url}/livez`)).ok) probed.ok += 1;
      else probed.other += 1;
      await sleep(PROBE_EVERY_MS);
    }
    expect(probed.other).toBe(0);
    // Were the specs read in one go, there would be one or two.
    expect(probed.ok).toBeGreaterThan(20);
    await vi.waitFor(async () => expect((await fetch(`${headroom.url}/readyz`)).status).toBe(200), {
      timeout: 60_000,
      interval: 200,
    });
    const { items } = await readJson(fetch(`${headroom.url}/api/v1/slos`));
    expect(items).toHaveLength(SPECS);
    expect(await peakMegabytes(headroom.pid)).toBeLessThan(MEMORY_MEGABYTES);
  }, 400_000);
});
