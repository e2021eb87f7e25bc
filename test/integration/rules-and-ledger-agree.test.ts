import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import { recordRuleHistory } from "../../demo/backfill/rule-history.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import type { Indicator } from "../../src/core/objective/indicator.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { errorRatioSeries, RECORDED } from "../../src/core/sli/series-names.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../src/service/control/evaluate-once.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import {
  BUILD_TIMEOUT_MILLISECONDS,
  startForNativeHistograms,
  writeNativeHistogram,
} from "../fixtures/native-histogram.ts";
import { counter, indicators, objective, service } from "../fixtures/objectives.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import type { PrometheusServer } from "../fixtures/prometheus-server.ts";

const MINUTE_SECONDS = 60;
/** It ends 2 hours into a stretch of traffic. */
const MINUTES = 32 * 60;
const END_SECONDS = Math.floor(Date.now() / 1000);
const EVENTS_A_MINUTE = 600;

/** Four hours of traffic, then two without any; 1 % and 4 % of the events are bad in turn. */
const isIdle = (minute: number): boolean => Math.floor(minute / 60) % 6 >= 4;
const badShare = (minute: number): number => (Math.floor(minute / 360) % 2 === 0 ? 0.01 : 0.04);

interface Counts {
  readonly good: number;
  readonly bad: number;
}

const growth: readonly Counts[] = Array.from({ length: MINUTES }, (_, minute) => {
  const bad = isIdle(minute) ? 0 : EVENTS_A_MINUTE * badShare(minute);
  return { good: isIdle(minute) ? 0 : EVENTS_A_MINUTE - bad, bad };
});

/** The counters of every minute. */
const told: readonly Counts[] = growth.reduce<Counts[]>((all, { good, bad }) => {
  const last = all.at(-1) ?? { good: 0, bad: 0 };
  return [...all.slice(-MINUTES), { good: last.good + good, bad: last.bad + bad }];
}, []);

const atSeconds = (minute: number): number => END_SECONDS - (MINUTES - 1 - minute) * MINUTE_SECONDS;

/** The truth: bad among all events of the newest minutes. */
function ratioOf(minutes: number): number {
  const part = growth.slice(-minutes);
  const sum = (of: keyof Counts): number => part.reduce((all, each) => all + each[of], 0);
  return sum("bad") / (sum("good") + sum("bad"));
}

const series = (labels: Readonly<Record<string, string>>, of: (counts: Counts) => number): WrittenSeries => ({
  labels: { job: "checkout", ...labels },
  timestamps: told.map((_, minute) => atSeconds(minute) * 1000),
  values: told.map(of),
});

const all = ({ good, bad }: Counts): number => good + bad;
const SERIES: readonly WrittenSeries[] = [
  series({ __name__: "http_requests_total", code: "200", handler: "/a" }, ({ good }) => good),
  series({ __name__: "http_requests_total", code: "500", handler: "/a" }, ({ bad }) => bad),
  series({ __name__: "grpc_server_handled_total", grpc_code: "OK" }, ({ good }) => good),
  series({ __name__: "grpc_server_handled_total", grpc_code: "Internal" }, ({ bad }) => bad),
  series({ __name__: "http_request_duration_seconds_bucket", le: "0.3" }, ({ good }) => good),
  series({ __name__: "http_request_duration_seconds_bucket", le: "+Inf" }, all),
  series({ __name__: "http_request_duration_seconds_count" }, all),
];

const promql = (errors: string, total: string): Indicator => ({ kind: "promql", errors, total });
const FAILED = 'sum(rate(http_requests_total{code="500"}[{{window}}]))';
const ASKED = "sum(rate(http_requests_total[{{window}}]))";
const TOTAL = "sum(rate(grpc_server_handled_total[{{window}}]))";

const INDICATORS: Readonly<Record<string, Indicator>> = {
  bad: indicators.bad,
  good: indicators.good,
  lists: indicators.lists,
  latency: indicators.classic,
  native: {
    kind: "latency",
    histogram: counter("rpc_duration_seconds", { job: "search" }),
    form: "native",
    unit: "seconds",
    under: seconds(1),
  },
  "promql-sums": promql(FAILED, ASKED),
  "promql-errors-nan-when-idle": promql(`${FAILED} / ${ASKED} * ${TOTAL}`, TOTAL),
  "promql-errors-nan-total-constant": promql(`${FAILED} / ${ASKED}`, "vector(1)"),
  "promql-total-nan": promql(`${FAILED} / ${ASKED}`, `${ASKED} / ${ASKED}`),
  "promql-errors-infinite-when-idle": promql(`${FAILED} + 1 / (${ASKED} > bool 0) - 1`, TOTAL),
};

const WINDOW = { kind: "rolling", length: days(1) } as const;
const OBJECTIVES = Object.entries(INDICATORS).map(([slo, indicator]) =>
  objective({ slo, indicator, target: ratio(0.9), window: WINDOW, by: slo === "good" ? ["handler"] : [] }),
);

describe("rules and ledger on a day with idle hours", () => {
  let prometheus: PrometheusServer;
  let folder: string;
  let statuses: readonly ObjectiveStatus[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-agree-"));
    prometheus = await startForNativeHistograms();
    await writeSeries(prometheus.url, SERIES);
    await writeNativeHistogram(
      prometheus.url,
      told.map(({ good, bad }, minute) => ({ at: atSeconds(minute), fast: good, slow: bad })),
    );
    const [rules] = generateRules([service(OBJECTIVES)]).filter(({ path }) => path.endsWith(".rules.yaml"));
    await writeFile(join(folder, "checkout.rules.yaml"), rules?.text ?? "");
    const range = async (expression: string, start: number, end: number, step: number) =>
      (await prometheus.range(expression, start, end, step)).map(({ metric, samples }) => ({
        labels: metric,
        points: samples.map(({ at, value }) => [at, value] as const),
      }));
    await recordRuleHistory(folder, { url: prometheus.url, range }, END_SECONDS);
    const client = prometheusClient(prometheus.url);
    statuses = answeredValue(await evaluateOnce(client, OBJECTIVES, seconds(30))).statuses;
    await client.close();
  }, BUILD_TIMEOUT_MILLISECONDS);

  afterAll(async () => {
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(INDICATORS))("of an indicator %s", (slo) => {
    const said = async (name: string): Promise<number | undefined> => {
      const [one] = await prometheus.instant(`${name}{slo="${slo}"}`, END_SECONDS);
      return one?.samples[0]?.value;
    };
    const counted = (window: string): number | null | undefined => {
      const read = statuses.find(({ objective: one }) => one.slo === slo)?.windows.find((one) => one.window === window);
      return read === undefined ? undefined : valueOrNull(read.errorRatio);
    };

    it.each([
      { window: "6h", name: errorRatioSeries("6h"), minutes: 360 },
      { window: "1d", name: errorRatioSeries("1d"), minutes: 1440 },
      { window: "slo", name: RECORDED.windowErrorRatio, minutes: 1440 },
    ])("tell the same of $window, and the truth", async ({ window, name, minutes }) => {
      const truth = ratioOf(minutes);
      expect((await said(name)) ?? Number.NaN).toBeGreaterThan(truth * 0.95);
      expect((await said(name)) ?? Number.NaN).toBeLessThan(truth * 1.05);
      expect(counted(window) ?? Number.NaN).toBeGreaterThan(truth * 0.95);
      expect(counted(window) ?? Number.NaN).toBeLessThan(truth * 1.05);
    });

    it("record no sample that is no number", async () => {
      const recorded = await prometheus.range(
        `{__name__=~"slo:.*",slo="${slo}"}`,
        END_SECONDS - 86_400,
        END_SECONDS,
        MINUTE_SECONDS,
      );
      expect(recorded.length).toBeGreaterThan(0);
      for (const { metric, samples } of recorded)
        for (const { value } of samples) expect(Number.isFinite(value), metric["__name__"]).toBe(true);
    });
  });
});
