import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { SCALED_SPEC, writeScaledShop } from "../fixtures/scaled-shop.ts";

const HOUR_SECONDS = 3600;
const PATIENCE = { timeout: 60_000, interval: 50 };
/** Steps that are alternately right and wrong. */
const FLAPS = 12;

/** How the Prometheus behind the proxy is: well, or with samples of the future at every second step. */
let mood: "well" | "flapping" = "well";
const heard = { steps: 0 };

let folder: string;
let prometheus: PrometheusServer;
let proxy: TestServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-flaps-"));
  await writeFile(join(folder, "shop.yaml"), SCALED_SPEC);
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
  proxy = await startHttpServer((request, response) => {
    // It knows how to read what is JSON.
    if (request.method !== "GET" || request.url?.startsWith("/api/v1/query") !== true)
      return response.writeHead(404).end();
    void fetch(`${prometheus.url}${request.url}`)
      .then(async (answer) =>
        response.writeHead(answer.status, { "content-type": "application/json" }).end(inMood(await answer.text())),
      )
      .catch(() => response.destroy());
    return undefined;
  });
  headroom = await serveHeadroom([
    `--prometheus=${proxy.url}`,
    `--specs=${folder}`,
    "--step=1s",
    // No other loop asks for the time.
    "--scaling-step=20d",
    "--specs-settle=100ms",
  ]);
}, 60_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await proxy.close();
  await prometheus.stop();
  await rm(folder, { recursive: true, force: true });
});

function inMood(text: string): string {
  const { status, data } = JSON.parse(text);
  // A step begins by asking for the time.
  if (data?.resultType === "scalar") heard.steps += 1;
  if (data?.resultType === "matrix" && mood === "flapping" && heard.steps % 2 === 1)
    for (const { values } of data.result) for (const sample of values) sample[0] += HOUR_SECONDS;
  return JSON.stringify({ status, data });
}

interface Shown {
  readonly errorRatios: Readonly<Record<string, number | null>>;
  readonly note: string | null;
}

async function shown(): Promise<{ readonly ratio: number | null; readonly note: string | null }> {
  const { items }: { readonly items: readonly Shown[] } = await readJson(fetch(`${headroom.url}/api/v1/slos`));
  return { ratio: items[0]?.errorRatios["5m"] ?? null, note: items[0]?.note ?? null };
}

describe("data that comes back and goes away again", () => {
  it("is shown after two good steps in a row, and not once while good and bad ones alternate", async () => {
    await vi.waitFor(async () => expect((await shown()).ratio).toBeCloseTo(1 / 90, 3), PATIENCE);
    mood = "flapping";
    await vi.waitFor(async () => expect((await shown()).ratio).toBeNull(), PATIENCE);
    const notes = new Set<string | null>();
    const end = heard.steps + FLAPS;
    for (; heard.steps < end; await sleep(20)) {
      const { ratio, note } = await shown();
      expect(ratio).toBeNull();
      notes.add(note);
    }
    // Good steps there were.
    expect([...notes].some((note) => note?.startsWith("Data came back after a gap") === true)).toBe(true);
    mood = "well";
    await vi.waitFor(async () => expect((await shown()).ratio).toBeCloseTo(1 / 90, 3), PATIENCE);
  }, 180_000);
});
