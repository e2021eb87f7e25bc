import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateRules } from "../../src/core/rules/generate.ts";
import { dashboardsOf, queriesOf } from "../core/dashboards/dashboard-json.ts";
import { indicators, objective, service } from "../fixtures/objectives.ts";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { readJson } from "../fixtures/read-json.ts";
import { askAsGrafana } from "../integration/ask-as-grafana.ts";

const shop = [
  service([
    objective(),
    objective({ slo: "latency", indicator: indicators.classic, by: ["handler"] }),
    objective({ slo: "reachable", indicator: indicators.probe }),
    objective({ slo: "orders", indicator: indicators.promql }),
  ]),
];
/** Variables are no panel, and list names alone. */
const queries = dashboardsOf(shop)
  .flatMap(queriesOf)
  .filter(({ name }) => !name.includes(": variable "));

/** What is known without a sample: that nothing is known, and what was promised. */
const KNOWN: readonly (readonly [name: RegExp, values: readonly number[]])[] = [
  // Burning, exhausted, at risk, no data, healthy.
  [/SLOs by state \([ABCE]\)$/, [0]],
  [/SLOs by state \(D\)$/, [shop[0]?.objectives.length ?? 0]],
  [/(?:SLOs by urgency|Objectives) \(A\)$/, [2]],
  [/(?:SLOs by urgency|Objectives) \(B\)$/, [0.999]],
  // How much was observed, by the service.
  [/(?:SLOs by urgency|Objectives) \(G\)$/, [0]],
  // The line along which a budget would be spent evenly.
  [/Budget burn-down, the last 30d \(B\)$/, [0]],
];

const SPEC = `
version: headroom/v1
service: checkout
slos:
  - name: availability
    target: 99.9%
    events: {total: 'http_requests_total{job="checkout"}', bad: 'http_requests_total{job="checkout",code="500"}'}
`;

let folder: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-empty-"));
  await writeFile(join(folder, "checkout.yaml"), SPEC);
  prometheus = await startPrometheus();
  await prometheus.loadRules(
    generateRules(shop)
      .filter(({ path }) => path.endsWith(".rules.yaml"))
      .map(({ text }) => text.replaceAll(/interval: \w+$/gm, "interval: 1s")),
  );
  headroom = await serveHeadroom(["--prometheus", prometheus.url, "--specs", folder, "--step", "1s"]);
  await headroom.logged("SLOs evaluated for the first time");
  await prometheus.scrape(new URL(headroom.url).host, 1);
  await prometheus.until("slo:objective:ratio", 1);
  await prometheus.until("headroom_slo_state", 1);
}, 90_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await prometheus.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a Prometheus without a single sample", () => {
  it.each(queries)("$name shows what was promised, or nothing: no budget is whole and nothing burns", async (query) => {
    const found = await askAsGrafana(prometheus, query);
    const known = KNOWN.find(([name]) => name.test(query.name))?.[1] ?? [];
    expect([...new Set(found.map(({ samples }) => samples.at(-1)?.value))]).toEqual(known);
  });

  it("leaves every number open in the API, on /metrics and in the terminal", async () => {
    const { items } = await readJson(fetch(`${headroom.url}/api/v1/slos`));
    expect(items).toMatchObject([
      {
        state: "no-data",
        budget: { remaining: null, badEventsLeft: null, secondsToExhaustion: null },
        ageSeconds: null,
      },
    ]);
    for (const of of ["errorRatios", "burnRates"])
      expect(Object.values(items[0][of]).every((value) => value === null)).toBe(true);
    const text = await (await fetch(`${headroom.url}/metrics`)).text();
    expect(text).not.toMatch(/^headroom_slo_(?:burn_rate|error_ratio|error_budget_remaining_ratio)\{/m);
    const { stdout } = await runHeadroom(["status", "--url", headroom.url]);
    expect(stdout).toMatch(/◌ No data +checkout\/availability +99\.9% \/ 30d +– +– \/ – +–/);
  });

  it("fires no page, and says soon that data is missing", async () => {
    expect(await prometheus.instant('ALERTS{severity="page"}')).toEqual([]);
    await prometheus.until('ALERTS{alertname="SliDataMissing"}', 4);
  });
});
