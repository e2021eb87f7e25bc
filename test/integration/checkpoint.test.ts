import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SloListView } from "../../src/service/http/view.ts";
import { seeded } from "../core/ledger/simulated-service.ts";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { readJson } from "../fixtures/read-json.ts";
import { serveShop, type ServedShop } from "../fixtures/served-shop.ts";

let shop: ServedShop;
let reference: HeadroomProcess;

const serve = (...more: readonly string[]): Promise<HeadroomProcess> =>
  serveHeadroom([
    "--prometheus",
    shop.prometheus.url,
    "--specs",
    shop.folder,
    "--step",
    "1s",
    "--specs-settle",
    "100ms",
    "--query-timeout",
    "20s",
    "--live-checks",
    "off",
    "--log-level",
    "debug",
    ...more,
  ]);

beforeAll(async () => {
  shop = await serveShop(Date.now(), [
    { name: "a", goodPerSecond: 20, badPerSecond: 0.5 },
    { name: "b", goodPerSecond: 10, badPerSecond: 0.1 },
  ]);
  reference = await serve();
  await reference.logged("history read");
}, 120_000);
afterAll(async () => {
  await reference?.stop();
  await shop?.stop();
});

/** The ratio and the events left within the SLO's own window, which no other counts have both, by SLO and group. */
async function counted({ url }: HeadroomProcess): Promise<Readonly<Record<string, unknown>>> {
  const { items }: SloListView = await readJson(fetch(`${url}/api/v1/slos`));
  return Object.fromEntries(
    items.map(({ slo, by, errorRatios, budget, coverage }) => [
      `${slo} ${JSON.stringify(by)}`,
      { ratio: errorRatios["slo"], left: budget.badEventsLeft, coverage: Number(coverage.toFixed(3)) },
    ]),
  );
}

const said = ({ log }: HeadroomProcess, msg: string): number => log.filter((line) => line.msg === msg).length;

describe("a service that is killed at any moment", () => {
  it("goes on counting where it was, as one that was never stopped, and reads no history", async () => {
    const random = seeded(20_261_126);
    const checkpoint = ["--checkpoint", join(shop.folder, "ledger.db"), "--checkpoint-every", "1s"];
    let subject = await serve(...checkpoint);
    await subject.logged("history read");
    await subject.logged("what was counted is kept");
    for (let run = 0; run < 20; run++) {
      await sleep(random() * 1500);
      expect(await subject.stop("SIGKILL")).toBe("SIGKILL");
      subject = await serve(...checkpoint);
      const line = await subject.logged("goes on with what was counted before");
      expect(line["age_seconds"]).toBeLessThan(60);
      await subject.logged("step done");
    }
    shop.rest();
    // All that was written is counted, once.
    await vi.waitFor(async () => expect(await counted(subject)).toEqual(await counted(reference)), {
      timeout: 30_000,
      interval: 500,
    });
    expect(said(subject, "reading history from raw samples")).toBe(0);
    expect(subject.log.filter(({ level }) => level === "error" || level === "stderr")).toEqual([]);
    expect(await (await fetch(`${subject.url}/readyz?verbose`)).text()).toMatch(
      /source default: ok, goes on from a checkpoint that was \d+s old\n[^]*checkpoint: ok\n/,
    );
    expect(await subject.stop()).toBe(0);
  }, 240_000);
});
