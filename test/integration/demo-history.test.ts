import { mkdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countEvents, shopHistory, type ShopHistory } from "../../demo/backfill/history.ts";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { recordRuleHistory } from "../../demo/backfill/rule-history.ts";
import { DemoPrometheus } from "../../demo/parts/prometheus.ts";
import { setFault, type ShopPod, startShop, startVisitors } from "../../demo/parts/shop.ts";
import { Parts } from "../../demo/run/parts.ts";
import { RunFolder } from "../../demo/run/run-folder.ts";
import { SERVICE_NAMES } from "../../demo/shop/services.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";

const MINUTES = 2 * 1440;
const NOBODY = "127.0.0.1:1";

let folder: RunFolder;
let parts: Parts;
let prometheus: DemoPrometheus;
let history: ShopHistory;
let pods: readonly ShopPod[];
let rules: string;

beforeAll(async () => {
  const tools = await ensureTools(["prometheus"]);
  folder = await RunFolder.create();
  parts = new Parts(folder, new AbortController().signal);
  prometheus = await DemoPrometheus.start(tools.prometheus, folder, parts);
  const end = Math.ceil(Date.now() / 1000) * 1000;
  history = shopHistory({ seed: "join", end, minutes: MINUTES });
  pods = await startShop(history.live, parts);
  await writeSeries(prometheus.url, history.series);
  rules = folder.file("alert-rules");
  await mkdir(rules);
  await writeFile(`${rules}/checkout.rules.yaml`, RULES);
});

afterAll(async () => {
  await parts?.stop();
  await folder?.remove();
});

const RULES = `
groups:
  - name: slo:checkout:availability:fast
    rules:
      - {record: "slo:total_events:rate5m", expr: 'sum(rate(http_requests_total{job="checkout"}[5m]))', labels: {service: checkout}}
      - {record: "slo:bad_events:rate5m", expr: 'sum(rate(http_requests_total{job="checkout",code=~"5.."}[5m])) or on () 0 * slo:total_events:rate5m', labels: {service: checkout}}
      - {alert: Something, expr: vector(0)}
  - name: slo:checkout:availability:history
    rules:
      - {record: "slo:total_events:rate30m", expr: 'sum(rate(http_requests_total{job="checkout"}[30m]))', labels: {service: checkout}}
  - name: slo:checkout:availability:slow
    rules:
      - {record: "slo:error_budget:remaining_ratio", expr: 'avg_over_time(slo:total_events:rate30m[1d])', labels: {service: checkout}}
`;

const seconds = (): number => history.events.end / 1000;

interface Answered {
  readonly metric: Record<string, string>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

async function ask(query: string, time: number): Promise<readonly Answered[]> {
  const answer = await fetch(`${prometheus.url}/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query, time: String(time) }),
  });
  const { data, error } = (await answer.json()) as { data?: { result: readonly Answered[] }; error?: string };
  if (data === undefined) throw new Error(`${query}: ${error}`);
  return data.result;
}

const number = async (query: string, time = seconds()): Promise<number> =>
  Number((await ask(query, time))[0]?.value?.[1]);

const key = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

describe("the demo's history in Prometheus", () => {
  it.each(["http_requests_total", "http_request_duration_seconds_bucket", "orders_failed_total", "up"])(
    "holds every sample of %s as it was made, and nothing else",
    async (name) => {
      const expected = new Map<string, (readonly [number, number])[]>();
      for (const { labels, timestamps, values } of history.series) {
        if (labels["__name__"] !== name) continue;
        const points = Array.from(values, (value, i) => [(timestamps[i] ?? 0) / 1000, value] as const).filter(
          ([, value]) => !Number.isNaN(value),
        );
        expected.set(key(labels), [...(expected.get(key(labels)) ?? []), ...points]);
      }
      const stored = await ask(`${name}[3d]`, seconds());
      expect(
        new Map(stored.map(({ metric, values }) => [key(metric), values?.map(([at, value]) => [at, Number(value)])])),
      ).toEqual(expected);
    },
  );

  it.each(SERVICE_NAMES)("lets Prometheus count the events of the %s as they happened", async (job) => {
    const truth = countEvents(history.events, job, 360);
    expect((await number(`sum(increase(http_requests_total{job="${job}"}[6h]))`)) / truth.total).toBeCloseTo(1, 2);
    expect(
      (await number(`sum(increase(http_request_duration_seconds_count{job="${job}"}[6h]))`)) / truth.total,
    ).toBeCloseTo(1, 2);
  });

  it("gives recording rules the past that they would have had", async () => {
    const range: DemoPrometheus["range"] = (...question) => prometheus.range(...question);
    const samples = await recordRuleHistory(rules, { url: prometheus.url, range }, seconds());
    expect(samples).toBeGreaterThan(2 * 2800);
    const at = Math.floor(seconds() / 1800) * 1800 - 3600;
    expect(await number("slo:total_events:rate5m", at)).toBe(
      await number('sum(rate(http_requests_total{job="checkout"}[5m]))', at),
    );
    expect(await number("slo:total_events:rate30m", at)).toBe(
      await number('sum(rate(http_requests_total{job="checkout"}[30m]))', at),
    );
    expect(await number("sum(count_over_time(slo:bad_events:rate5m[1d]))", at)).toBe(
      await number("sum(count_over_time(slo:total_events:rate5m[1d]))", at),
    );
    // The last one is there for whoever asks now, and was made from what was recorded before it.
    const last = Math.floor(seconds() / 60) * 60;
    expect(await number("slo:error_budget:remaining_ratio")).toBeCloseTo(
      await number("avg_over_time(slo:total_events:rate30m[1d])", last),
      9,
    );
    expect((await ask("slo:bad_events:rate5m", at))[0]?.metric).toEqual({
      __name__: "slo:bad_events:rate5m",
      service: "checkout",
    });
  });
});

describe("the live shop", () => {
  it("goes on counting where its history ends: the same series, no reset, no jump", async () => {
    await prometheus.takeUp({ rules: folder.path, alertmanager: `http://${NOBODY}`, pods, headroom: NOBODY });
    await parts.wait("prometheus", "it scraped every pod", 30, async () =>
      (await ask(`up{job!="headroom"} == 1 and timestamp(up) > ${seconds()}`, Date.now() / 1000)).length === pods.length
        ? true
        : undefined,
    );
    const now = Date.now() / 1000;
    for (const { pod, seeds } of history.live) {
      for (const { name, labels, value } of seeds) {
        const selector = Object.entries({
          ...labels,
          pod: pod.name,
          instance: pod.instance,
          job: pod.service,
          namespace: "shop",
        }).map(([label, text]) => `${label}="${text}"`);
        expect(await number(`${name}{${selector.join(",")}}`, now)).toBe(value);
      }
    }
    const counters = '{__name__=~"http_requests_total|http_request_duration_seconds_.*|orders_.*|cache_.*"}';
    expect(await number(`count(${counters})`, now)).toBe(await number(`count(${counters})`));
    for (const name of [
      "http_requests_total",
      "http_request_duration_seconds_bucket",
      "orders_total",
      "cache_reads_total",
    ])
      expect(await number(`max(resets(${name}[10m]))`, now)).toBe(0);
  });

  it("is visited as often as in its history, and fails when it is told to", async () => {
    await startVisitors(pods, Date.now(), 60, parts);
    await setFault(pods, "errors");
    const begun = Date.now() / 1000;
    await sleep(21_000);
    const now = Date.now() / 1000;
    const visited = await number(
      `sum(http_requests_total{job="gateway"}) - sum(http_requests_total{job="gateway"} @ ${begun})`,
      now,
    );
    const usual = countEvents(history.events, "gateway", 60).total / 3600;
    expect(visited / 20 / usual).toBeGreaterThan(0.7);
    expect(visited / 20 / usual).toBeLessThan(1.2);
    const failed = await number(
      `sum(http_requests_total{job="checkout",code="503"}) - sum(http_requests_total{job="checkout",code="503"} @ ${begun})`,
      now,
    );
    const all = await number(
      `sum(http_requests_total{job="checkout"}) - sum(http_requests_total{job="checkout"} @ ${begun})`,
      now,
    );
    expect(failed / all).toBeGreaterThan(0.9);
    expect(await number('max(db_pool_in_use{job="checkout"} / db_pool_size)', now)).toBe(1);
  }, 60_000);
});
