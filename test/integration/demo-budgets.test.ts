import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countEvents, HISTORY_MINUTES, shopHistory, type ShopHistory } from "../../demo/backfill/history.ts";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { DemoPrometheus } from "../../demo/parts/prometheus.ts";
import { Parts } from "../../demo/run/parts.ts";
import { RunFolder } from "../../demo/run/run-folder.ts";
import { ensureTools } from "../../scripts/ensure-tools.ts";
import { sloListView, type SloView } from "../../src/service/http/view.ts";

const COMMAND = fileURLToPath(new URL("../../bin/headroom", import.meta.url));
const SPECS = fileURLToPath(new URL("../../slo-specs", import.meta.url));

/**
 * Share of the whole budget by which a cold start may be off: it reads the past by range queries, and those miss the
 * first error of each pod, whose series begins with it.
 */
const TOLERANCE = 0.03;

let folder: RunFolder;
let parts: Parts;
let history: ShopHistory;
let slos: readonly SloView[];

beforeAll(async () => {
  const tools = await ensureTools(["prometheus"]);
  folder = await RunFolder.create();
  parts = new Parts(folder, new AbortController().signal);
  const prometheus = await DemoPrometheus.start(tools.prometheus, folder, parts);
  history = shopHistory({ seed: "budgets", end: Date.now() + 40_000, minutes: HISTORY_MINUTES });
  await writeSeries(prometheus.url, history.series);
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, "status", "--prometheus", prometheus.url, "--specs", SPECS, "--output", "json"]);
  slos = sloListView.parse(JSON.parse(stdout)).items;
}, 180_000);

afterAll(async () => {
  await parts?.stop();
  await folder?.remove();
});

const remaining = (service: string, slo: string): number | null | undefined => slos.find((one) => one.service === service && one.slo === slo)?.budget.remaining;

describe("headroom status on the demo's history", () => {
  it.each([
    { service: "checkout", slo: "availability", count: "bad", target: 0.999, days: 30 },
    { service: "checkout", slo: "latency", count: "slow", target: 0.999, days: 30 },
    { service: "gateway", slo: "availability", count: "bad", target: 0.999, days: 30 },
    { service: "search", slo: "availability", count: "bad", target: 0.995, days: 30 },
    { service: "search", slo: "latency", count: "slow", target: 0.99, days: 7 },
  ] as const)("finds as much budget left for $service/$slo as its events have left", ({ service, slo, count, target, days }) => {
    const truth = countEvents(history.events, service, days * 1440);
    const left = 1 - truth[count] / truth.total / (1 - target);
    expect(left).toBeLessThan(0.9);
    expect(Math.abs((remaining(service, slo) ?? Number.NaN) - left)).toBeLessThan(TOLERANCE);
  });

  it("knows each handler of the gateway by itself", () => {
    const latency = slos.filter(({ service, slo }) => service === "gateway" && slo === "latency");
    expect(latency.map(({ by }) => by["handler"]).toSorted((a = "", b = "") => (a < b ? -1 : 1))).toEqual(["/", "/cart", "/pay", "/search"]);
    for (const { by, budget } of latency) {
      const events = history.events.of.gateway.get(by["handler"] ?? "");
      const [slow, total] = [events?.slow, events?.total].map((counts) => counts?.reduce((sum, value) => sum + value, 0) ?? Number.NaN);
      expect(Math.abs((budget.remaining ?? Number.NaN) - (1 - (slow ?? 0) / (total ?? 0) / 0.01))).toBeLessThan(TOLERANCE);
    }
  });

  it("says nothing of what has no samples, and nothing good", () => {
    const steps = slos.find(({ service, slo }) => service === "headroom" && slo === "steps");
    expect(steps).toMatchObject({ state: "no-data", budget: { remaining: null } });
  });
});
