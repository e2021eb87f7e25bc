import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shopHistory } from "../../demo/backfill/history.ts";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { recordRuleHistory } from "../../demo/backfill/rule-history.ts";
import { fetchSpecs } from "../../src/cli/fetch-specs.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { dashboardsOf, queriesOf } from "../core/dashboards/dashboard-json.ts";
import { askAsGrafana } from "./ask-as-grafana.ts";
import { type AnsweredSeries, type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

/** Long enough for every burn window; the month of the demo itself would take half a minute to write. */
const HISTORY_MINUTES = 4 * 1440;

const { services } = await fetchSpecs([]);
// Headroom's own objectives are counted from its own metrics, and here it does not run.
const shop = services.filter(({ service }) => service !== "headroom");
const queries = dashboardsOf(shop).flatMap(queriesOf);

/**
 * What a quiet past has nothing of: alerts, deploys within the hour, budgets that shrink, and the lag of live
 * processes.
 */
const QUIET = /annotation|Firing alerts|\(F\)$|event loop lag/;

let prometheus: PrometheusServer;
let folder: string;
const now = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-dashboards-"));
  prometheus = await startPrometheus();
  await writeSeries(
    prometheus.url,
    shopHistory({ seed: "dashboards", end: now * 1000, minutes: HISTORY_MINUTES }).series,
  );
  const files = generateRules(shop).filter(({ path }) => path.endsWith(".rules.yaml"));
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await recordRuleHistory(join(folder, "alert-rules"), { url: prometheus.url, range: ranged }, now);
  await prometheus.loadRules(files.map(({ text }) => text.replaceAll(/interval: (30s|2m)$/gm, "interval: 2s")));
  // The last of each fast group, whose objective may have several series; the other groups have a past.
  await prometheus.until(
    "group by (service, slo) (slo:error_ratio:rate1h)",
    shop.flatMap(({ objectives }) => objectives).length,
  );
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("the dashboards of the demo shop", () => {
  it.each(queries.filter(({ name }) => !QUIET.test(name)))("$name answers", async (query) =>
    expect(await askAsGrafana(prometheus, query)).not.toEqual([]),
  );
});

const ranged = async (
  expression: string,
  start: number,
  end: number,
  step: number,
): Promise<{ labels: AnsweredSeries["metric"]; points: [number, number][] }[]> =>
  (await prometheus.range(expression, start, end, step)).map(({ metric, samples }) => ({
    labels: metric,
    points: samples.map(({ at, value }) => [at, value]),
  }));
