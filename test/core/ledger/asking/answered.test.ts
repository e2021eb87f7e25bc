import { describe, expect, it } from "vitest";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { type Answered, tellExclusions, toReadings } from "../../../../src/core/ledger/asking/answered.ts";
import type { Asked } from "../../../../src/core/ledger/asking/asked.ts";
import type { TrackedFeed } from "../../../../src/core/ledger/following/tracked-objective.ts";
import type { LedgerAnswer } from "../../../../src/core/ledger/ports.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { feedOf, track } from "../track.ts";

const failed = { kind: "failed", reason: "timeout", message: "too slow" } as const;
const sampleOf = (labels: Readonly<Record<string, string>>, atMs = START_MS) => ({
  labels,
  timestamps: [atMs],
  values: [1],
});

function asked(
  feeds: readonly TrackedFeed[],
  answer: LedgerAnswer,
  more: Partial<Asked> = {},
  atMs = START_MS,
): Answered {
  const query = { kind: "instant", promql: "x_total[2m]", at: instant(atMs) } as const;
  return { item: { query, feeds, only: undefined, kind: "samples", source: {}, ...more }, answer };
}

describe("what is read of the answers of one time", () => {
  it("is samples and rates, each for their feeds, which are covered then", () => {
    const [of, only] = [track(), track(objective({ indicator: indicators.promql }))];
    const [total] = of.feeds;
    const [a, b] = [sampleOf(requests("200")), sampleOf({})];
    const samples = asked([feedOf(of, "total")], { kind: "series", series: [a] }, { only: total });
    const rates = asked(only.feeds, { kind: "series", series: [b] }, { kind: "rates" });
    const readings = unpaused(toReadings([samples, rates], new Set()));
    expect(readings.samples.map(({ series, only: feed }) => [series, feed])).toEqual([[[a], total]]);
    expect(readings.rates.map(({ series, feeds }) => [series, feeds])).toEqual([[[b], only.feeds]]);
    expect(readings.covered).toEqual([feedOf(of, "total"), ...only.feeds]);
  });

  it("is nothing of a source of which a piece failed, now or before, and each feed hears of it", () => {
    const [sick, before, well] = [track(), track(), track()];
    const series = { kind: "series", series: [], remarks: ["no counter?"] } as const;
    const [source, failedBefore] = [{}, {}];
    const failures = new Set<object>([failedBefore]);
    const step = [
      asked(sick.feeds, failed, { source }),
      asked(sick.feeds, series, { source }),
      asked(before.feeds, series, { source: failedBefore }),
      asked(well.feeds, series),
    ];
    const { covered } = unpaused(toReadings(step, failures));
    expect(covered).toEqual(well.feeds);
    expect(failures).toEqual(new Set([failedBefore, source]));
    expect(sick.feeds.map(({ failure }) => failure)).toEqual([failed, failed]);
    expect(well.feeds.map(({ remark, failure }) => [remark, failure])).toEqual([
      ["no counter?", undefined],
      ["no counter?", undefined],
    ]);
  });

  it("counts samples of replicas once, and leaves rates as they are", () => {
    const { feeds } = track();
    const series = ["a", "b"].map((replica) => sampleOf(requests("200", "a", { replica })));
    const answer = { kind: "series", series } as const;
    const step = [asked(feeds, answer), asked(feeds, answer, { kind: "rates" })];
    const { samples, rates } = unpaused(toReadings(step, new Set()));
    expect(samples[0]?.series).toEqual([sampleOf(requests("200"))]);
    expect(rates[0]?.series).toBe(series);
  });
});

describe("what conditions of exclusions said", () => {
  const when = (condition: string) => ({ kind: "condition", when: condition, reason: undefined }) as const;
  const excluding = () => track(objective({ exclusions: [when("maintenance == 1")] }));
  const holds = { kind: "series", series: [sampleOf({})] } as const;
  const doesNot = { kind: "series", series: [] } as const;
  const at = (steps: number): number => START_MS + steps * STEP_MS;

  it("is told of the time since the look before", () => {
    const tracked = excluding();
    const feed = feedOf(tracked, "excluded");
    tellExclusions([asked([feed], holds, {}, at(1))]);
    expect(tracked.excluded.lengthWithin(START_MS - 1000, at(9))).toBe(STEP_MS);
    expect(tracked.excluded.toldToMs).toBe(at(1));
    tellExclusions([asked([feed], doesNot, {}, at(2))]);
    tellExclusions([asked([feed], holds, {}, at(3))]);
    expect(tracked.excluded.lengthWithin(START_MS, at(9))).toBe(2 * STEP_MS);
    expect([tracked.excluded.touches(at(1), at(2)), tracked.excluded.touches(at(2), at(3))]).toEqual([false, true]);
  });

  it("begins where the feed was read up to, where that is later", () => {
    const tracked = excluding();
    const feed = feedOf(tracked, "excluded");
    tellExclusions([asked([feed], doesNot, {}, at(1))]);
    feed.reopen(at(4));
    tellExclusions([asked([feed], holds, {}, at(5))]);
    expect(tracked.excluded.lengthWithin(START_MS, at(9))).toBe(STEP_MS);
  });

  it("is taken oldest look first, in whichever order the answers stand", () => {
    const tracked = excluding();
    const feed = feedOf(tracked, "excluded");
    tellExclusions([asked([feed], holds, {}, at(2)), asked([feed], doesNot, {}, at(1))]);
    expect(tracked.excluded.lengthWithin(START_MS, at(9))).toBe(STEP_MS);
    expect(tracked.excluded.touches(START_MS, at(1))).toBe(false);
  });

  it("stays unknown where it was not answered, and no other feed tells of it", () => {
    const tracked = excluding();
    tellExclusions([asked([feedOf(tracked, "excluded")], failed, {}, at(1))]);
    tellExclusions([asked([feedOf(tracked, "total")], holds, {}, at(1))]);
    expect([tracked.excluded.toldToMs, tracked.excluded.lengthWithin(START_MS, at(9))]).toEqual([undefined, 0]);
  });
});
