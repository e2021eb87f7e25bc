import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { SCALED_SPEC, writeScaledShop } from "../fixtures/scaled-shop.ts";

const DAY_MS = 86_400_000;
/** Looks at all outputs while the clock is wrong. */
const LOOKS = 15;

let folder: string;
let clock: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-jumps-"));
  clock = join(folder, "clock");
  await writeFile(join(folder, "shop.yaml"), SCALED_SPEC.replace("target: Deployment/web", "$&\n    mode: publish"));
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
  headroom = await serveHeadroom(
    [
      `--prometheus=${prometheus.url}`,
      `--specs=${folder}`,
      "--step=1s",
      "--scaling-step=1s",
      "--specs-settle=100ms",
      `--store=${join(folder, "decisions.db")}`,
    ],
    {
      NODE_OPTIONS: `--import=${new URL("jumping-clock.ts", import.meta.url).href}`,
      TEST_CLOCK_FILE: clock,
    },
  );
}, 60_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await prometheus.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Seen {
  readonly errorRatio: number | null;
  readonly ageSeconds: number | null;
  readonly replicas: number | undefined;
  readonly external: number;
  readonly sampledMs: number;
}

async function look(): Promise<Seen> {
  const { items = [] } = await readJson(fetch(`${headroom.url}/api/v1/slos`));
  const { value } = await readJson(fetch(`${headroom.url}/api/v1/signals/default/shop/web`));
  const external = await fetch(
    `${headroom.url}/apis/external.metrics.k8s.io/v1beta1/namespaces/default/slo_required_replicas`,
  );
  const list = await readJson(external);
  return {
    errorRatio: items[0]?.errorRatios["5m"],
    ageSeconds: items[0]?.ageSeconds,
    replicas: value,
    external: external.status,
    sampledMs: Date.parse(list.items?.[0]?.timestamp ?? ""),
  };
}

/** One in ninety requests fails, and ten pods serve nine hundred a second. */
const TRUTH = { errorRatio: expect.closeTo(1 / 90, 4), replicas: expect.closeTo(22.5, 1), external: 200 };

const isTrue = async (offMs: number): Promise<void> => {
  const seen = await look();
  expect(seen).toMatchObject(TRUTH);
  expect(seen.ageSeconds).toBeGreaterThanOrEqual(0);
  expect(seen.ageSeconds).toBeLessThan(30);
  // A moment is told by the host's own clock, as old as the sample is by that of Prometheus.
  expect(Math.abs(seen.sampledMs - (Date.now() + offMs))).toBeLessThan(60_000);
};

afterEach(() => writeFile(clock, "0"));

describe("the clock of Headroom's host", () => {
  it.each([
    ["two days ahead", 2 * DAY_MS],
    ["two days back", -2 * DAY_MS],
    ["ten minutes ahead", 600_000],
    ["ten minutes back", -600_000],
  ])(
    "may jump %s and back again: numbers and ages go by that of Prometheus, and no state flips",
    async (_what, offMs) => {
      await vi.waitFor(() => isTrue(0), { timeout: 60_000, interval: 200 });
      for (const off of [offMs, 0]) {
        await writeFile(clock, String(off));
        for (let looks = 0; looks < LOOKS; looks++) {
          await isTrue(off);
          await sleep(200);
        }
      }
    },
    120_000,
  );
});
