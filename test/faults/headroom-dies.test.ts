import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ReceivedAlert } from "../fixtures/alertmanager.ts";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import {
  ALERTING_SPEC,
  type AlertingBed,
  startAlertingBed,
  writeGoodHours,
  writeIncident,
  writeSilence,
} from "./alerting-bed.ts";

const PATIENCE = { timeout: 90_000, interval: 250 };

let folder: string;
let now: number;
const beds: AlertingBed[] = [];
const services: HeadroomProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-dies-"));
  await writeFile(join(folder, "shop.yaml"), ALERTING_SPEC);
  beds.push(...(await Promise.all([startAlertingBed(), startAlertingBed()])));
  now = Date.now();
  for (const { prometheus, alertmanager } of beds) {
    await writeGoodHours(prometheus.url, now);
    const headroom = await serveHeadroom(["--prometheus", prometheus.url, "--specs", folder, "--step", "1s"]);
    services.push(headroom);
    // What it exports is there to be read, by rules too.
    await prometheus.scrape(new URL(headroom.url).host, 1);
    await prometheus.notify(alertmanager.url);
    await writeSilence(prometheus.url, now);
  }
}, 120_000);
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop("SIGKILL")));
  await Promise.all(beds.map((bed) => bed.stop()));
  await rm(folder, { recursive: true, force: true });
});

const storyOf = (received: readonly ReceivedAlert[]): readonly string[] =>
  received.map(({ status, labels }) => JSON.stringify([status, labels])).toSorted();

/** Numbers differ by the second in which a rule was evaluated. */
const textsOf = (received: readonly ReceivedAlert[]): readonly string[] =>
  received.map(({ annotations }) => JSON.stringify(annotations).replaceAll(/\d+(?:\.\d+)?/g, "…")).toSorted();

describe("a page", () => {
  it("and every other alert is the same whether Headroom lives or was killed before the incident", async () => {
    const [alive, killed] = beds;
    if (alive === undefined || killed === undefined) throw new Error("two beds are needed");
    for (const { prometheus } of beds) await prometheus.until('headroom_slo_burn_rate{slo="availability"}', 1);
    expect(await services[1]?.stop("SIGKILL")).toBe("SIGKILL");
    for (const { prometheus } of beds) await writeIncident(prometheus.url, now, Date.now());
    for (const { alertmanager } of beds)
      await vi.waitFor(() => {
        const firing = alertmanager.received.map(({ labels }) => `${labels["alertname"]} ${labels["severity"]}`);
        expect(firing).toEqual(expect.arrayContaining(["ErrorBudgetBurn page", "SliDataMissing ticket"]));
      }, PATIENCE);
    await vi.waitFor(() => {
      expect(storyOf(killed.alertmanager.received)).toEqual(storyOf(alive.alertmanager.received));
      expect(textsOf(killed.alertmanager.received)).toEqual(textsOf(alive.alertmanager.received));
    }, PATIENCE);
    // One was told of the whole time, the other had gone.
    expect(await alive.prometheus.instant("headroom_build_info")).toHaveLength(1);
    expect(await killed.prometheus.instant("headroom_build_info")).toHaveLength(0);
  }, 240_000);
});
