import { describe, expect, it } from "vitest";
import { Ledger } from "../../../src/core/ledger/ledger.ts";
import type { SeriesDigest } from "../../../src/core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../src/core/ledger/past/series-digester.ts";
import type { RawAnswer, RawQuery } from "../../../src/core/ledger/ports.ts";
import type { FailedQuery, QueryAnswer } from "../../../src/core/promql/query-answer.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { type Instant, instant } from "../../../src/core/units/instant.ts";
import { type Seconds, seconds } from "../../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../../src/service/control/evaluate-once.ts";
import type { PrometheusReader } from "../../../src/service/ports/prometheus.ts";
import { answeredValue } from "../../fixtures/answered-value.ts";
import { counter, indicators, objective } from "../../fixtures/objectives.ts";

const NOW = Date.UTC(2026, 0, 15, 12);

/** 10 events a second, of which 1 is bad, for ever; range queries are counted and may be refused. */
class Steady implements PrometheusReader {
  ranges = 0;
  readonly #refuse: (steps: number) => FailedQuery | undefined;

  constructor(refuse: (steps: number) => FailedQuery | undefined) {
    this.#refuse = refuse;
  }

  serverTime(): Promise<QueryAnswer<Instant>> {
    return Promise.resolve({ kind: "answered", value: instant(NOW) });
  }

  instant(): Promise<QueryAnswer<readonly SampleSeries[]>> {
    const timestamps = Array.from({ length: 10 }, (_, i) => NOW - (9 - i) * 30_000);
    const value = [
      ["200", 9],
      ["500", 1],
    ].map(([code, rate]) => ({
      labels: { __name__: "http_requests_total", job: "checkout", instance: "a", code: String(code) },
      timestamps,
      values: timestamps.map((at) => ((at - NOW) / 1000 + 1e6) * Number(rate)),
    }));
    return Promise.resolve({ kind: "answered", value });
  }

  range(promql: string, from: Instant, to: Instant, step: Seconds): Promise<QueryAnswer<readonly SampleSeries[]>> {
    this.ranges++;
    const steps = Math.round((to - from) / 1000 / step) + 1;
    const refusal = this.#refuse(steps);
    if (refusal !== undefined) return Promise.resolve(refusal);
    if (promql.includes(" unless ")) return Promise.resolve({ kind: "answered", value: [] });
    const timestamps = Array.from({ length: steps }, (_, i) => from + i * step * 1000);
    const values = timestamps.map(() => (promql.includes("5..") ? 1 : 10));
    return Promise.resolve({ kind: "answered", value: [{ labels: {}, timestamps, values }] });
  }
}

/** The same, with raw samples of the past: a good event every 30 s since a day. Questions for too much are refused. */
class WithPast extends Steady {
  readonly mostDays: number;

  constructor(refuse: (steps: number) => FailedQuery | undefined, mostDays = Number.POSITIVE_INFINITY) {
    super(refuse);
    this.mostDays = mostDays;
  }

  rawSamples({ plan }: RawQuery, take: (digests: readonly SeriesDigest[]) => void): Promise<RawAnswer> {
    if (plan.toMs - plan.countFromMs > this.mostDays * 86_400_000)
      return Promise.resolve({ kind: "failed", reason: "invalid", message: "exceeds the limit of samples" });
    const digester = new SeriesDigester(plan);
    const times = Array.from({ length: 2881 }, (_, i) => NOW - 86_400_000 + 30_000 * i);
    digester.add(
      times,
      times.map((at) => (at - NOW) / 30_000 + 1e6),
    );
    const labels = { __name__: "http_requests_total", job: "checkout", instance: "a", code: "200" };
    take([digester.take(labels)].filter((digest) => digest !== undefined));
    return Promise.resolve({ kind: "read", way: "remote read" });
  }
}

describe("evaluateOnce", () => {
  it("reads the raw samples of one objective though the rates of another time out", async () => {
    const failure: FailedQuery = { kind: "failed", reason: "timeout", message: "query timed out" };
    const reader = new WithPast(() => failure);
    const poisoned = objective({ slo: "poisoned", indicator: indicators.promql });
    const { statuses } = answeredValue(await evaluateOnce(reader, [poisoned, objective()], seconds(30)));
    const healthy = statuses.find(({ objective: { slo } }) => slo !== "poisoned");
    expect(healthy?.windows.find(({ window }) => window === "1d")?.coverage).toBeGreaterThan(0.99);
  });

  it("halves what is too much to read in raw samples until it is little enough", async () => {
    const reader = new WithPast(() => expect.fail("asked for rates"), 2);
    const objectives = Array.from({ length: 40 }, (_, i) => objective({ slo: `slo-${i}` }));
    const { statuses } = answeredValue(await evaluateOnce(reader, objectives, seconds(30)));
    const days = statuses.map(({ windows }) => windows.find(({ window }) => window === "1d")?.coverage ?? 0);
    expect(Math.min(...days)).toBeGreaterThan(0.99);
  });

  it.each(["timeout", "rejected"] as const)(
    "tells of an objective whose question was asked with one that ends in %s",
    async (reason) => {
      const failure: FailedQuery = { kind: "failed", reason, message: "too much" };
      const whole = new Steady(() => undefined);
      const reader: PrometheusReader = {
        serverTime: () => whole.serverTime(),
        range: (...question) => whole.range(...question),
        instant: (promql) => (promql.includes("search") ? Promise.resolve(failure) : whole.instant()),
      };
      const search = [counter("http_requests_total", { job: "search" })];
      const poisoned = objective({
        slo: "poisoned",
        indicator: { kind: "events", total: search, counted: { as: "bad", selectors: search } },
      });
      const { statuses } = answeredValue(await evaluateOnce(reader, [poisoned, objective()], seconds(30)));
      expect(statuses.map(({ objective: { slo }, windows: [shortest] }) => [slo, shortest?.burnRate.kind])).toEqual([
        ["poisoned", "noData"],
        [objective().slo, "value"],
      ]);
    },
  );

  it.each([
    { most: 20, failure: "rejected", says: "execution: query processing would load too many samples into memory" },
    { most: 100, failure: "timeout", says: "timeout: query timed out in expression evaluation" },
  ] as const)(
    "reads the whole window, however small the answers that Prometheus gives: $says",
    async ({ most, failure, says }) => {
      const refusal: FailedQuery = { kind: "failed", reason: failure, message: says };
      const small = new Steady((steps) => (steps > most ? refusal : undefined));
      const [status] = answeredValue(await evaluateOnce(small, [objective()], seconds(30))).statuses;
      expect(status?.coverage).toBeCloseTo(1, 3);
      const slo = status?.windows.find(({ window }) => window === "slo");
      expect((slo?.total ?? 0) / (30 * 864_000)).toBeCloseTo(1, 3);
      expect((slo?.bad ?? 0) / (30 * 86_400)).toBeCloseTo(1, 3);
    },
  );

  it.each([
    { failure: "unreachable", tries: 1 },
    { failure: "timeout", tries: 4 },
  ] as const)("asks no question more than $tries times where the answer is $failure", async ({ failure, tries }) => {
    const gone = new Steady(() => ({ kind: "failed", reason: failure, message: "no answer" }));
    const { statuses } = answeredValue(await evaluateOnce(gone, [objective()], seconds(30)));
    const untouched = new Ledger({ step: seconds(30) });
    untouched.follow([objective()], instant(NOW));
    const texts = new Set(untouched.planBackfill(instant(NOW)).map(({ promql }) => promql));
    expect(gone.ranges).toBe(texts.size * tries);
    expect(statuses[0]?.coverage).toBeLessThan(0.01);
  });

  it("passes on why Prometheus does not tell its time, and asks nothing else", async () => {
    const failed: FailedQuery = { kind: "failed", reason: "unreachable", message: "no", cause: new Error("ENOENT") };
    const refuse = (): Promise<FailedQuery> => Promise.resolve(failed);
    const untouched = (): never => expect.fail("asked all the same");
    const reader = { serverTime: refuse, instant: untouched, range: untouched };
    expect(await evaluateOnce(reader, [objective()], seconds(30))).toBe(failed);
  });
});
