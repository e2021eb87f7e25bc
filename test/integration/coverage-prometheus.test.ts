import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { type Evaluation, evaluateOnce } from "../../src/service/control/evaluate-once.ts";
import type { Indicator } from "../../src/core/objective/indicator.ts";
import { instant } from "../../src/core/units/instant.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { answeredValue } from "../fixtures/answered-value.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { prometheusClient, readerAt } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { seeded } from "../core/ledger/simulated-service.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** As the docs define it: what lies between two samples was observed unless it is longer. */
const LONGEST_SILENCE_MS = 5 * MINUTE_MS;

/** A full hour, so that holes lie in the steps of the history alike at any time of day. */
const SINCE_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 12 * DAY_MS;
/** The hour in which is looked. */
const HOUR_AT_MS = SINCE_MS + 11.5 * DAY_MS;
const UNTIL_MS = HOUR_AT_MS + HOUR_MS;
/** The present by turns, in minutes of that hour: its first twenty are silent in one plan. */
const MINUTES = [2, 13, 19.5, 31, 58] as const;

/** A day whose night ended before that hour. */
const NIGHT_MS = 4 * HOUR_MS;

/** The moments of all scrapes that were made. */
type Scrapes = readonly number[];

function scrapes(spacingMs: number, isMade: (atMs: number) => boolean): Scrapes {
  const made: number[] = [];
  for (let atMs = SINCE_MS; atMs <= UNTIL_MS; atMs += spacingMs) if (isMade(atMs)) made.push(atMs);
  return made;
}

const phase = (atMs: number, periodMs: number): number => (atMs - SINCE_MS) % periodMs;

/** Holes of any length up to an hour and a half, at any time, one every three hours or so. */
function randomHoles(): (atMs: number) => boolean {
  const random = seeded(7);
  const holes: { fromMs: number; toMs: number }[] = [];
  for (let atMs = SINCE_MS; atMs < HOUR_AT_MS;) {
    const fromMs = atMs + 6 * HOUR_MS * random();
    atMs = fromMs + 90 * MINUTE_MS * random();
    holes.push({ fromMs, toMs: Math.min(atMs, HOUR_AT_MS) });
  }
  return (at) => !holes.some(({ fromMs, toMs }) => at > fromMs && at < toMs);
}

/** The same counter, read by an author's own query. */
const QUERIED = "queried";

const missed = seeded(8);
const withHoles = randomHoles();
const PLANS: Readonly<Record<string, Scrapes>> = {
  whole_total: scrapes(30 * SECOND_MS, () => true),
  random_total: scrapes(30 * SECOND_MS, withHoles),
  // Twenty minutes of each hour: every hour looks like the next.
  hourly_total: scrapes(30 * SECOND_MS, (atMs) => phase(atMs, HOUR_MS) >= 20 * MINUTE_MS),
  nightly_total: scrapes(30 * SECOND_MS, (atMs) => phase(atMs - NIGHT_MS, DAY_MS) >= 7.3 * HOUR_MS),
  missed_total: scrapes(30 * SECOND_MS, () => missed() > 0.2),
  slow_total: scrapes(2 * MINUTE_MS, withHoles),
};

/** A counter of ten events a second, under a new instance every two hours where it is deployed. */
function counterOf(name: string, made: Scrapes, lifeMs = Number.POSITIVE_INFINITY): readonly WrittenSeries[] {
  const lives = Map.groupBy(made, (atMs) => (lifeMs === Number.POSITIVE_INFINITY ? 0 : Math.floor(atMs / lifeMs)));
  return [...lives].map(([life, timestamps]) => ({
    labels: { __name__: name, job: "checkout", instance: String(life) },
    timestamps,
    values: timestamps.map((atMs) => (atMs - (timestamps[0] ?? 0)) / 100),
  }));
}

/** The share of the time up to `nowMs` between samples, or after the newest, that are not too far apart. */
function truth(scraped: Scrapes, nowMs: number, lengthMs: number): number {
  const made = scraped.filter((atMs) => atMs <= nowMs);
  const fromMs = nowMs - lengthMs;
  let observedMs = 0;
  [...made, nowMs].forEach((atMs, i) => {
    const beforeMs = made[i - 1];
    if (beforeMs === undefined || atMs - beforeMs > LONGEST_SILENCE_MS) return;
    observedMs += Math.max(0, atMs - Math.max(beforeMs, fromMs));
  });
  return observedMs / lengthMs;
}

const indicatorOf = (name: string): Indicator =>
  name === QUERIED
    ? {
        kind: "promql",
        total: "sum(rate(random_total[{{window}}]))",
        errors: "sum(rate(failures_total[{{window}}]))",
      }
    : { kind: "events", total: [counter(name)], counted: { as: "bad", selectors: [counter("failures_total")] } };

const objectiveOf = (name: string) =>
  objective({
    slo: name.replaceAll("_", "-"),
    window: { kind: "rolling", length: days(30) },
    indicator: indicatorOf(name),
  });

/** The edge of a window may lie in a hole, of which five minutes are known as a whole; samples are 2 min apart at most. */
const WINDOWS = [
  ["6h", 6 * HOUR_MS, 0.02],
  ["1d", DAY_MS, 0.01],
  ["3d", 3 * DAY_MS, 0.01],
  ["slo", 30 * DAY_MS, 0.01],
] as const;

describe("the coverage after a cold start", () => {
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    await writeSeries(prometheus.url, [
      ...Object.entries(PLANS).flatMap(([name, made]) => counterOf(name, made)),
      ...counterOf("deployed_total", PLANS["random_total"] ?? [], 2 * HOUR_MS),
    ]);
  }, 240_000);
  afterAll(() => prometheus.stop());

  const random = PLANS["random_total"] ?? [];
  const plans = [...Object.entries(PLANS), ["deployed_total", random] as const, [QUERIED, random] as const];
  describe.each(MINUTES)("at minute %d of an hour", (minute) => {
    const nowMs = HOUR_AT_MS + minute * MINUTE_MS;
    let evaluated: Evaluation;

    beforeAll(async () => {
      const client = prometheusClient(prometheus.url);
      const objectives = plans.map(([name]) => objectiveOf(name));
      evaluated = answeredValue(await evaluateOnce(readerAt(client, instant(nowMs)), objectives, seconds(30)));
      await client.close();
    }, 240_000);

    const coverageOf = (name: string, window: string): number => {
      const found: ObjectiveStatus | undefined = evaluated.statuses.find(
        (status) => status.objective.slo === name.replaceAll("_", "-"),
      );
      const of = found?.windows.find((one) => one.window === window)?.coverage;
      if (of === undefined) throw new Error(`no window ${window} of ${name}`);
      return of;
    };

    it.each(
      plans.flatMap(([name, made]) =>
        WINDOWS.map(([window, lengthMs, within]) => ({ name, made, window, lengthMs, within })),
      ),
    )(
      "of $name over $window is the share between scrapes that were made",
      ({ name, made, window, lengthMs, within }) => {
        expect(Math.abs(coverageOf(name, window) - truth(made, nowMs, lengthMs))).toBeLessThan(within);
      },
    );
  });
});
