import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SloListView, SloView } from "../../src/service/http/view.ts";
import type { EventSource } from "../fixtures/event-source.ts";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { readJson } from "../fixtures/read-json.ts";
import type { PrometheusServer } from "../fixtures/prometheus-server.ts";
import { serveShop, type ServedShop, SHOP_SPEC } from "../fixtures/served-shop.ts";

const HOUR = 3_600_000;
const START = Date.now();

const SPEC = `${SHOP_SPEC}  - name: never-there
    target: 99%
    events:
      total: no_such_metric_total
      bad: no_such_metric_total{code="500"}
`;

let shop: ServedShop;
let folder: string;
let prometheus: PrometheusServer;
let events: EventSource;
let headroom: HeadroomProcess;
const headroomArgs = (): string[] => [
  "--prometheus",
  prometheus.url,
  "--step",
  "1s",
  "--specs-settle",
  "100ms",
  "--query-timeout",
  "2s",
];

beforeAll(async () => {
  shop = await serveShop(
    START,
    [
      { name: "a", goodPerSecond: 20, badPerSecond: 0.02 },
      {
        name: "b",
        goodPerSecond: 10,
        badPerSecond: 0,
        incident: { fromMs: START - 40 * 60_000, toMs: START - 20 * 60_000, badPerSecond: 5 },
      },
    ],
    SPEC,
  );
  ({ folder, prometheus, events } = shop);
  headroom = await serveHeadroom([...headroomArgs(), "--specs", folder]);
  await headroom.logged("history read");
});
afterAll(async () => {
  await headroom?.stop();
  await shop?.stop();
});

async function slos(query = ""): Promise<readonly SloView[]> {
  const answer = await fetch(`${headroom.url}/api/v1/slos${query}`);
  expect(answer.status).toBe(200);
  const { items }: SloListView = await readJson(answer);
  return items;
}

const find = (items: readonly SloView[], slo: string, by: Readonly<Record<string, string>> = {}): SloView => {
  const found = items.find(
    (item) => item.slo === slo && Object.entries(by).every(([name, value]) => item.by[name] === value),
  );
  if (found === undefined) throw new Error(`no ${slo} ${JSON.stringify(by)}`);
  return found;
};

const WINDOWS = [
  ["5m", 5],
  ["30m", 30],
  ["1h", 60],
  ["2h", 120],
  ["6h", 360],
] as const;

/**
 * Before the live samples there is only what range queries tell, and they extrapolate; `slack` is about two of the
 * rarest events.
 */
const near = (truth: number, slack = 0.0003): { readonly asymmetricMatch: (value: unknown) => boolean } => ({
  asymmetricMatch: (value) => typeof value === "number" && Math.abs(value - truth) <= 0.05 * Math.abs(truth) + slack,
});

describe("a served set of SLOs on a real Prometheus", () => {
  it("tells error ratios and burn rates that are the truth about the events, for the whole and for each group", async () => {
    await vi.waitFor(
      async () => {
        const items = await slos();
        for (const [slo, instance] of [
          ["availability", undefined],
          ["by-instance", "a"],
          ["by-instance", "b"],
        ] as const) {
          const status = find(items, slo, instance === undefined ? {} : { instance });
          const at = Date.parse(status.at);
          for (const [window, length] of WINDOWS) {
            const truth = events.errorRatio(at - length * 60_000, at, instance);
            const ratio = status.errorRatios[window];
            expect([slo, instance, window, ratio, status.burnRates[window]]).toEqual([
              slo,
              instance,
              window,
              near(truth),
              expect.closeTo((ratio ?? Number.NaN) / 0.01, 9),
            ]);
          }
        }
      },
      { timeout: 20_000, interval: 500 },
    );
  });

  it("tells what is left of the budget, and how much of the window was observed", async () => {
    const status = find(await slos(), "availability");
    const truth = events.errorRatio(START - 8 * HOUR, Date.parse(status.at));
    expect(status.budget.remaining).toEqual(near(1 - truth / 0.01, 0.03));
    expect(status.coverage).toBeGreaterThan(0.3);
    expect(status.coverage).toBeLessThan(0.36);
    expect(status.ageSeconds).toBeLessThan(5);
  });

  it("says no data where there is none, with a reason and without a number", async () => {
    const status = find(await slos(), "never-there");
    expect(status).toMatchObject({
      state: "no-data",
      budget: { remaining: null, badEventsLeft: null, secondsToExhaustion: null },
      ageSeconds: null,
    });
    expect(Object.values(status.burnRates).every((rate) => rate === null)).toBe(true);
    expect(status.note).not.toBeNull();
  });

  it("draws the history of the events and of the budget", async () => {
    const to = Date.now();
    const answer = await fetch(
      `${headroom.url}/api/v1/slos/shop/by-instance/history?by.instance=b&from=${(to - HOUR) / 1000}&to=${to / 1000}&step=5m`,
    );
    const { points } = await readJson(answer);
    const bad = points.reduce((sum: number, point: { bad: number | null }) => sum + (point.bad ?? 0), 0);
    expect(points).toHaveLength(12);
    // The incident made 5 bad events a second for 20 minutes, whole within this hour.
    expect(bad).toBeGreaterThan(5_700);
    expect(bad).toBeLessThan(6_300);
  });

  it("exports the same numbers as series, and no series where there is no number", async () => {
    const [metrics, items] = await Promise.all([
      fetch(`${headroom.url}/metrics`).then((answer) => answer.text()),
      slos(),
    ]);
    const sample = (name: string, labels: string): number =>
      Number(
        metrics
          .split("\n")
          .find((line) => line.startsWith(`${name}{`) && labels.split(",").every((label) => line.includes(label)))
          ?.split(" ")
          .at(-1),
      );
    const rate = find(items, "by-instance", { instance: "b" }).burnRates["1h"] ?? Number.NaN;
    expect(sample("headroom_slo_burn_rate", 'service="shop",slo="by-instance",instance="b",window="1h"')).toEqual(
      near(rate, 0.03),
    );
    expect(sample("headroom_slo_state", 'slo="never-there",state="no-data"')).toBe(1);
    expect(sample("headroom_slo_state", 'slo="never-there",state="healthy"')).toBe(0);
    expect(metrics).not.toMatch(
      /headroom_slo_(?:burn_rate|error_ratio|error_budget_remaining_ratio|data_age_seconds)\{[^}]*never-there/,
    );
    expect(metrics).not.toMatch(/(?:NaN|Inf)$/m);
    expect(sample("headroom_steps_total", 'source="default",outcome="done"')).toBeGreaterThan(0);
  });

  it("is shown in the terminal by headroom status, from the service and straight from Prometheus", async () => {
    const [asked, computed] = await Promise.all([
      runHeadroom(["status", "--url", headroom.url]),
      runHeadroom(["status", "--prometheus", prometheus.url, "--specs", folder, "--output", "json"]),
    ]);
    expect([asked.code, computed.code, computed.stderr]).toEqual([0, 0, ""]);
    expect(asked.stdout).toMatch(/shop\/by-instance instance=b +99% \/ 1d/);
    expect(asked.stdout).toMatch(/◌ No data +shop\/never-there +99% \/ 30d +– +– \/ – +–/);
    const list: SloListView = JSON.parse(computed.stdout);
    const status = find(list.items, "by-instance", { instance: "b" });
    expect(status.errorRatios["6h"]).toEqual(
      near(events.errorRatio(Date.parse(status.at) - 6 * HOUR, Date.parse(status.at), "b")),
    );
  });

  it("takes up a changed spec, and keeps the last good one when a file becomes bad", async () => {
    await writeFile(join(folder, "shop.yaml"), SPEC.replace("target: 99%", "target: 99.5%"));
    await vi.waitFor(async () => expect(find(await slos(), "availability").target).toBe(0.995), { timeout: 10_000 });
    await writeFile(join(folder, "shop.yaml"), SPEC.replace("target: 99%", "target: 99.9"));
    await vi.waitFor(
      async () => {
        const { items, outdated } = await readJson(fetch(`${headroom.url}/api/v1/diagnostics`));
        expect(items).toMatchObject([{ line: 8, severity: "error" }]);
        expect(outdated).toEqual([join(folder, "shop.yaml")]);
      },
      { timeout: 10_000 },
    );
    expect(find(await slos(), "availability")).toMatchObject({
      target: 0.995,
      budget: { remaining: expect.any(Number) },
    });
    await writeFile(join(folder, "shop.yaml"), SPEC);
    await vi.waitFor(async () => expect(find(await slos(), "availability").target).toBe(0.99), { timeout: 10_000 });
  });

  it("says no data when Prometheus hangs, answers readers all the while, and recovers after two fresh evaluations", async () => {
    const pid = prometheus.pid ?? Number.NaN;
    process.kill(pid, "SIGSTOP");
    const stopped = Date.now();
    let seen: SloView | undefined;
    try {
      let slowest = 0;
      while (Date.now() - stopped < 75_000) {
        const asked = performance.now();
        const status = find(await slos(), "availability");
        slowest = Math.max(slowest, performance.now() - asked);
        const age = status.ageSeconds ?? 0;
        // Never a number from data older than a minute, one step and one query's deadline.
        if (status.budget.remaining !== null) expect(age).toBeLessThan(60 + 1 + 2);
        seen = status;
        // The budget is known for as long as the last answer was complete, a scrape longer than the rates are.
        if (status.state === "no-data" && status.budget.remaining === null) break;
        await sleep(500);
      }
      expect(seen).toMatchObject({
        state: "no-data",
        budget: { remaining: null, badEventsLeft: null, secondsToExhaustion: null },
      });
      expect(["stale", "unreachable"]).toContain(seen?.missing["5m"]);
      expect(slowest).toBeLessThan(1_000);
      expect(await (await fetch(`${headroom.url}/readyz?verbose`)).text()).toMatch(
        /source default: degraded[^]*\ndegraded\n$/,
      );
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await vi.waitFor(async () => expect(find(await slos(), "availability").budget.remaining).not.toBeNull(), {
      timeout: 30_000,
      interval: 200,
    });
  }, 130_000);

  it("stops within seconds when told to, and says so to load balancers first", async () => {
    const other = await serveHeadroom([...headroomArgs(), "--specs", folder, "--shutdown-delay", "1s"]);
    await other.logged("specs loaded");
    await vi.waitFor(async () => expect((await fetch(`${other.url}/readyz`)).status).toBe(200), { timeout: 10_000 });
    const start = performance.now();
    const ended = other.stop("SIGTERM");
    await other.logged("stopping");
    const answer = await fetch(`${other.url}/readyz`);
    expect([answer.status, await answer.text()]).toEqual([503, "not ready\n"]);
    expect((await fetch(`${other.url}/api/v1/slos`)).status).toBe(200);
    expect(await ended).toBe(0);
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
