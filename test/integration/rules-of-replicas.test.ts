import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { DEFAULT_NAMING } from "../../src/core/objective/alert-naming.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const LENGTH = 3600;
const NOW = Math.floor(Date.now() / 1000);
/** Scrapes of two replicas; the second one has missed the last two and a half minutes. */
const REPLICAS = [
  { replica: "a", offset: 0, until: LENGTH },
  { replica: "b", offset: 7, until: LENGTH - 150 },
] as const;

/** Each series by what it has counted by a second: two instances, one request in ten of each fails. */
const COUNTERS: Readonly<Record<string, readonly (readonly [Readonly<Record<string, string>>, number])[]>> = {
  http_requests_total: [
    [{ code: "200", instance: "i" }, 9],
    [{ code: "500", instance: "i" }, 1],
    [{ code: "200", instance: "j" }, 18],
    [{ code: "500", instance: "j" }, 2],
  ],
  h_count: [[{ instance: "i" }, 10]],
  h_bucket: [
    [{ instance: "i", le: "0.5" }, 8],
    [{ instance: "i", le: "+Inf" }, 10],
  ],
};

const SPEC = `version: headroom/v1
service: shop
slos:
  - {name: events, target: 99%, window: 1d, events: {total: http_requests_total, bad: 'http_requests_total{code="500"}'}}
  - {name: good, target: 99%, window: 1d, events: {total: http_requests_total, good: 'http_requests_total{code="200"}'}}
  - {name: grouped, target: 99%, window: 1d, events: {total: http_requests_total, bad: 'http_requests_total{code="500"}'}, by: [instance]}
  - {name: latency, target: 99%, window: 1d, latency: {histogram: h, under: 500ms}}
  - {name: probe, target: 99%, window: 1d, probe: {success: probe_success}}
  - {name: meant, target: 99%, window: 1d, events: {total: 'http_requests_total{replica=~"a|b"}', bad: 'http_requests_total{replica=~"a|b",code="500"}'}}
`;

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startPrometheus();
  await writeSeries(
    prometheus.url,
    REPLICAS.flatMap(({ replica, offset, until }) => {
      const times = Array.from({ length: until / 15 }, (_, i) => i * 15 + 15 - offset);
      const timestamps = times.map((second) => (NOW - LENGTH + second) * 1000);
      const counters = Object.entries(COUNTERS).flatMap(([name, series]) =>
        series.map(([labels, perSecond]) => ({
          labels: { __name__: name, ...labels, replica },
          timestamps,
          values: times.map((second) => second * perSecond),
        })),
      );
      const probe = { labels: { __name__: "probe_success", replica }, timestamps, values: times.map(() => 1) };
      return [...counters, probe];
    }),
  );
}, 60_000);
afterAll(() => prometheus?.stop());

/** What rules record, by SLO and group. */
async function recorded(series: string, replicaLabels?: readonly string[]) {
  const sources = new Map([["default", { delay: seconds(0), replicaLabels }]]);
  const defaults = { naming: DEFAULT_NAMING, sources };
  const { services } = await parseSpecs([{ file: "shop.yaml", text: SPEC }], undefined, defaults);
  const [file] = generateRules(services).filter(({ path }) => path.endsWith(".rules.yaml"));
  const { groups } = parse(file?.text ?? "") as {
    groups: { rules: { record?: string; expr: string; labels: { slo: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules).filter(({ record }) => record === series);
  const answers = await Promise.all(
    rules.map(async ({ expr, labels: { slo } }) =>
      (await prometheus.instant(expr, NOW)).map(({ metric, samples }) => [
        [slo, ...Object.values(metric)].join(" "),
        Number((samples[0]?.value ?? Number.NaN).toFixed(6)),
      ]),
    ),
  );
  return Object.fromEntries(answers.flat()) as Readonly<Record<string, number>>;
}

describe("the rules of a source with replicas", () => {
  it("count each event once, by what the settings name", async () => {
    const once = { events: 30, good: 30, "grouped i": 10, "grouped j": 20, latency: 10, probe: 1 };
    expect(await recorded("slo:total_events:rate5m", ["replica"])).toMatchObject(once);
    // The author of the last one has chosen both.
    expect((await recorded("slo:total_events:rate5m", ["replica"]))["meant"]).toBeGreaterThan(40);
    const twice = await recorded("slo:total_events:rate5m");
    for (const [slo, count] of Object.entries(once)) expect(twice[slo]).toBeGreaterThan(1.4 * count);
  });

  it("have the same error ratios over every window", async () => {
    const ratio = { events: 0.1, good: 0.1, "grouped i": 0.1, "grouped j": 0.1, latency: 0.2, probe: 0 };
    expect(await recorded("slo:error_ratio:rate30m", ["replica"])).toMatchObject(ratio);
  });
});
