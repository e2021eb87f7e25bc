import { describe, expect, it } from "vitest";
import { instant } from "../../../../src/core/units/instant.ts";
import { days } from "../../../../src/core/units/seconds.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, nextPast, requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { seeded, SimulatedService } from "../simulated-service.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SCRAPE_MS = 30_000;
const WINDOWS = { "5m": 5 / 60, "30m": 0.5, "1h": 1, "2h": 2, "6h": 6, "1d": 24, "3d": 72, slo: 96 } as const;

const slo = objective({ window: { kind: "rolling", length: days(4) } });

/** Four days and some of a service to which everything happens that can, up to a moment that is no round one. */
function story(seed: number, driven: DrivenLedger): SimulatedService {
  const random = seeded(seed);
  const service = new SimulatedService({
    prometheus: driven.prometheus,
    random,
    job: "checkout",
    pods: 4,
    scrapeMs: SCRAPE_MS,
    startMs: START_MS,
    load: (atMs) => ({
      perSecond: 20 + 15 * Math.sin(atMs / 2e7),
      badShare: random() < 0.01 ? 0.5 : 0.003,
    }),
  });
  let scrape = 0;
  for (let atMs = START_MS; atMs <= driven.nowMs; atMs += SCRAPE_MS) {
    const isCalm = driven.nowMs - atMs < 3 * MINUTE_MS;
    if (!isCalm && random() < 0.002) service.reset(Math.floor(random() * 4));
    if (!isCalm && scrape % 2900 === 2899) service.renameAll();
    if (!isCalm && random() < 0.001) service.silence(Math.floor(random() * 4), atMs + random() * 40 * MINUTE_MS);
    service.scrapeAll(atMs);
    scrape++;
  }
  return service;
}

describe("the history by raw samples", () => {
  it.each([1, 2, 3])("says of every window what a ledger says that was there, story %i", (seed) => {
    const endMs = START_MS + 101 * HOUR_MS + seed * 7 * MINUTE_MS + seed * 4321;
    const cold = new DrivenLedger([slo], endMs, true);
    story(seed, cold);
    const live = new DrivenLedger([slo], START_MS + 4 * MINUTE_MS + ((endMs - START_MS) % STEP_MS));
    live.prometheus = cold.prometheus;
    while (live.nowMs < endMs) live.step();
    cold.nowMs -= STEP_MS;
    cold.step();
    cold.readPast();
    for (const name of Object.keys(WINDOWS)) {
      const [found, known] = [cold.window(name), live.window(name)];
      expect(found.total / known.total, name).toBeCloseTo(1, 3);
      expect(Math.abs(found.bad - known.bad), name).toBeLessThanOrEqual(Math.max(1, 0.002 * known.bad));
      expect(found.coverage, name).toBeCloseTo(known.coverage, 2);
    }
    expect(cold.status().approximate).toBe(false);
  });
});

/** One target with 100 requests and, in a gap that nobody scrapes, nothing but errors. */
function withGap(driven: DrivenLedger, fromMs: number, toMs: number, endMs: number, badBefore = 10): void {
  let [good, bad] = [1000, badBefore];
  for (let atMs = START_MS; atMs <= endMs; atMs += SCRAPE_MS) {
    const inGap = atMs > fromMs && atMs <= toMs;
    good += inGap ? 0 : 100;
    bad += inGap ? 100 : 0;
    if (inGap && atMs < toMs) continue;
    driven.prometheus.append(requests("200"), atMs, good);
    if (bad > 0) driven.prometheus.append(requests("500"), atMs, bad);
  }
}

describe("errors inside a scrape gap", () => {
  const END_MS = START_MS + 60 * HOUR_MS;
  it.each([6, 20, 90])("of %i minutes are counted, wherever it lies", (minutes) => {
    for (const agoMs of [
      // Before the live part, across its beginning, across the edges of two spans, and in the last of them.
      20 * MINUTE_MS,
      7 * MINUTE_MS,
      2 * MINUTE_MS,
      5 * HOUR_MS + 50 * MINUTE_MS,
      6 * HOUR_MS,
      50 * HOUR_MS,
    ]) {
      const driven = new DrivenLedger([slo], END_MS - STEP_MS, true);
      withGap(driven, END_MS - agoMs - minutes * MINUTE_MS, END_MS - agoMs, END_MS);
      driven.step();
      driven.readPast();
      expect(driven.counts("slo").bad, `${agoMs / MINUTE_MS} minutes ago`).toBe(minutes * 2 * 100);
    }
  });

  it.each([6, 20, 90])("of %i minutes are counted where they are the first ones of all", (minutes) => {
    const [fromMs, toMs] = [END_MS - HOUR_MS - minutes * MINUTE_MS, END_MS - HOUR_MS];
    const driven = new DrivenLedger([slo], END_MS - STEP_MS, true);
    withGap(driven, fromMs, toMs, END_MS, 0);
    driven.step();
    driven.readPast();
    expect(driven.counts("slo").bad).toBe(minutes * 2 * 100);
    const live = new DrivenLedger([slo], END_MS - 5 * HOUR_MS);
    live.prometheus = driven.prometheus;
    while (live.nowMs < END_MS) live.step();
    expect(live.counts("slo").bad).toBe(minutes * 2 * 100);
  });

  it("are counted when scrapes come back after the start", () => {
    for (const readFirst of [true, false]) {
      const driven = new DrivenLedger([slo], END_MS - STEP_MS, true);
      withGap(driven, END_MS - 40 * MINUTE_MS, END_MS + 10 * MINUTE_MS, END_MS + 20 * MINUTE_MS);
      driven.step();
      if (readFirst) driven.readPast();
      while (driven.nowMs < END_MS + 15 * MINUTE_MS) driven.step();
      driven.readPast();
      expect(driven.counts("slo").bad).toBe(100 * 100);
    }
  });
});

describe("a series that comes back at its old value", () => {
  it("has begun anew, as the others of its target have", () => {
    const endMs = START_MS + 10 * HOUR_MS;
    const driven = new DrivenLedger([slo], endMs - STEP_MS, true);
    for (let life = 0; life < 3; life++)
      for (let i = 0; i < 40; i++) {
        const atMs = START_MS + 2 * HOUR_MS + life * 20 * MINUTE_MS + i * SCRAPE_MS;
        driven.prometheus.append(requests("200"), atMs, i * 100);
        if (i >= 20) driven.prometheus.append(requests("500"), atMs, 3);
      }
    driven.step();
    driven.readPast();
    expect(driven.counts("slo").bad).toBe(9);
    // A ledger that was there says the same.
    const live = new DrivenLedger([slo], START_MS + HOUR_MS);
    live.prometheus = driven.prometheus;
    while (live.nowMs < endMs) live.step();
    expect(live.counts("slo").bad).toBe(9);
  });
});

describe("a counter that comes back lower, long after a restart", () => {
  it("is counted once, though another of its target missed the scrape before", () => {
    const fromMs = START_MS + 2 * HOUR_MS;
    const driven = new DrivenLedger([slo], fromMs + 4 * HOUR_MS, true);
    for (let i = 0; i <= 300; i++) {
      if (i === 224) continue;
      driven.prometheus.append(requests("200"), fromMs + i * SCRAPE_MS, i < 200 ? 1000 + 10 * i : 10 * (i - 200));
      if (i < 200 || i >= 225) driven.prometheus.append(requests("500"), fromMs + i * SCRAPE_MS, i < 200 ? 90 : 1);
    }
    const live = new DrivenLedger([slo], fromMs - STEP_MS);
    live.prometheus = driven.prometheus;
    while (live.nowMs < driven.nowMs) live.step();
    driven.step();
    driven.readPast();
    const wanted = { total: 1990 + 1000 + 1, bad: 1 };
    expect([live.counts("6h"), driven.counts("6h")]).toEqual([wanted, wanted]);
  });
});

describe("history of an objective that is followed no more", () => {
  it("is counted for nobody, though its room is another's by then", () => {
    const endMs = START_MS + 30 * HOUR_MS;
    const grouped = objective({ slo: "grouped", window: slo.window, by: ["pod"] });
    const driven = new DrivenLedger([slo, grouped], endMs - STEP_MS, true);
    withGap(driven, endMs - 3 * HOUR_MS, endMs - 2 * HOUR_MS, endMs);
    driven.step();
    const work = nextPast(driven.ledger);
    if (work === undefined) throw new Error("nothing was wanted");
    const take = (): void => {
      for (const { query, take: taken } of work.questions)
        for (const digests of driven.prometheus.raw(query, driven.nowMs)) taken(digests);
    };
    take();
    const other = objective({ slo: "other", window: slo.window, by: ["pod"] });
    driven.ledger.follow([other], instant(driven.nowMs));
    take();
    for (const _ of work.count(instant(driven.nowMs)));
    for (const { windows } of driven.statuses) for (const { bad } of windows) expect(bad).toBe(0);
    driven.readPast();
    expect(driven.counts("6h", { pod: "a" }).bad).toBe(12_000);
  });
});

describe("history that cannot be read", () => {
  const endMs = START_MS + 30 * HOUR_MS;
  const begun = (): DrivenLedger => {
    const driven = new DrivenLedger([slo, objective({ slo: "other", window: slo.window })], endMs - STEP_MS, true);
    withGap(driven, endMs - 3 * HOUR_MS, endMs - 2 * HOUR_MS, endMs);
    driven.step();
    return driven;
  };

  it("counts nothing of a span that failed, and reads it again", () => {
    const driven = begun();
    const work = nextPast(driven.ledger);
    const [question] = work?.questions ?? [];
    if (work === undefined || question === undefined) throw new Error("nothing was wanted");
    for (const digests of driven.prometheus.raw(question.query, driven.nowMs)) question.take(digests);
    work.fail(question, { kind: "failed", reason: "timeout", message: "no whole answer within 5 s" });
    expect(driven.counts("6h").bad).toBe(0);
    driven.readPast();
    for (const { windows } of driven.statuses) expect(windows.find(({ window }) => window === "6h")?.bad).toBe(12_000);
  });

  it("comes as rates where nobody has raw samples, and says so", () => {
    const driven = begun();
    const work = nextPast(driven.ledger);
    const [question] = work?.questions ?? [];
    if (work === undefined || question === undefined) throw new Error("nothing was wanted");
    expect(driven.ledger.planBackfill(instant(driven.nowMs))).toEqual([]);
    work.fail(question, { kind: "unsupported", message: "it has no remote read" });
    expect(nextPast(driven.ledger)).toBeUndefined();
    const queries = driven.ledger.planBackfill(instant(driven.nowMs));
    expect(queries.length).toBeGreaterThan(4);
    for (const query of queries) {
      if (query.kind !== "range") throw new Error("history is asked by range queries");
      const at = Array.from({ length: 300 }, (_, i) => query.from + i * query.step * 1000).filter(
        (ms) => ms <= query.to,
      );
      const answer = { labels: {}, timestamps: at, values: at.map(() => (query.promql.includes("5..") ? 0 : 3)) };
      driven.ledger.ingestBackfill(query, {
        kind: "series",
        series: query.promql.includes("unless") ? [] : [answer],
      });
    }
    const status = driven.status();
    expect(status.approximate).toBe(true);
    expect(status.note).toContain("it has no remote read");
  });
});
