import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import { type AlertmanagerServer, startAlertmanager } from "../fixtures/alertmanager.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

/** Two promises: one that is going to burn, and one whose counters have gone silent. */
export const ALERTING_SPEC = `
version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99.9%
    window: 1d
    events: {total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code="500"}'}
  - name: silent
    target: 99.9%
    window: 1d
    events: {total: 'http_requests_total{job="silent"}', bad: 'http_requests_total{job="silent",code="500"}'}
`;

/** A Prometheus with generated rules, and an Alertmanager that it does not know yet. */
export interface AlertingBed {
  readonly prometheus: PrometheusServer;
  readonly alertmanager: AlertmanagerServer;
  stop(): Promise<void>;
}

/** The files of `headroom generate` as they are, but for their pace: nothing waits for minutes. */
export async function startAlertingBed(): Promise<AlertingBed> {
  const { services } = await parseSpecs([{ file: "shop.yaml", text: ALERTING_SPEC }]);
  const files = generateRules(services);
  const text = (suffix: string): string => files.find(({ path }) => path.endsWith(suffix))?.text ?? "";
  const alertmanager = await startAlertmanager(text("alertmanager-inhibit.yaml"));
  const prometheus = await startPrometheus(undefined, "--rules.alert.resend-delay=2s");
  await prometheus.loadRules([
    text(".rules.yaml")
      .replaceAll(/interval: \w+$/gm, "interval: 1s")
      .replaceAll(/ for: \w+$/gm, " for: 2s"),
  ]);
  return {
    prometheus,
    alertmanager,
    async stop() {
      await prometheus.stop();
      await alertmanager.stop();
    },
  };
}

const SCRAPE_MS = 15_000;
const REQUESTS_PER_SECOND = 20;
const HOUR_MS = 3_600_000;
/** The silent one ended so long ago. */
const SILENCE_MS = 20 * 60_000;
/** A third of an hour's requests at once: no window of a page is too long to notice. */
const INCIDENT_REQUESTS = 24_000;

/** Seven good hours up to a moment, of the service whose promise is going to burn. */
export async function writeGoodHours(url: string, nowMs: number): Promise<void> {
  await writeSeries(url, counters("shop", scrapes(nowMs - 7 * HOUR_MS, nowMs), nowMs));
}

/** The same of the service that is silent by now. */
export async function writeSilence(url: string, nowMs: number): Promise<void> {
  await writeSeries(url, counters("silent", scrapes(nowMs - 7 * HOUR_MS, nowMs - SILENCE_MS), nowMs));
}

/** The next scrape after them, since which very many requests have failed. */
export async function writeIncident(url: string, nowMs: number, atMs: number): Promise<void> {
  await writeSeries(url, counters("shop", [atMs], nowMs));
}

function scrapes(fromMs: number, toMs: number): readonly number[] {
  return Array.from({ length: Math.floor((toMs - fromMs) / SCRAPE_MS) + 1 }, (_, i) => fromMs + i * SCRAPE_MS);
}

function counters(job: string, timestamps: readonly number[], nowMs: number): readonly WrittenSeries[] {
  const good = (at: number): number => ((at - (nowMs - 7 * HOUR_MS)) / 1000) * REQUESTS_PER_SECOND;
  const series = (code: string, valueOf: (at: number) => number): WrittenSeries => ({
    labels: { __name__: "http_requests_total", job, code },
    timestamps,
    values: timestamps.map(valueOf),
  });
  return [series("200", good), series("500", (at) => (at > nowMs ? INCIDENT_REQUESTS : 0))];
}
