import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import { Ledger } from "../../src/core/ledger/ledger.ts";
import type { LedgerAnswer, LedgerQuery } from "../../src/core/ledger/ports.ts";
import { printSelector, type Selector } from "../../src/core/promql/selector.ts";
import { instant, toUnix } from "../../src/core/units/instant.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { counter, indicators, objective } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const SCRAPE_MS = 15_000;
const STEP_MS = 30_000;
const NOW_MS = Math.floor(Date.now() / 300_000) * 300_000;
const FROM_MS = NOW_MS - 1_200_000;
const LIVE_FROM_MS = NOW_MS - 900_000;
const WINDOW_SCRAPES = 300_000 / SCRAPE_MS;

/** Each is counted in powers of two, so that a sum says which ones are in it. */
const PATHS = [
  "/pay",
  "/pay 2",
  "/pay\u00a02",
  "/pay\n2",
  "PAY",
  "pay",
  "12",
  "a:l",
  "(?P<",
  "é",
  "",
  `${"a".repeat(34)}!`,
  `${"ab ".repeat(3000)}!`,
] as const;

const PATTERNS = [
  "(\\w+\\s?)*",
  "(a+)+",
  "/pay\\s2",
  "/pay.2",
  "(?s)/pay.2",
  "(?-s:/pay.2)",
  "/pay[^x]2",
  ".*",
  ".+2",
  "[:alpha:]+",
  "[[:alpha:]]+",
  "[(?P<]+",
  "(?i)\\P{Lu}",
  "(?i:pay)",
  "\\pL+",
  "\\Q(?P<\\E",
  "\\d+|PAY",
  "pay|",
];

/** The beginnings of those that are wanted. */
const shown = (wanted: (path: string, n: number) => boolean): readonly string[] =>
  PATHS.filter(wanted).map((path) => path.slice(0, 40));

const matched = (operator: "=~" | "!~", value: string): Selector => ({
  metric: "page_requests_total",
  matchers: [
    { label: "job", operator: "=", value: "page" },
    { label: "path", operator, value },
  ],
});
const selectors = PATTERNS.flatMap((pattern) => [matched("=~", pattern), matched("!~", pattern)]);

describe.each([
  { version: "2", program: async () => (await ensureTools(["prometheus"])).prometheus },
  { version: "3", program: async () => (await ensurePrometheus3()).prometheus },
])("series by an author's regular expressions, on Prometheus $version", ({ program }) => {
  const ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  let prometheus: PrometheusServer;

  async function answer(query: LedgerQuery): Promise<LedgerAnswer> {
    const series = await prometheus.instant(query.promql, toUnix(query.kind === "instant" ? query.at : query.to));
    return {
      kind: "series",
      series: series.map(({ metric, samples }) => ({
        labels: metric,
        timestamps: samples.map(({ at }) => Math.round(at * 1000)),
        values: samples.map(({ value }) => value),
      })),
    };
  }

  beforeAll(async () => {
    prometheus = await startPrometheus(await program());
    const times = Array.from({ length: (NOW_MS - FROM_MS) / SCRAPE_MS }, (_, i) => FROM_MS + 1000 + i * SCRAPE_MS);
    await writeSeries(
      prometheus.url,
      PATHS.map((path, i) => ({
        labels: { __name__: "page_requests_total", job: "page", ...(path === "" ? {} : { path }) },
        timestamps: times,
        values: times.map((_, n) => n * 2 ** i),
      })),
    );
    ledger.follow(
      selectors.map((selector, i) =>
        objective({
          slo: `s${i}`,
          window: { kind: "rolling", length: days(1) },
          indicator: {
            ...indicators.bad,
            total: [selector],
            counted: { as: "bad", selectors: [counter("no_such_errors_total")] },
          },
        }),
      ),
      instant(LIVE_FROM_MS),
    );
    for (let atMs = LIVE_FROM_MS; atMs <= NOW_MS; atMs += STEP_MS) {
      const queries = ledger.plan(instant(atMs));
      ledger.ingest(instant(atMs), await Promise.all(queries.map(answer)));
    }
  }, 120_000);

  afterAll(() => prometheus.stop());

  it("counts exactly those that Prometheus finds, line breaks and slow values included", async () => {
    const statuses = ledger.read(instant(NOW_MS));
    const counted = selectors.map((selector, i) => {
      const status = statuses.find((one) => one.objective.slo === `s${i}`);
      const total = status?.windows.find(({ window }) => window === "5m")?.total ?? Number.NaN;
      const perScrape = Math.round(total / WINDOW_SCRAPES);
      return [printSelector(selector), shown((_, n) => (perScrape & (2 ** n)) !== 0)] as const;
    });
    const found = await Promise.all(
      selectors.map(async (selector) => {
        const series = await prometheus.instant(printSelector(selector), NOW_MS / 1000);
        const paths = new Set(series.map(({ metric }) => metric["path"] ?? ""));
        return [printSelector(selector), shown((path) => paths.has(path))] as const;
      }),
    );
    expect(counted).toEqual(found);
  });

  it("asks one question for all of them, and one more for each that a line break leaves to Prometheus", () => {
    const questions = ledger.plan(instant(NOW_MS + STEP_MS)).length;
    const ambiguous = 2 * ["/pay.2", ".*", ".+2"].length;
    // The other metric's is one more.
    expect(questions).toBe(1 + ambiguous + 1);
  });
});
