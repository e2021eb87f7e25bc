import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { instant } from "../../src/core/units/instant.ts";
import { statusesAt } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

/** Labels that Headroom sets itself, and one that only Prometheus 3 can name. */
const SPEC = `
version: headroom/v1
service: edge
slos:
  - name: backends
    target: 90%
    window: 1d
    events: {total: requests_total, bad: 'requests_total{code="500"}'}
    by: [{label: service, as: backend}, {label: namespace, as: tenant}, http.route]
  - name: latency
    target: 90%
    window: 1d
    latency: {histogram: duration_seconds, under: 250ms}
    by: [{label: service, as: backend}]
  - name: own-query
    target: 90%
    window: 1d
    promql:
      errors: sum by (service) (rate(requests_total{code="500"}[{{window}}]))
      total: sum by (service) (rate(requests_total[{{window}}]))
    by: [{label: service, as: backend}]
  - name: reachable
    target: 90%
    window: 1d
    probe: {success: probe_success}
    by: [{label: service, as: backend}]
`;

const SCRAPE_MS = 15_000;
const NOW_MS = Math.floor(Date.now() / SCRAPE_MS) * SCRAPE_MS;
const TIMES = Array.from({ length: 481 }, (_, i) => NOW_MS - (480 - i) * SCRAPE_MS);

/** Of a hundred events a minute, so many fail. */
const GROUPS = [
  { service: "cart", namespace: "eu", route: "/pay", bad: 4 },
  { service: "cart", namespace: "eu", route: "/list", bad: 8 },
  { service: "cart", namespace: "us", route: "/pay", bad: 12 },
  { service: "search", namespace: "us", route: "/pay", bad: 20 },
] as const;

const written = (labels: Readonly<Record<string, string>>, value: (i: number) => number): WrittenSeries => ({
  labels,
  timestamps: TIMES,
  values: TIMES.map((_, i) => value(i)),
});

const series = (): readonly WrittenSeries[] =>
  GROUPS.flatMap(({ service, namespace, route, bad }) => {
    const labels = { service, namespace, "http.route": route };
    return [
      written({ __name__: "requests_total", ...labels, code: "500" }, (i) => i * bad),
      written({ __name__: "requests_total", ...labels, code: "200" }, (i) => i * (100 - bad)),
      written({ __name__: "duration_seconds_bucket", ...labels, le: "0.25" }, (i) => i * (100 - bad)),
      written({ __name__: "duration_seconds_bucket", ...labels, le: "+Inf" }, (i) => i * 100),
      written({ __name__: "duration_seconds_count", ...labels }, (i) => i * 100),
      // Down in one of five scrapes, and never: whole numbers of every window.
      written({ __name__: "probe_success", ...labels }, (i) => (service === "search" && i % 5 === 0 ? 0 : 1)),
    ];
  });

const share = (wanted: (group: (typeof GROUPS)[number]) => boolean): number => {
  const found = GROUPS.filter(wanted);
  return found.reduce((sum, { bad }) => sum + bad, 0) / (100 * found.length);
};

const byBackend = [
  { backend: "cart", ratio: share(({ service }) => service === "cart") },
  { backend: "search", ratio: share(({ service }) => service === "search") },
];

/** What each SLO's groups are called, and their share of bad events, counted by hand. */
const TRUTH: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  backends: GROUPS.map(({ service, namespace, route, bad }) => ({
    backend: service,
    tenant: namespace,
    http_route: route,
    ratio: bad / 100,
  })),
  latency: byBackend,
  "own-query": byBackend,
  reachable: [
    { backend: "cart", ratio: 0 },
    { backend: "search", ratio: 0.2 },
  ],
};

interface Row {
  readonly ratio: number;
}

const sorted = (rows: readonly object[]): readonly object[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function expectRows(found: readonly (Row & object)[], slo: string): void {
  const rounded = found.map(({ ratio, ...labels }) => ({ ...labels, ratio: Math.round(ratio * 100) / 100 }));
  expect(sorted(rounded)).toEqual(sorted(TRUTH[slo] ?? []));
}

describe("an SLO that is split by labels which Headroom sets itself, or which only Prometheus 3 can name", () => {
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    prometheus = await startPrometheus((await ensurePrometheus3()).prometheus);
    await writeSeries(prometheus.url, series());
  }, 900_000);

  afterAll(() => prometheus.stop());

  it("has a status for each group, under the names that the spec gives", async () => {
    const statuses = await statusesAt(prometheus.url, SPEC, instant(NOW_MS));
    for (const slo of Object.keys(TRUTH))
      expectRows(
        statuses
          .filter(({ objective }) => objective.slo === slo)
          .map(({ by, windows }) => {
            const ratio = windows.find(({ window }) => window === "1h")?.errorRatio;
            return { ...by, ratio: ratio === undefined ? Number.NaN : (valueOrNull(ratio) ?? Number.NaN) };
          }),
        slo,
      );
  }, 60_000);

  it("is recorded by rules with the same names and numbers", async () => {
    const { services } = await parseSpecs([{ file: "edge.yaml", text: SPEC }]);
    const [file] = generateRules(services).filter(({ path }) => path.endsWith(".rules.yaml"));
    const { groups } = parse(file?.text ?? "") as {
      groups: { rules: { record?: string; expr: string; labels: Record<string, string> }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    for (const slo of Object.keys(TRUTH)) {
      const expr = (record: string): string =>
        rules.find((rule) => rule.record === record && rule.labels["slo"] === slo)?.expr ?? "";
      // What the counters do not tell of, these rules add from what was recorded.
      const [ratioOfHour = ""] = expr("slo:error_ratio:rate1h").split("\nor ");
      const answer = await prometheus.instant(ratioOfHour, NOW_MS / 1000);
      expectRows(
        answer.map(({ metric, samples }) => ({ ...metric, ratio: samples[0]?.value ?? Number.NaN })),
        slo,
      );
      const newest = await prometheus.instant(expr("slo:newest_sample:timestamp_seconds"), NOW_MS / 1000);
      expect(newest.map(({ samples }) => samples[0]?.value)).toEqual(TRUTH[slo]?.map(() => NOW_MS / 1000));
    }
  });
});
