import { describe, expect, it } from "vitest";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { joinLive } from "../../../../src/core/ledger/past/join-live.ts";
import { Past, type PastWork } from "../../../../src/core/ledger/past/past.ts";
import { SeriesDigester } from "../../../../src/core/ledger/past/series-digester.ts";
import { SpanReading } from "../../../../src/core/ledger/past/span-reading.ts";
import { ChainReader } from "../../../../src/core/ledger/reading/chain-reader.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, track } from "../track.ts";

const HOUR_MS = 3_600_000;
const AT = instant(START_MS);
const both = { total: true, counted: true };
const hours = (from: number, to: number) => ({ fromMs: START_MS + from * HOUR_MS, toMs: START_MS + to * HOUR_MS });
const condition = { kind: "condition", when: "up == 0", reason: undefined } as const;
const timeout = { kind: "failed", reason: "timeout", message: "too slow" } as const;

const next = (past: Past): PastWork | undefined => unpaused(past.nextRaw(function* () {}));
const wanted = (past: Past) =>
  unpaused(past.keepHoles()).map(({ tracked, fromMs, toMs, channels }) => [
    tracked.objective.slo,
    (fromMs - START_MS) / HOUR_MS,
    (toMs - START_MS) / HOUR_MS,
    channels,
  ]);
function wanting(of: Objective = objective(), readsRaw = true, channels = both) {
  const past = new Past(STEP_MS, readsRaw);
  const tracked = track(of);
  past.add(tracked, hours(-2, 0), channels, START_MS);
  return { past, tracked };
}
const state = ({ awaitsPast, pastAsRates, whyRates }: TrackedObjective) => [awaitsPast, pastAsRates, whyRates];

describe("history that is wanted", () => {
  it("is read from raw samples where there are such, and as rates else", () => {
    const raw = wanting();
    expect([state(raw.tracked), raw.past.wantsRaw, raw.past.planRanges()]).toEqual([
      [true, false, undefined],
      true,
      [],
    ]);
    for (const { past, tracked } of [
      wanting(objective(), false),
      wanting(objective({ indicator: indicators.native })),
    ]) {
      expect([state(tracked), past.wantsRaw]).toEqual([[false, true, undefined], false]);
      expect(past.planRanges().length).toBeGreaterThan(0);
    }
  });

  it("is that of the feeds alone that fill the counts which lack it", () => {
    for (const [channels, role] of [
      [{ total: true, counted: false }, "total"],
      [{ total: false, counted: true }, "bad"],
    ] as const) {
      const { past } = wanting(objective(), true, channels);
      expect(wanted(past)).toEqual([["availability", -2, 0, channels]]);
      expect(next(past)?.questions.flatMap(({ group }) => group.feeds.map(({ feed }) => feed.role))).toEqual([role]);
    }
  });

  it("is wanted until it is counted, also while it is read", () => {
    const { past } = wanting();
    past.add(track(objective({ slo: "old" })), hours(-20, -10), both, START_MS);
    const work = next(past);
    expect([work?.left, wanted(past).map(([slo]) => slo)]).toEqual([1, ["availability", "old"]]);
    for (const _ of work?.count(AT) ?? []);
    expect(wanted(past)).toEqual([["old", -20, -10, both]]);
    next(past);
    expect([next(past), past.wantsRaw]).toEqual([undefined, false]);
  });

  it("is not counted before it is known what of it does not count", () => {
    const { past, tracked } = wanting(objective({ exclusions: [condition] }));
    expect([past.wantsRaw, tracked.awaitsPast, wanted(past)]).toEqual([false, true, [["availability", -2, 0, both]]]);
    const [query, ...more] = past.planRanges();
    expect([query?.promql, more]).toEqual(["group(up == 0)", []]);
    if (query !== undefined)
      past.ingestRange({ kind: "instant", promql: query.promql, at: AT }, timeout, new ObjectiveFaults());
    expect(past.planRanges()).toHaveLength(1);
    if (query !== undefined) past.ingestRange(query, { kind: "series", series: [] }, new ObjectiveFaults());
    expect([past.wantsRaw, past.planRanges(), wanted(past)]).toEqual([true, [], [["availability", -2, 0, both]]]);
  });

  it("is forgotten for those that are followed no more, in each way that it was wanted", () => {
    const past = new Past(STEP_MS, true);
    const [raw, unjudged, rates, kept] = [
      track(objective({ slo: "raw" })),
      track(objective({ slo: "unjudged", exclusions: [condition] })),
      track(objective({ slo: "rates", indicator: indicators.native })),
      track(objective({ slo: "kept", exclusions: [condition] })),
    ];
    for (const one of [raw, unjudged, rates, kept]) past.add(one, hours(-2, -1), both, START_MS);
    expect(new Set(wanted(past).map(([slo]) => slo)).size).toBe(4);
    unpaused(past.retain(new Set([kept])));
    expect([wanted(past), past.wantsRaw]).toEqual([[["kept", -2, -1, both]], false]);
    expect(past.planRanges()).toHaveLength(1);
  });
});

describe("a span that cannot be read", () => {
  it("is planned again where that failed, and comes as rates after three times", () => {
    const { past, tracked } = wanting();
    for (let tries = 0; tries < 3; tries++) {
      expect([past.wantsRaw, state(tracked)]).toEqual([true, [true, false, undefined]]);
      const work = next(past);
      const [question] = work?.questions ?? [];
      if (question !== undefined) work?.fail(question, timeout);
    }
    expect([past.wantsRaw, state(tracked)]).toEqual([false, [false, true, "too slow"]]);
    expect(past.planRanges().length).toBeGreaterThan(0);
    // Others may still be read.
    past.add(track(objective({ slo: "other" })), hours(-2, 0), both, START_MS);
    expect(past.wantsRaw).toBe(true);
  });

  it("comes as rates where nobody has raw samples, from then on, and says why", () => {
    const { past, tracked } = wanting(objective(), true, { total: false, counted: true });
    const other = track(objective({ slo: "other" }));
    past.add(other, hours(-20, -10), both, START_MS);
    const work = next(past);
    const [question] = work?.questions ?? [];
    if (question !== undefined) work?.fail(question, { kind: "unsupported", message: "no remote read" });
    const later = track(objective({ slo: "later" }));
    past.add(later, hours(-2, 0), both, START_MS);
    for (const one of [tracked, other, later]) expect(state(one)).toEqual([false, true, "no remote read"]);
    expect(
      unpaused(past.keepHoles())
        .filter(({ tracked: of }) => of === tracked)
        .map(({ channels }) => channels),
    ).toEqual([{ total: false, counted: true }]);
    expect([past.wantsRaw, next(past)]).toEqual([false, undefined]);
    expect(new Set(wanted(past).map(([slo]) => slo))).toEqual(new Set(["availability", "other", "later"]));
  });
});

describe("the live part", () => {
  const labels = requests("500");
  /** A chain that begins with 50 bad events after the start, and ten minutes of history that saw 40 of its target. */
  function joined(awaitsPast: boolean, liveFromMs: number = START_MS, chain = labels, value = 50): TrackedObjective {
    const tracked = track();
    tracked.awaitsPast = true;
    const chains = new ChainReader();
    unpaused(chains.follow(tracked.feeds));
    const series = [{ labels: chain, timestamps: [START_MS + 10_000], values: [value] }];
    unpaused(chains.read(START_MS + STEP_MS, [{ series, only: undefined }]));
    tracked.awaitsPast = awaitsPast;
    for (const feed of tracked.feeds) feed.reopen(liveFromMs);
    const selector = { metric: "http_requests_total", matchers: [] };
    const span = { ...hours(-2, 0), stepMs: STEP_MS };
    const reading = unpaused(SpanReading.open(span, [{ selector, feeds: tracked.feeds, only: undefined }]));
    const [question] = reading.questions;
    const digester = new SeriesDigester(question?.query.plan ?? expect.fail());
    digester.add([START_MS - 600_000, START_MS - 15_000], [40, 40]);
    const digest = digester.take(labels);
    question?.take(digest === undefined ? [] : [digest]);
    unpaused(joinLive(chains, reading, unpaused(reading.commit()), 0));
    return tracked;
  }

  it("is joined to the history that ends where it begins, once", () => {
    const tracked = joined(true);
    expect([countsOf(cellOf(tracked)), tracked.awaitsPast]).toEqual([{ total: 10, counted: 10 }, false]);
  });

  it("has series that history does not know, and that count where it finds that they can be new", () => {
    const ofOther = requests("500", "b");
    expect(countsOf(cellOf(joined(true, START_MS, ofOther)))).toEqual({ total: 50, counted: 50 });
    expect(countsOf(cellOf(joined(true, START_MS, ofOther, 5000))).counted).toBe(0);
    // Its target was there before, and it was not.
    expect(countsOf(cellOf(joined(true, START_MS, requests("503")))).counted).toBe(0);
  });

  it("is not joined where no history is awaited, or where another span ends there", () => {
    expect(countsOf(cellOf(joined(false))).counted).toBe(0);
    const elsewhere = joined(true, START_MS + 5000);
    expect([countsOf(cellOf(elsewhere)).counted, elsewhere.awaitsPast]).toEqual([0, true]);
  });
});
