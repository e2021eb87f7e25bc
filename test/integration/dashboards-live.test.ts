import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { dashboardsOf, type DashboardQuery, queriesOf } from "../core/dashboards/dashboard-json.ts";
import { type AnsweredSeries, type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { askAsGrafana } from "./ask-as-grafana.ts";
import {
  exportedSeries,
  HALF_HOUR,
  incident,
  incidentStart,
  monthOfShop,
  shop,
  TOTAL_PER_SECOND,
} from "./dashboards-shop.ts";

const DAY = 86_400;
const now = Math.floor(Date.now() / 1000);
const [overview, checkout] = dashboardsOf(shop);
const queries = [overview, checkout].flatMap((dashboard) => (dashboard === undefined ? [] : queriesOf(dashboard)));

const COLUMNS = ["State", "Target", "Budget left", "Burn 1h", "Burn 6h", "Empty in", "Observed"];
const SILENT = "calls an objective without data No data, and shows its target and nothing else";
const NO_DATA_ROW = [["State", [2]], ["Target", [0.99]], ...COLUMNS.slice(2).map((column) => [column, []])];

let prometheus: PrometheusServer;

beforeAll(async () => {
  prometheus = await startPrometheus();
  await writeSeries(prometheus.url, monthOfShop(now));
  // Only the pace of the rules is changed: all are there at once, but for what is counted seldom, which is written above.
  const rules = generateRules(shop)
    .filter(({ path }) => path.endsWith(".rules.yaml"))
    .map(({ text }) =>
      text.replaceAll(/interval: (30s|2m)$/gm, "interval: 2s").replaceAll(/interval: (30m|3h)$/gm, "interval: 365d"),
    );
  await prometheus.loadRules(rules);
  await prometheus.until('ALERTS{alertname="ErrorBudgetBurn",alertstate="firing",severity="page"}', 3);
  await prometheus.until('ALERTS{alertname="ErrorBudgetBurn",alertstate="firing",severity="ticket",slo="latency"}', 2);
  // The last of each group, for all but the objective without data.
  for (const series of ["slo:error_ratio:rate1h", "slo:error_ratio:rate3d", "slo:error_budget:remaining_ratio"])
    await prometheus.until(`group by (slo) (${series})`, 4);
});

afterAll(() => prometheus?.stop());

describe("with Headroom down", () => {
  it.each(queries)("$name answers", async (query) => expect(await askAsGrafana(prometheus, query)).not.toEqual([]));

  it("takes burn from the recorded error ratio over the error budget", async () => {
    const [line] = await table("Objectives", "Burn 1h", { slo: "availability" });
    // Since an hour 2 of 4 requests a second fail, of which the budget allows 1 %.
    expect(line?.samples[0]?.value).toBeGreaterThan(45);
    expect(line?.samples[0]?.value).toBeLessThan(55);
  });

  it("shows a firing page as burning and a ticket as at risk, each group in its own row, and the worst group in the overview", async () => {
    expect(states(await table("Objectives", "State", {}))).toEqual({
      availability: 5,
      "latency cart": 3,
      "latency pay": 3,
      orders: 5,
      reachable: 5,
      silent: 2,
    });
    expect(states(await table("SLOs by urgency", "State", {}))).toEqual({
      availability: 5,
      latency: 3,
      orders: 5,
      reachable: 5,
      silent: 2,
    });
  });

  it("counts the objectives in each state, and says zero where there is none", async () => {
    const counts = await Promise.all(
      ["A", "B", "C", "D", "E"].map((refId) => prometheus.instant(find(`SLOs by state (${refId})`).expr)),
    );
    // Burning, exhausted, at risk, no data, healthy.
    expect(counts.map(([count]) => count?.samples[0]?.value)).toEqual([3, 0, 1, 1, 0]);
  });

  it("foretells when the budget is empty from what is left of it and the burn of the last hour", async () => {
    const [soon, left, burn] = await Promise.all(
      ["Empty in", "Budget left", "Burn 1h"].map(
        async (column) =>
          (await table("Objectives", column, { slo: "availability" }))[0]?.samples[0]?.value ?? Number.NaN,
      ),
    );
    // Rules go on between the three questions.
    expect((soon ?? 0) / (((left ?? 0) * 30 * DAY) / (burn ?? 0))).toBeCloseTo(1, 1);
  });

  it("marks the deploy of a version that was not there five minutes before, and no other", async () => {
    expect((await askAsGrafana(prometheus, find("annotation Deploys"))).map(({ metric }) => metric)).toEqual([
      { version: "1.5.0" },
    ]);
  });

  it(SILENT, async () => expect(await silentRow()).toEqual(NO_DATA_ROW));
});

describe("the burn-down", () => {
  it("starts with a whole budget, falls at the incident and ends at what is left", async () => {
    const [budget = [], ideal = []] = await Promise.all(
      ["B", "E"].map((refId) => askAsGrafana(prometheus, find(`Budget burn-down, the last 30d (${refId})`))),
    );
    const { samples } = budget.find(({ metric }) => metric["slo"] === "availability") ?? { samples: [] };
    const left = 1 - incident.badPerSecond / (TOTAL_PER_SECOND * 30 * 48) / 0.01;
    expect(samples[0]?.value).toBe(1);
    expect(samples.find(({ at }) => at >= incidentStart(now) + 2 * HALF_HOUR)?.value).toBeCloseTo(left, 4);
    expect(samples.at(-1)?.value).toBeCloseTo(left, 4);
    const recorded = await prometheus.instant('slo:error_budget:remaining_ratio{slo="availability"}');
    expect(samples.at(-1)?.value).toBeCloseTo(recorded[0]?.samples[0]?.value ?? Number.NaN, 3);
    expect([ideal[0]?.samples[0]?.value, ideal[0]?.samples.at(-1)?.value]).toEqual([1, 0]);
  });
});

describe("the matrix of weekdays and hours", () => {
  it("has all 168 cells and puts the incident where it happened", async () => {
    const cells = await askAsGrafana(prometheus, find("Bad events by weekday"));
    expect(cells).toHaveLength(168);
    const bad = cells.filter(({ samples }) => (samples[0]?.value ?? 0) > 0);
    const at = new Date(incidentStart(now) * 1000);
    expect(bad.map(({ metric }) => metric)).toEqual([
      { hour: String(at.getUTCHours()).padStart(2, "0"), weekday: String((at.getUTCDay() + 6) % 7) },
    ]);
    // Five lines of the shop failed alike.
    expect(bad[0]?.samples[0]?.value).toBeCloseTo(5 * incident.badPerSecond * HALF_HOUR, 6);
  });
});

describe("with Headroom up", () => {
  beforeAll(async () => {
    await writeSeries(prometheus.url, exportedSeries(Math.floor(Date.now() / 1000), 3.25));
  });

  it.each(queries)("$name answers", async (query) => expect(await askAsGrafana(prometheus, query)).not.toEqual([]));

  it.each([
    { column: "State", value: 3 },
    { column: "Target", value: 0.9 },
    { column: "Budget left", value: 0.75 },
    { column: "Burn 1h", value: 3.25 },
    { column: "Burn 6h", value: 3.25 },
    { column: "Empty in", value: 7200 },
    { column: "Observed", value: 0.5 },
  ])("shows the ledger's $column alone, once for each group, whatever the rules say", async ({ column, value }) => {
    const rows = (await table("Objectives", column, {})).filter(({ metric }) => metric["slo"] !== "silent");
    expect(rows.map(({ samples }) => samples[0]?.value)).toEqual([value, value, value, value, value]);
  });

  it("draws the ledger's percentiles instead of the histogram's", async () => {
    const lines = await prometheus.instant(find("Latency percentiles: latency (C)").expr);
    expect(lines.map(({ metric, samples }) => [metric["handler"], samples[0]?.value])).toEqual(
      expect.arrayContaining([
        ["pay", 0.25],
        ["cart", 0.25],
      ]),
    );
    expect(lines).toHaveLength(2);
  });

  it(SILENT, async () => expect(await silentRow()).toEqual(NO_DATA_ROW));
});

function find(name: string): DashboardQuery {
  const query = queries.find((candidate) => candidate.name.includes(name));
  if (query === undefined) throw new Error(`no query is called ${name}`);
  return query;
}

/** Each column's values in the row of the objective that nothing is known of. */
const silentRow = (): Promise<readonly unknown[]> =>
  Promise.all(
    COLUMNS.map(async (column) => [
      column,
      (await table("Objectives", column, { slo: "silent" })).map(({ samples }) => samples[0]?.value),
    ]),
  );

async function table(
  title: string,
  column: string,
  labels: Readonly<Record<string, string>>,
): Promise<readonly AnsweredSeries[]> {
  const rows = await prometheus.instant(find(`${title} (${"ABCDEFG"[COLUMNS.indexOf(column)]})`).expr);
  return rows.filter(({ metric }) => Object.entries(labels).every(([name, value]) => metric[name] === value));
}

const states = (rows: readonly AnsweredSeries[]): Readonly<Record<string, number | undefined>> =>
  Object.fromEntries(
    rows.map(({ metric: { slo, handler }, samples }): [string, number | undefined] => [
      [slo, handler].filter((part) => part !== undefined).join(" "),
      samples[0]?.value,
    ]),
  );
