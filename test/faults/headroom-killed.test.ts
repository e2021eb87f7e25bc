import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { SCALED_SPEC, writeScaledShop } from "../fixtures/scaled-shop.ts";
import { inTurn, Readers } from "./readers.ts";

const RUNS = 6;
/** Each run ends at another moment of a write. */
const LATER_MS = 37;

let folder: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-killed-"));
  await writeFile(join(folder, "shop.yaml"), SCALED_SPEC);
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
}, 60_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await prometheus.stop();
  await rm(folder, { recursive: true, force: true });
});

const serve = (): Promise<HeadroomProcess> =>
  serveHeadroom([
    `--prometheus=${prometheus.url}`,
    `--specs=${folder}`,
    "--scaling-step=100ms",
    "--specs-settle=100ms",
    `--store=${join(folder, "decisions.db")}`,
  ]);

interface Page {
  readonly items?: readonly { readonly at: string }[];
}

/** The newest decisions, of all runs together. */
async function kept(): Promise<ReadonlySet<string>> {
  const { items = [] }: Page = await readJson(fetch(`${headroom.url}/api/v1/decisions/shop/web?limit=960`));
  return new Set(items.map(({ at }) => at));
}

describe("a service that is killed while it decides", () => {
  it("has served no decision that the next one does not know", async () => {
    const served = new Set<string>();
    for (let run = 0; run < RUNS; run++) {
      headroom = await serve();
      const before = served.size;
      const readers = new Readers(3, inTurn([`${headroom.url}/api/v1/decisions/shop/web?limit=5`]), (body) => {
        const { items = [] }: Page = JSON.parse(body);
        for (const { at } of items) served.add(at);
      });
      await vi.waitFor(() => expect(served.size).toBeGreaterThan(before + 3), { timeout: 60_000, interval: 10 });
      await sleep(run * LATER_MS);
      expect(await headroom.stop("SIGKILL")).toBe("SIGKILL");
      await readers.stop();
    }
    headroom = await serve();
    await vi.waitFor(async () => expect((await kept()).size).toBeGreaterThan(0), { timeout: 60_000 });
    const known = await kept();
    expect([...served].filter((at) => !known.has(at))).toEqual([]);
    expect(headroom.log.filter(({ level }) => level === "error" || level === "stderr")).toEqual([]);
  }, 240_000);
});
