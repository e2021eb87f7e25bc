import { afterAll, beforeAll, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { RECORDED } from "../../src/core/sli/series-names.ts";
import { days } from "../../src/core/units/seconds.ts";
import { rulesOf } from "../differential/paths/rules.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const STEP_SECONDS = 30;
const HOUR = 3600;
const STEPS = (8 * 86_400) / STEP_SECONDS;
const EVENTS_A_STEP = 1000;
/** A full hour, at which windows were counted, and some hours ago. */
const LATELY = Math.floor(Date.now() / (HOUR * 1000)) * HOUR - HOUR;
const COUNTS = [RECORDED.windowCounted, RECORDED.allWhenCounted, RECORDED.badWhenCounted];

let prometheus: PrometheusServer;

beforeAll(async () => {
  prometheus = await startPrometheus();
}, 60_000);

afterAll(async () => {
  await prometheus?.stop();
});

interface Happened {
  readonly good: number;
  readonly bad: number;
  readonly isScraped: boolean;
}

type Told = readonly [at: number, value: number];

/** Writes what the counters of a job show at each step up to `toSeconds`, by what happened in it. */
async function writeCounters(job: string, toSeconds: number, happened: (at: number) => Happened): Promise<void> {
  const good: Told[] = [];
  const bad: Told[] = [];
  let [goods, bads] = [0, 0];
  for (let at = toSeconds - (STEPS - 1) * STEP_SECONDS; at <= toSeconds; at += STEP_SECONDS) {
    const step = happened(at);
    goods += step.good;
    bads += step.bad;
    if (!step.isScraped) continue;
    good.push([at, goods]);
    bad.push([at, bads]);
  }
  const series = (code: string, samples: readonly Told[]) => ({
    labels: { __name__: "http_requests_total", job, code },
    timestamps: samples.map(([at]) => at * 1000),
    values: samples.map(([, value]) => value),
  });
  await writeSeries(prometheus.url, [series("200", good), series("500", bad)]);
}

/** Evaluates and records rules that `headroom generate` writes for a job, one at a time. */
function recorder(job: string, length = days(30)): (record: string, from: number, to?: number) => Promise<number> {
  const own = objective({
    service: job,
    window: { kind: "rolling", length },
    indicator: {
      kind: "events",
      total: [counter("http_requests_total", { job })],
      counted: { as: "bad", selectors: [counter("http_requests_total", { job }, { code: "5.." })] },
    },
  });
  const rules = rulesOf({ objective: own });
  return async (record, from, to = from) => {
    const expr = rules.find((rule) => rule.record === record)?.expr ?? "";
    const [answer] = await prometheus.range(expr, from, to, STEP_SECONDS);
    const samples = answer?.samples ?? [];
    const labels = { __name__: record, service: job, slo: own.slo };
    await writeSeries(prometheus.url, [
      { labels, timestamps: samples.map(({ at }) => at * 1000), values: samples.map(({ value }) => value) },
    ]);
    return samples.at(-1)?.value ?? Number.NaN;
  };
}

/** Records what the counts read of others, and the counts; later the SLO window's ratio moves on from these. */
async function count(evaluate: ReturnType<typeof recorder>, at: number, until: number): Promise<void> {
  for (const record of [RECORDED.objective, "slo:total_events:rate5m", "slo:bad_events:rate5m", RECORDED.newestSample])
    await evaluate(record, at - 7 * HOUR, until);
  for (let halfHour = at - 24 * HOUR; halfHour <= at; halfHour += HOUR / 2)
    await evaluate("slo:total_events:rate30m", halfHour);
  for (const record of COUNTS) await evaluate(record, at);
}

async function told(evaluate: ReturnType<typeof recorder>, at: number): Promise<number> {
  await evaluate("slo:bad_events:sum6h", at);
  return evaluate(RECORDED.windowErrorRatio, at);
}

it("the ratio of the SLO window moves with an outage between two counts, and is the same after the next one", async () => {
  const evaluate = recorder("checkout");
  const outageSteps = 40;
  const now = LATELY + outageSteps * STEP_SECONDS;
  await writeCounters("checkout", now, (at) => ({
    good: at > LATELY ? 0 : EVENTS_A_STEP,
    bad: at > LATELY ? EVENTS_A_STEP : 0,
    isScraped: true,
  }));
  await count(evaluate, LATELY, now);
  // Of a window of 30 d only 8 are known, and a full one is what the events of an outage are set against.
  const added = outageSteps / ((30 * 86_400) / STEP_SECONDS);
  expect((await told(evaluate, now)) / added).toBeCloseTo(1, 1);
  for (const record of COUNTS) await evaluate(record, now);
  expect((await told(evaluate, now + STEP_SECONDS)) / (outageSteps / STEPS)).toBeCloseTo(1, 3);
}, 120_000);

it("the ratio of the SLO window stands still between two counts where nothing fails, whatever comes after a gap", async () => {
  const evaluate = recorder("search");
  const countedAt = LATELY - 3 * HOUR;
  const now = countedAt + 2.5 * HOUR;
  const [gapFrom, gapTo] = [countedAt - 2 * HOUR, countedAt - HOUR / 2];
  await writeCounters("search", now, (at) => {
    const isGap = at > gapFrom && at < gapTo;
    // Ten times the traffic later, of which the recorded rates have all, and of the gap's nothing.
    const events = at > countedAt ? 10 * EVENTS_A_STEP : EVENTS_A_STEP;
    return { good: isGap ? 0 : events, bad: isGap ? events : 0, isScraped: !isGap };
  });
  await count(evaluate, countedAt, now);
  const before = await told(evaluate, countedAt);
  expect(before).toBeGreaterThan(0.005);
  expect((await told(evaluate, now)) / before).toBeCloseTo(1, 3);
}, 120_000);

it("the ratio of a short window is right after a gap in whose middle it was counted", async () => {
  const evaluate = recorder("billing", days(1));
  const countedAt = LATELY - HOUR;
  const now = countedAt + HOUR / 2;
  const [gapFrom, gapTo] = [countedAt - 1.25 * HOUR, countedAt + HOUR / 4];
  await writeCounters("billing", now, (at) => {
    const isGap = at > gapFrom && at < gapTo;
    // Half-hourly rates miss a third to two thirds of their time, every second hour.
    const isMissed = at < gapFrom - HOUR && (countedAt + HOUR / 3 - at) % (2 * HOUR) < HOUR / 2;
    return { good: isGap ? 0 : EVENTS_A_STEP, bad: isGap ? EVENTS_A_STEP : 0, isScraped: !isGap && !isMissed };
  });
  await count(evaluate, countedAt, now);
  expect(await told(evaluate, countedAt)).toBeCloseTo(0, 6);
  expect((await told(evaluate, now)) / ((gapTo - gapFrom) / (24 * HOUR))).toBeCloseTo(1, 1);
}, 120_000);
