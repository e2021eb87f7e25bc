import { beforeEach, describe, expect, it } from "vitest";
import type { TrackedFeed, TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { ChainReader } from "../../../../src/core/ledger/reading/chain-reader.ts";
import type { Joint } from "../../../../src/core/ledger/reading/heads.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import { counter, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, track } from "../track.ts";

const at = (steps: number): number => START_MS + steps * STEP_MS;

/** Samples of a series, so many steps after the start. */
const told = (labels: SampleSeries["labels"], ...samples: readonly (readonly [steps: number, value: number])[]) => ({
  labels,
  timestamps: samples.map(([steps]) => at(steps)),
  values: samples.map(([, value]) => value),
});
const good = (...samples: readonly (readonly [steps: number, value: number])[]) => told(requests("200"), ...samples);
const bad = (...samples: readonly (readonly [steps: number, value: number])[]) => told(requests("500"), ...samples);

/** Reads answers step by step, all of them answered. */
class Reading {
  chains = new ChainReader();
  readonly all: readonly TrackedObjective[];

  constructor(...objectives: readonly Objective[]) {
    this.all = (objectives.length === 0 ? [objective()] : objectives).map((one) => track(one));
    unpaused(this.chains.follow(this.feeds));
  }

  get feeds(): readonly TrackedFeed[] {
    return this.all.flatMap(({ feeds }) => feeds);
  }

  read(steps: number, series: readonly SampleSeries[], only?: TrackedFeed): number {
    const pauses = [...this.chains.read(at(steps), [{ series, only }])].length;
    for (const feed of this.feeds) if (only === undefined || feed === only) feed.cover(at(steps));
    return pauses;
  }

  /** Of one objective, as they are read in its one cell. */
  counts(i = 0): { readonly total: number; readonly counted: number } {
    return countsOf(cellOf(this.all[i] ?? expect.fail()));
  }

  /** How many chains go on. */
  get chainCount(): number {
    return [...unpaused(this.chains.keepChains())].length;
  }
}

let reading = new Reading();
beforeEach(() => {
  reading = new Reading();
  // A target that lives, with 100 events a step.
  reading.read(1, [good([1, 1000])]);
  reading.read(2, [good([2, 1100])]);
});

describe("the samples of a series", () => {
  it("are counted once each, by what they grew", () => {
    expect(reading.counts()).toEqual({ total: 100, counted: 0 });
    reading.read(3, [good([1, 1000], [2, 1100], [2.5, 1150], [3, 1207])]);
    reading.read(3, [good([2, 1100], [3, 9000])]);
    expect(reading.counts()).toEqual({ total: 207, counted: 0 });
  });

  it("count all that a counter shows after it fell", () => {
    reading.read(3, [good([3, 30])]);
    expect(reading.counts().total).toBe(130);
  });

  it("go on over a sample that is no number, which is told where it comes twice in a row", () => {
    const cell = cellOf(reading.all[0] ?? expect.fail());
    reading.read(3, [good([3, Number.NaN])]);
    expect(cell.invalid).toBeUndefined();
    reading.read(4, [good([4, Number.NaN])]);
    expect(cell.invalid).toEqual({ atMs: at(4), what: "http_requests_total is NaN, expected a number of events" });
    reading.read(5, [good([5, 1200])]);
    expect(reading.counts().total).toBe(200);
    reading.read(6, [good([6, -1])]);
    expect(cell.invalid).toMatchObject({ atMs: at(6), what: expect.stringContaining("is -1,") });
  });

  it("are refused where they are dated later than a few seconds after their Prometheus", () => {
    const cell = cellOf(reading.all[0] ?? expect.fail());
    reading.read(3, [good([2.5, 1150], [3.1, 1200])]);
    expect([reading.counts().total, cell.future]).toEqual([200, undefined]);
    reading.read(4, [good([4, 1300], [6, 1400], [7, 1500])]);
    expect([reading.counts().total, cell.future]).toEqual([300, { atMs: at(4), aheadMs: 3 * STEP_MS }]);
    // Of a new series, all of it.
    reading.read(5, [bad([9, 1])]);
    expect([cell.future?.aheadMs, reading.chainCount]).toEqual([4 * STEP_MS, 1]);
  });

  it("come no lower after an absence, in which another of the target began anew", () => {
    const cell = cellOf(reading.all[0] ?? expect.fail());
    reading.read(3, [good([3, 1200]), bad([3, 2])]);
    expect(reading.counts()).toEqual({ total: 202, counted: 2 });
    reading.read(6, [good([4, 10], [5, 20], [6, 30]), bad([6, 2])]);
    // The restart is seen as 10 and more; what the other shows was counted anew as well.
    expect(reading.counts()).toEqual({ total: 202 + 30 + 2, counted: 4 });
    expect(cell.spacingMs).toBeGreaterThan(0);
  });

  it("do not come back from nothing: a counter at zero has no events of before", () => {
    reading.read(3, [good([3, 1200]), bad([3, 0])]);
    reading.read(6, [good([4, 10], [5, 20], [6, 30]), bad([6, 1])]);
    expect(reading.counts()).toEqual({ total: 200 + 30 + 1, counted: 1 });
  });
});

describe("a series that is new", () => {
  it("counts from zero on a target that lives, from its first sample that is a number", () => {
    reading.read(3, [good([3, 1200]), bad([2, Number.NaN], [2.5, 4], [3, 6])]);
    expect(reading.counts()).toEqual({ total: 206, counted: 6 });
  });

  it("is told where it is no number at all, and is new again later", () => {
    const cell = cellOf(reading.all[0] ?? expect.fail());
    reading.read(3, [good([3, 1200]), bad([2.5, Number.NaN])]);
    expect([cell.invalid, reading.chainCount]).toEqual([undefined, 1]);
    reading.read(3, [bad([2.5, Number.NaN], [3, Number.NaN])]);
    expect(cell.invalid).toEqual({ atMs: at(3), what: "http_requests_total is NaN, expected a number of events" });
    reading.read(4, [good([4, 1300]), bad([3.5, Number.POSITIVE_INFINITY], [4, 3])]);
    expect(cell.invalid).toEqual({
      atMs: at(3.5),
      what: "http_requests_total is Infinity, expected a number of events",
    });
    expect(reading.counts().counted).toBe(3);
  });

  it("is judged after what is known of this step, in whichever order they stand", () => {
    reading.read(3, [bad([3, 5]), good([3, 1200])]);
    expect(reading.counts().counted).toBe(5);
  });

  it("sets a baseline with all that begins with it, where one counter of its target is too large to be new", () => {
    const cell = cellOf(reading.all[0] ?? expect.fail());
    const old = (code: string, steps: number, value: number) => told(requests(code, "old"), [steps, value]);
    reading.read(3, [good([3, 1200]), old("200", 3, 9_000_000), old("500", 3, 7)]);
    expect([reading.counts(), cell.refusedBirth]).toEqual([
      { total: 200, counted: 0 },
      { atMs: at(3), value: 9_000_000 },
    ]);
    reading.read(4, [good([4, 1300]), old("200", 4, 9_000_010), old("500", 4, 8)]);
    expect(reading.counts()).toEqual({ total: 311, counted: 1 });
  });

  it("is not said to be too large where it is only a baseline", () => {
    const cell = cellOf(reading.all[0] ?? expect.fail());
    // The metric's series ended before: the same counters under another label.
    reading.read(3, [told(requests("200", "a", { version: "2" }), [3, 700])]);
    expect([reading.counts().total, cell.refusedBirth]).toEqual([100, undefined]);
  });

  it("is one where it stands in two answers of a step", () => {
    const both = new Reading(objective(), objective({ slo: "other" }));
    both.read(1, [good([1, 1000])]);
    both.read(2, [good([2, 1100])]);
    const answers = [bad([3, 4]), bad([3, 4], [3.05, 6])].map((one) => ({ series: [one], only: undefined }));
    for (const _ of both.chains.read(at(3), [{ series: [good([3, 1200])], only: undefined }, ...answers]));
    expect([both.counts(0), both.counts(1), both.chainCount]).toEqual([
      { total: 206, counted: 6 },
      { total: 206, counted: 6 },
      2,
    ]);
  });

  it("has no chain where nobody counts it", () => {
    reading.read(3, [told({ ...requests("200"), job: "other" }, [3, 5])]);
    expect(reading.chainCount).toBe(1);
  });

  it("is a baseline for all where it is one for any", () => {
    const two = new Reading(objective(), objective({ slo: "late" }));
    two.read(1, [good([1, 1000])]);
    two.read(2, [good([2, 1100])]);
    for (const feed of two.all[1]?.feeds ?? []) feed.reopen(at(2));
    two.read(3, [good([3, 1200]), bad([3, 5])]);
    expect(two.counts(0).counted).toBe(0);
  });
});

describe("the beginning of a chain", () => {
  const headsOf = ({ chains }: Reading) => [...unpaused(chains.keepChains())].map(({ head }) => head);

  it("is kept while history is awaited, with what was counted of it", () => {
    const awaiting = new Reading();
    for (const one of awaiting.all) one.awaitsPast = true;
    awaiting.read(1, [good([1, 1000])]);
    awaiting.read(2, [good([2, 1100]), bad([2, 5])]);
    const old = told(requests("200", "old"), [3, 9_000_000]);
    awaiting.read(3, [good([3, 1200]), bad([3, 5]), old, told(requests("500", "old"), [3, 7])]);
    expect(headsOf(awaiting)).toEqual([
      { labels: requests("200"), atMs: at(1), value: 1000, counted: 0 },
      { labels: requests("500"), atMs: at(2), value: 5, counted: 5 },
      { labels: requests("200", "old"), atMs: at(3), value: 9_000_000, counted: 0 },
      { labels: requests("500", "old"), atMs: at(3), value: 7, counted: 0 },
    ]);
    const joint: Joint = {
      objectives: new Set(awaiting.all),
      oldestMs: 0,
      hasReset: () => false,
      see: () => {},
      verdict: () => "baseline",
    };
    unpaused(awaiting.chains.join([{ labels: requests("200"), atMs: START_MS, value: 940 }], joint));
    expect(awaiting.counts().total).toBe(60 + 200 + 5);
    expect(headsOf(awaiting)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("is not kept where no history is awaited, and goes with its chain", () => {
    expect(headsOf(reading)).toEqual([undefined]);
    const awaiting = new Reading();
    for (const one of awaiting.all) one.awaitsPast = true;
    awaiting.read(1, [good([1, 1000])]);
    const kept = [...unpaused(awaiting.chains.keepChains())];
    unpaused(awaiting.chains.sweep(at(1)));
    expect(headsOf(awaiting)).toEqual([kept[0]?.head]);
    awaiting.read(2, [good([2, 1000])]);
    unpaused(awaiting.chains.sweep(at(2)));
    expect(headsOf(awaiting)).toEqual([undefined]);
    awaiting.chains.loadChain({ ...(kept[0] ?? expect.fail()), key: "other" }, []);
    awaiting.chains.forgetChains();
    awaiting.read(3, [good([3, 1000])]);
    expect(headsOf(awaiting)).toEqual([expect.objectContaining({ atMs: at(3) })]);
  });
});

describe("chains", () => {
  it("go on in another reader, with their targets and their beginnings", () => {
    const awaiting = new Reading();
    for (const one of awaiting.all) one.awaitsPast = true;
    awaiting.read(1, [good([1, 1000])]);
    awaiting.read(2, [good([2, 1100]), bad([2, 5])]);
    for (const one of awaiting.all) one.awaitsPast = false;
    awaiting.read(3, [good([3, 1200]), told(requests("404"), [3, 1])]);
    const next = new ChainReader();
    const families = next.loadFamilies([...awaiting.chains.keepFamilies()]);
    for (const chain of unpaused(awaiting.chains.keepChains())) next.loadChain(chain, families);
    expect(families).toHaveLength(2);
    expect([...next.keepFamilies()]).toEqual([...awaiting.chains.keepFamilies()]);
    expect([...unpaused(next.keepChains())]).toEqual([...unpaused(awaiting.chains.keepChains())]);
    expect([...unpaused(next.keepChains())].map(({ head }) => head?.value)).toEqual([1000, 5, undefined]);
  });

  it("are forgotten with what has no sample since a time, and what comes back is new", () => {
    unpaused(reading.chains.sweep(at(2)));
    expect(reading.chainCount).toBe(1);
    unpaused(reading.chains.sweep(at(2) + 1));
    expect(reading.chainCount).toBe(0);
  });

  it("end where they lead to feeds alone that were not read in an unbroken row", () => {
    const two = new Reading(objective(), objective({ slo: "other" }));
    two.read(1, [good([1, 1000]), told(requests("404"), [1, 1])]);
    const [first, second] = [new Set(two.all[0]?.feeds), new Set(two.feeds)];
    two.chains.breakOff(first);
    expect(two.chainCount).toBe(2);
    two.chains.breakOff(second);
    expect(two.chainCount).toBe(0);
  });

  it("stay where they lead nowhere", () => {
    reading.chains.loadChain(
      {
        key: "x",
        lastMs: 1,
        lastValue: 1,
        oddMs: 0,
        target: undefined,
        metric: undefined,
        routes: [],
        head: undefined,
      },
      [],
    );
    reading.chains.breakOff(new Set());
    expect(reading.chainCount).toBe(2);
  });

  it("begin anew with another clock", () => {
    reading.chains.forgetChains();
    expect(reading.chainCount).toBe(0);
    reading.read(3, [good([1, 1200]), bad([1, 7])]);
    expect(reading.counts()).toEqual({ total: 100, counted: 0 });
  });

  it("go on for others when others are followed, and for the same cells of new routes", () => {
    const next = track(objective({ slo: "next" }));
    unpaused(reading.chains.follow([...reading.feeds, ...next.feeds]));
    reading.read(3, [good([3, 1200])]);
    expect([reading.counts().total, countsOf(cellOf(next)).total]).toEqual([200, 100]);
    unpaused(reading.chains.follow(next.feeds));
    reading.read(4, [good([4, 1300])]);
    expect([reading.counts().total, countsOf(cellOf(next)).total]).toEqual([200, 200]);
  });

  it("lead to the cells that there are now, once cells were given back", () => {
    const grouped = new Reading(objective({ by: ["pod"] }));
    grouped.read(1, [good([1, 1000])]);
    const [tracked] = grouped.all;
    const before = cellOf(tracked ?? expect.fail());
    tracked?.sweep(at(1) + 40 * 86_400_000);
    grouped.chains.forgetRoutes();
    grouped.read(2, [good([2, 1100])]);
    const after = cellOf(tracked ?? expect.fail());
    expect([after === before, countsOf(after).total]).toEqual([false, 100]);
  });
});

describe("a feed that only Prometheus can match", () => {
  const alone = objective({
    slo: "alone",
    indicator: {
      kind: "events",
      total: [counter("http_requests_total", {}, { code: "(5{999}){999}" })],
      counted: { as: "bad", selectors: [counter("http_requests_total", { code: "500" })] },
    },
  });

  it("counts what stands in its own answer, beside those that match it", () => {
    const two = new Reading(objective(), alone);
    const [, own] = two.all;
    const only = own?.feeds.find(({ alone: isAlone }) => isAlone);
    for (const [steps, value] of [
      [1, 1000],
      [2, 1100],
      [3, 1250],
    ] as const) {
      two.read(steps, [good([steps, value])]);
      two.read(steps, [good([steps, value])], only);
    }
    expect([two.counts(0).total, two.counts(1).total]).toEqual([250, 250]);
    // Who is known to read a series counts it in whichever answer it stands.
    two.read(4, [good([4, 1300])], only);
    expect([two.counts(0).total, two.counts(1).total]).toEqual([300, 300]);
    two.read(5, [good([5, 1400])]);
    expect([two.counts(0).total, two.counts(1).total]).toEqual([400, 400]);
  });
});

describe("many series", () => {
  it("are read in pieces of 20, and so are those that are new", () => {
    const series = (steps: number, count: number) =>
      Array.from({ length: count }, (_, i) => told(requests("200", `pod-${i}`), [steps, 1000 + steps]));
    const many = new Reading();
    // Once they are looked at, once they are judged, and once they are counted.
    expect(many.read(1, series(1, 40))).toBe(2 + 2 + 2);
    expect(many.read(2, series(2, 40))).toBe(2);
    expect(many.counts().total).toBe(40);
    expect([new Reading().read(1, series(1, 19)), new Reading().read(1, series(1, 20))]).toEqual([0, 3]);
  });
});
