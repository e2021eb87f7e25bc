import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HISTORY_MINUTES, shopHistory, type ShopHistory } from "../../demo/backfill/history.ts";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { DemoPrometheus } from "../../demo/parts/prometheus.ts";
import { Parts } from "../../demo/run/parts.ts";
import { RunFolder } from "../../demo/run/run-folder.ts";
import type { ServiceName } from "../../demo/shop/services.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { fetchSpecs } from "../../src/cli/fetch-specs.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../src/service/control/evaluate-once.ts";
import { objectivesOf } from "../../src/service/control/status-reader.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import { prometheusClient, readerAt } from "../fixtures/prometheus-client.ts";

const SPECS = fileURLToPath(new URL("../../slo-specs", import.meta.url));

/**
 * A fixed moment: the same commit has the same verdict at any time of day. A cold start reads the past in steps that
 * begin at full hours, and what happens between two steps is only estimated: of all minutes of the hour this one is the
 * worst, because a full hour falls into the checkout's worst minutes.
 */
const END = Date.UTC(2026, 2, 5, 13, 41, 40);
/** A newest sample is some seconds old. */
const AT = END + 20_000;

/** Share of the whole budget by which a cold start may be off. */
const TOLERANCE = 0.02;

let folder: RunFolder;
let parts: Parts;
let history: ShopHistory;
let statuses: readonly ObjectiveStatus[];

beforeAll(async () => {
  const tools = await ensureTools(["prometheus"]);
  folder = await RunFolder.create();
  parts = new Parts(folder, new AbortController().signal);
  const { url } = await DemoPrometheus.start(tools.prometheus, folder, parts);
  history = shopHistory({ seed: "budgets", end: END, minutes: HISTORY_MINUTES });
  await writeSeries(url, history.series);
  const prometheus = prometheusClient(url);
  const objectives = objectivesOf((await fetchSpecs([SPECS])).services);
  ({ statuses } = answeredValue(await evaluateOnce(readerAt(prometheus, instant(AT)), objectives, seconds(30))));
  await prometheus.close();
}, 180_000);

afterAll(async () => {
  await parts?.stop();
  await folder?.remove();
});

interface Promised {
  readonly target: number;
  readonly days: number;
  readonly count: "bad" | "slow";
  readonly handler?: string;
}

/** What the events themselves have left of the budget. */
function trueBudget(service: ServiceName, { target, days, count, handler }: Promised): number {
  const handlers = [...history.events.of[service]].filter(([path]) => handler === undefined || path === handler);
  const sum = (which: "total" | "bad" | "slow"): number =>
    handlers.reduce((all, [, events]) => all + events[which].subarray(-days * 1440).reduce((a, b) => a + b, 0), 0);
  return 1 - sum(count) / sum("total") / (1 - target);
}

/** What Headroom says is left of it. */
function readBudget(service: ServiceName, slo: string, handler?: string): number {
  const remaining = statuses.find(
    ({ objective, by }) => objective.service === service && objective.slo === slo && by["handler"] === handler,
  )?.budget.left;
  return remaining?.kind === "value" ? remaining.value : Number.NaN;
}

describe("a cold start on the demo's history", () => {
  it.each([
    { service: "checkout", slo: "availability", count: "bad", target: 0.999, days: 30 },
    { service: "checkout", slo: "latency", count: "slow", target: 0.999, days: 30 },
    { service: "gateway", slo: "availability", count: "bad", target: 0.999, days: 30 },
    { service: "search", slo: "availability", count: "bad", target: 0.995, days: 30 },
    { service: "search", slo: "latency", count: "slow", target: 0.99, days: 7 },
  ] as const)("finds as much budget left for $service/$slo as its events have left", ({ service, slo, ...promise }) => {
    const left = trueBudget(service, promise);
    expect(left).toBeLessThan(0.9);
    expect(Math.abs(readBudget(service, slo) - left)).toBeLessThan(TOLERANCE);
  });

  it("finds the handlers of the gateway, each once", () => {
    const latency = statuses.filter(({ objective }) => objective.service === "gateway" && objective.slo === "latency");
    expect(latency.map(({ by }) => by["handler"]).toSorted((a = "", b = "") => (a < b ? -1 : 1))).toEqual([
      "/",
      "/cart",
      "/pay",
      "/search",
    ]);
  });

  it.each(["/", "/cart", "/pay", "/search"])("knows the gateway's handler %s by itself", (handler) => {
    const left = trueBudget("gateway", { target: 0.99, days: 30, count: "slow", handler });
    expect(Math.abs(readBudget("gateway", "latency", handler) - left)).toBeLessThan(TOLERANCE);
  });

  it("says nothing of what has no samples, and nothing good", () => {
    const steps = statuses.find(({ objective }) => objective.service === "headroom" && objective.slo === "steps");
    expect(steps).toMatchObject({ state: "no-data", budget: { left: { kind: "noData" } } });
  });
});
