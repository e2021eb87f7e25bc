import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { instant } from "../../src/core/units/instant.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { statusesAt } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const SCRAPE_MS = 15_000;
/** Where history and raw samples may meet at this very moment. */
const NOW_MS = Math.floor(Date.now() / 300_000) * 300_000;
const TIMES = Array.from({ length: 481 }, (_, i) => NOW_MS - (480 - i) * SCRAPE_MS);

/** Each histogram in its own unit, with its buckets as clients spell them. Of 100 events, so many are in each. */
const HISTOGRAMS = [
  // A mesh, in milliseconds.
  { name: "mesh_request_duration_milliseconds", buckets: { "100": 30, "250": 60, "500": 90 } },
  { name: "proxy_upstream_rq_time", buckets: { "100": 30, "250.0": 60, "500": 90 } },
  // Java: powers of two of nanoseconds, and small doubles with an exponent.
  { name: "http_server_requests_seconds", buckets: { "0.044739242": 30, "0.089478485": 60, "0.111848106": 90 } },
  { name: "cache_get_seconds", buckets: { "2.5E-4": 30, "5.0E-4": 60, "0.001": 90 } },
  { name: "noisy_seconds", buckets: { "0.1": 30, "0.30000000000000004": 60, "0.5": 90 } },
];

const slo = (name: string, latency: string): string =>
  `{name: ${name}, target: 90%, window: 1d, latency: {${latency}}}`;

/** All of them say the middle bucket: 60 of 100 events are good. */
const MIDDLE = [
  slo("mesh", "histogram: mesh_request_duration_milliseconds, under: 250ms"),
  slo("mesh-number", "histogram: mesh_request_duration_milliseconds, under: 250"),
  slo("mesh-seconds", "histogram: mesh_request_duration_milliseconds, under: 0.25s"),
  slo("told", "histogram: proxy_upstream_rq_time, unit: milliseconds, under: 250ms"),
  slo("java", "histogram: http_server_requests_seconds, under: 0.089478485s"),
  slo("java-number", "histogram: http_server_requests_seconds, under: 0.089478485"),
  slo("small", "histogram: cache_get_seconds, under: 500us"),
  slo("small-number", "histogram: cache_get_seconds, under: 0.0005"),
  slo("noisy", "histogram: noisy_seconds, under: 300ms"),
  slo("noisy-number", "histogram: noisy_seconds, under: 0.30000000000000004"),
];

const spec = (slos: readonly string[]): string =>
  `version: headroom/v1\nservice: orders\nslos:\n${slos.map((one) => `  - ${one}\n`).join("")}`;

const series = (): readonly WrittenSeries[] =>
  HISTOGRAMS.flatMap(({ name, buckets }) => {
    const written = (labels: Readonly<Record<string, string>>, perStep: number): WrittenSeries => ({
      labels,
      timestamps: TIMES,
      values: TIMES.map((_, i) => i * perStep),
    });
    return [
      ...Object.entries({ ...buckets, "+Inf": 100 }).map(([le, count]) =>
        written({ __name__: `${name}_bucket`, le }, count),
      ),
      written({ __name__: `${name}_count` }, 100),
    ];
  });

const middleBound = (name: string): number =>
  Number(
    Object.keys(HISTOGRAMS.find((one) => one.name === name)?.buckets ?? {})
      .map(Number)
      .toSorted((a, b) => a - b)[1],
  );

describe("a histogram in whatever unit, with bounds of whatever size", () => {
  let prometheus: PrometheusServer;
  let folder: string;
  let statuses: readonly ObjectiveStatus[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-units-"));
    prometheus = await startPrometheus();
    await writeSeries(prometheus.url, series());
    statuses = await statusesAt(prometheus.url, spec(MIDDLE), instant(NOW_MS));
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("counts as good what is under the bound", () => {
    expect(statuses).toHaveLength(MIDDLE.length);
    for (const { note, windows } of statuses) {
      expect(note).toBeUndefined();
      const hour = windows.find(({ window }) => window === "1h");
      expect(hour === undefined ? null : valueOrNull(hour.errorRatio)).toBeCloseTo(0.4, 3);
    }
  });

  it("has percentiles in seconds", () => {
    for (const { latency, objective } of statuses) {
      const { indicator } = objective;
      const bound = indicator.kind === "latency" ? middleBound(indicator.histogram.metric) : Number.NaN;
      const middle = indicator.kind === "latency" && indicator.unit === "milliseconds" ? bound / 1000 : bound;
      const p50 = latency?.["0.5"].kind === "value" ? latency["0.5"].value : Number.NaN;
      // Half of the events lie two thirds of the way from the first bound to the middle one.
      expect(p50 / middle).toBeGreaterThan(0.6);
      expect(p50 / middle).toBeLessThan(1);
    }
  });

  it("is recorded by rules with the same ratio", async () => {
    const { services } = await parseSpecs([{ file: "orders.yaml", text: spec(MIDDLE) }]);
    const [file] = generateRules(services).filter(({ path }) => path.endsWith(".rules.yaml"));
    const { groups } = parse(file?.text ?? "") as { groups: { rules: { record?: string; expr: string }[] }[] };
    const ratios = groups.flatMap(({ rules }) => rules).filter(({ record }) => record === "slo:error_ratio:rate1h");
    expect(ratios).toHaveLength(MIDDLE.length);
    for (const { expr } of ratios) {
      const [answer] = await prometheus.instant(expr, NOW_MS / 1000);
      expect(answer?.samples[0]?.value).toBeCloseTo(0.4, 6);
    }
  });

  it("is told of a bound that no bucket has, with bounds that can be written as they are told", async () => {
    const wrong = [
      slo("between", "histogram: http_server_requests_seconds, under: 100ms"),
      slo("unknown-unit", "histogram: proxy_upstream_rq_time, under: 250ms"),
      slo("wrong-unit", "histogram: mesh_request_duration_milliseconds, under: 2s"),
      slo("a-number-as-seconds", "histogram: mesh_request_duration_milliseconds, under: 250s"),
    ];
    const check = async (text: string): Promise<string> => {
      await writeFile(join(folder, "orders.yaml"), text);
      return (await runHeadroom(["check", folder, "--prometheus", prometheus.url])).stdout;
    };
    const told = await check(spec(wrong));
    expect(told.match(/no bucket of .*/g)).toEqual([
      "no bucket of http_server_requests_seconds ends at 100ms; they end at 89.478485ms, 111.848106ms and 44.739242ms",
      "no bucket of proxy_upstream_rq_time ends at 250ms; they end at 1m40s, 4m10s and 8m20s",
      'no bucket of mesh_request_duration_milliseconds ends at 2s, which is le="2000" in milliseconds; they end at 500ms, 250ms and 100ms',
      'no bucket of mesh_request_duration_milliseconds ends at 4m10s, which is le="250000" in milliseconds; they end at 500ms, 250ms and 100ms',
    ]);
    expect(told.match(/help: .*/g)).toEqual([
      "help: write under: 89.478485ms or under: 111.848106ms, or give the histogram a bucket that ends at 0.1",
      "help: the buckets look like milliseconds: write unit: milliseconds beside under",
      "help: write under: 500ms, or give the histogram a bucket that ends at 2000",
      "help: write under: 250ms: the histogram counts milliseconds",
    ]);
    const mended = [
      slo("between", "histogram: http_server_requests_seconds, under: 89.478485ms"),
      slo("unknown-unit", "histogram: proxy_upstream_rq_time, under: 250ms, unit: milliseconds"),
      slo("wrong-unit", "histogram: mesh_request_duration_milliseconds, under: 500ms"),
    ];
    expect(await check(spec(mended))).not.toContain("no bucket of");
  }, 60_000);
});
