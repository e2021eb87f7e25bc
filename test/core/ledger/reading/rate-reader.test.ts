import { describe, expect, it } from "vitest";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { TrackedFeed, TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { badAmong, countRates } from "../../../../src/core/ledger/reading/rate-reader.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

type Role = TrackedFeed["feed"]["role"];
type Values = readonly (readonly [labels: SampleSeries["labels"], value: number])[];
const at = (steps: number): number => START_MS + steps * STEP_MS;
const promql = objective({ indicator: indicators.promql });
const native = objective({ indicator: indicators.native });
const all = (value: number): Values => [[{}, value]];
const newest = (steps: number): Values => all(at(steps) / 1000);

/** Counts what expressions say at some step; roles that are left out have failed. What is missing is no fault. */
function tell(tracked: TrackedObjective, steps: number, said: Partial<Record<Role, Values>>): void {
  const faults = new ObjectiveFaults();
  tellWith(faults, tracked, steps, said);
  expect([...faults.errors]).toEqual([]);
}

function tellWith(
  faults: ObjectiveFaults,
  tracked: TrackedObjective,
  steps: number,
  said: Partial<Record<Role, Values>>,
): void {
  const answers = Object.entries(said).map(([role, values]) => ({
    feeds: tracked.feeds.filter(({ feed }) => feed.role === role),
    series: values.map(([labels, value]) => ({ labels, timestamps: [at(steps)], values: [value] })),
  }));
  countRates(at(steps), answers, faults);
}

/** So many events a second, of which so many are bad; the newest sample is of this very step. */
const rates = (steps: number, total: number, bad: number) => ({
  "total rate": all(total),
  "bad rate": all(bad),
  "newest sample": newest(steps),
});
const read = (of: Objective = promql): TrackedObjective => track(of);
const counts = (tracked: TrackedObjective) => countsOf(cellOf(tracked));

describe("events that are counted from rates", () => {
  it("are the rate times the time since the newest sample before, and that time is observed", () => {
    const tracked = read();
    tell(tracked, 1, rates(1, 10, 2));
    tell(tracked, 3, rates(3, 20, 1));
    expect(counts(tracked)).toEqual({ total: 10 * 30 + 20 * 60, counted: 2 * 30 + 60 });
    const cell = cellOf(tracked);
    expect(cell.place.bank.since(cell.place.index, START_MS).observedMs).toBe(3 * STEP_MS);
    expect([cell.newestMs, cell.observedToMs, cell.spacingMs]).toEqual([at(3), at(3), 2 * STEP_MS]);
  });

  it("are none where the newest sample is no newer than the one before: a rate repeats what was", () => {
    const tracked = read();
    tell(tracked, 1, rates(1, 10, 2));
    tell(tracked, 2, { ...rates(1, 10, 2) });
    expect(counts(tracked).total).toBe(300);
    expect(cellOf(tracked).spacingMs).toBe(0);
  });

  it("are those of five minutes at most, as far as the rate reaches back", () => {
    const tracked = read();
    tell(tracked, 20, rates(20, 10, 2));
    expect(counts(tracked).total).toBe(10 * 300);
    const cell = cellOf(tracked);
    expect(cell.place.bank.since(cell.place.index, START_MS).observedMs).toBe(300_000);
  });

  it("begin with the live part of the feed that begins last", () => {
    const tracked = read();
    feedOf(tracked, "bad rate").reopen(at(2));
    tell(tracked, 3, rates(3, 10, 2));
    expect(counts(tracked)).toEqual({ total: 300, counted: 60 });
    const early = read();
    for (const feed of early.feeds) feed.reopen(at(3));
    tell(early, 3, rates(3, 10, 2));
    expect([counts(early).total, cellOf(early).observedToMs]).toEqual([0, undefined]);
  });

  it.each(["total rate", "bad rate", "newest sample"] as const)(
    "wait for the next step where one failed: %s",
    (role) => {
      const tracked = read();
      const { [role]: _, ...others } = rates(1, 10, 2);
      tell(tracked, 1, others);
      expect([counts(tracked), cellOf(tracked).newestMs]).toEqual([{ total: 0, counted: 0 }, undefined]);
      tell(tracked, 2, rates(2, 10, 2));
      expect(counts(tracked)).toEqual({ total: 600, counted: 120 });
    },
  );

  it("are none where a group has no rate, and all good where an author's query has no bad ones", () => {
    const tracked = read();
    tell(tracked, 1, { ...rates(1, 10, 2), "total rate": [] });
    expect([counts(tracked).total, cellOf(tracked).newestMs]).toEqual([0, undefined]);
    tell(tracked, 2, { ...rates(2, 10, 2), "bad rate": [] });
    expect(counts(tracked)).toEqual({ total: 600, counted: 0 });
  });

  it("are none where a histogram tells no bad rate beside the other: that is broken data", () => {
    const tracked = read(native);
    tell(tracked, 1, { ...rates(1, 10, 2), "bad rate": [] });
    expect([counts(tracked).total, cellOf(tracked).newestMs]).toEqual([0, at(1)]);
    tell(tracked, 2, { ...rates(2, 10, 2), "total rate": [] });
    expect([counts(tracked).total, cellOf(tracked).newestMs]).toEqual([0, at(2)]);
    // Nor is it a rate that is no number.
    expect(cellOf(tracked).invalid).toBeUndefined();
  });

  it.each([
    { total: Number.NaN, bad: 1, what: "NaN" },
    { total: 10, bad: -1, what: "-1" },
    { total: 10, bad: Number.POSITIVE_INFINITY, what: "Infinity" },
  ])("are none where a rate is no number of events, which is told: $what", ({ total, bad, what }) => {
    const tracked = read();
    tell(tracked, 1, rates(1, total, bad));
    expect(counts(tracked)).toEqual({ total: 0, counted: 0 });
    expect(cellOf(tracked).invalid).toEqual({
      atMs: at(1),
      what: `a rate is ${what}, expected a number of events`,
    });
  });

  it("are none of time that is excluded, as far as the rate reaches back, which is observed all the same", () => {
    const span = { kind: "span", from: instant(at(8)), to: instant(at(9)), reason: undefined } as const;
    const tracked = read({ ...promql, exclusions: [span] });
    tell(tracked, 7, rates(7, 10, 2));
    tell(tracked, 18, rates(18, 10, 2));
    const before = counts(tracked).total;
    tell(tracked, 19, rates(19, 10, 2));
    expect([before, counts(tracked).total]).toEqual([7 * 300, 8 * 300]);
    expect(cellOf(tracked).observedToMs).toBe(at(19));
  });

  it("are summed where several series are of one cell", () => {
    const tracked = read();
    const two: Values = [
      [{ pod: "a" }, 4],
      [{ pod: "b" }, 6],
    ];
    tell(tracked, 1, { ...rates(1, 0, 1), "total rate": two });
    expect(counts(tracked)).toEqual({ total: 300, counted: 30 });
  });

  it("are counted for each group, as of the one newest sample that an author's query has for all", () => {
    const tracked = read({ ...promql, by: ["pod"] });
    const both = (a: number, b: number): Values => [
      [{ pod: "a" }, a],
      [{ pod: "b" }, b],
    ];
    tell(tracked, 1, { "total rate": both(1, 2), "bad rate": both(0, 1), "newest sample": newest(1) });
    tell(tracked, 2, { "total rate": [[{ pod: "a" }, 1]], "bad rate": both(0, 1), "newest sample": newest(2) });
    const cells = [...tracked.cells];
    expect(cells.map((cell) => [cell.by["pod"], countsOf(cell).total, cell.newestMs])).toEqual([
      ["a", 60, at(2)],
      ["b", 60, at(1)],
    ]);
  });

  it("are counted for each group as of its own newest sample where Prometheus tells it", () => {
    const tracked = read({ ...native, by: ["pod"] });
    const both = (a: number, b: number): Values => [
      [{ pod: "a" }, a],
      [{ pod: "b" }, b],
    ];
    tell(tracked, 2, {
      "total rate": both(1, 1),
      "bad rate": both(0, 0),
      "newest sample": both(at(2) / 1000, at(1) / 1000),
    });
    expect([...tracked.cells].map((cell) => countsOf(cell).total)).toEqual([60, 30]);
    tell(tracked, 3, {
      "total rate": both(1, 1),
      "bad rate": both(0, 0),
      "newest sample": [[{ pod: "a" }, at(3) / 1000]],
    });
    expect([...tracked.cells].map((cell) => countsOf(cell).total)).toEqual([90, 30]);
  });

  it("have no place where a group is too much to be followed", () => {
    const tracked = read({ ...promql, by: ["pod"] });
    const long: Values = [[{ pod: "x".repeat(2000) }, 1]];
    tell(tracked, 1, { "total rate": long, "bad rate": long, "newest sample": newest(1), latency: long });
    expect([...tracked.cells]).toEqual([]);
  });
});

describe("the newest sample of what rates are made of", () => {
  it("is refused where it is dated more than five seconds after its Prometheus, and is as of now before that", () => {
    const tracked = read();
    tell(tracked, 1, { ...rates(1, 10, 2), "newest sample": all((at(1) + 5000) / 1000) });
    expect([counts(tracked).total, cellOf(tracked).newestMs, cellOf(tracked).future]).toEqual([300, at(1), undefined]);
    tell(tracked, 2, { ...rates(2, 10, 2), "newest sample": all((at(2) + 5001) / 1000) });
    expect([counts(tracked).total, cellOf(tracked).future]).toEqual([300, { atMs: at(2), aheadMs: 5001 }]);
  });

  it("is none where it is no time", () => {
    const tracked = read();
    tell(tracked, 1, { ...rates(1, 10, 2), "newest sample": all(Number.NaN) });
    expect([counts(tracked).total, cellOf(tracked).newestMs]).toEqual([0, undefined]);
    tell(tracked, 1, { ...rates(1, 10, 2), "newest sample": [] });
    expect(cellOf(tracked).newestMs).toBeUndefined();
  });
});

describe("percentiles that Prometheus computes", () => {
  const quantiles = (...values: readonly number[]): Values => values.map((value, i) => [{ __part__: `${i}` }, value]);

  it("are those of each part of the answer, as of its time, and none where a part is no number", () => {
    const tracked = read(native);
    tell(tracked, 1, { latency: quantiles(0.1, Number.NaN, 0.9) });
    expect(cellOf(tracked).quantiles).toEqual({ atMs: at(1), values: [0.1, undefined, 0.9] });
    tell(tracked, 2, { latency: quantiles(0.2) });
    expect(cellOf(tracked).quantiles).toEqual({ atMs: at(2), values: [0.2, undefined, undefined] });
    tell(tracked, 3, { latency: [] });
    expect(cellOf(tracked).quantiles?.atMs).toBe(at(2));
  });
});

describe("a rate that cannot be counted", () => {
  it("is the fault of its objective alone", () => {
    const [sick, well] = [read({ ...promql, slo: "sick" }), read({ ...promql, slo: "well" })];
    cellOf(sick).addEvents = (): never => {
      throw new Error("planted");
    };
    const faults = new ObjectiveFaults();
    for (const tracked of [sick, well]) tellWith(faults, tracked, 1, rates(1, 10, 2));
    expect([[...faults.errors.keys()], counts(well).total]).toEqual([["checkout/sick"], 300]);
  });

  it("is nothing to what is no expression", () => {
    const tracked = track();
    countRates(at(1), [{ feeds: tracked.feeds, series: [] }], new ObjectiveFaults());
    expect(counts(tracked)).toEqual({ total: 0, counted: 0 });
  });

  it("has no bad events where it has none at all, whatever a quotient makes of that", () => {
    expect([badAmong(0, Number.NaN), badAmong(0, -1), badAmong(0, 3)]).toEqual([0, 0, 3]);
    expect([badAmong(2, 1), badAmong(2, Number.NaN)]).toEqual([1, Number.NaN]);
  });
});
