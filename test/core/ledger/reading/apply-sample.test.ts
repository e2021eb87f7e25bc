import { describe, expect, it } from "vitest";
import { addIncrease, applySample, channelsOf } from "../../../../src/core/ledger/reading/apply-sample.ts";
import { isCounter, type SeriesRoute } from "../../../../src/core/ledger/reading/series-table.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import type { TrackedFeed } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

function routeOf(role: TrackedFeed["feed"]["role"], of: Objective = objective(), bound?: number): SeriesRoute {
  const tracked = track(of);
  return { feed: feedOf(tracked, role), cell: cellOf(tracked), bound };
}
/** A sample some steps after the start beside the one a step before it. */
const sample = (increase: number, steps = 2, previous = 0) => ({
  previousMs: START_MS + (steps - 1) * STEP_MS,
  atMs: START_MS + steps * STEP_MS,
  previous,
  value: previous + increase,
  increase,
});
const span = (fromSteps: number, toSteps: number) =>
  ({
    kind: "span",
    from: instant(START_MS + fromSteps * STEP_MS),
    to: instant(START_MS + toSteps * STEP_MS),
    reason: undefined,
  }) as const;

describe("a sample of a counter", () => {
  it.each([
    { role: "total", of: indicators.bad, counts: { total: 7, counted: 0 } },
    { role: "bad", of: indicators.bad, counts: { total: 0, counted: 7 } },
    { role: "good", of: indicators.good, counts: { total: 0, counted: 7 } },
  ] as const)("adds its increase to what it tells of: $role", ({ role, of, counts }) => {
    const route = routeOf(role, objective({ indicator: of }));
    applySample(route, sample(7));
    expect([countsOf(route.cell), isCounter(route)]).toEqual([counts, true]);
  });

  it("adds nothing where it did not grow, and is seen all the same", () => {
    const route = routeOf("total");
    applySample(route, sample(0));
    applySample(route, sample(-5, 3));
    expect(countsOf(route.cell)).toEqual({ total: 0, counted: 0 });
    expect([route.cell.newestMs, route.cell.spacingMs]).toEqual([START_MS + 3 * STEP_MS, STEP_MS]);
    const bad = routeOf("bad");
    applySample(bad, sample(-5));
    // Bad events alone do not prove that anything was observed.
    expect([countsOf(bad.cell), bad.cell.newestMs]).toEqual([{ total: 0, counted: 0 }, undefined]);
  });

  it.each(["total", "bad"] as const)("adds nothing of a stretch that an exclusion touches: %s", (role) => {
    const excluding = routeOf(role, objective({ exclusions: [span(1.5, 1.6)] }));
    applySample(excluding, sample(7, 2));
    expect(countsOf(excluding.cell)).toEqual({ total: 0, counted: 0 });
    applySample(excluding, sample(7, 3));
    expect(countsOf(excluding.cell)).toEqual({ total: role === "total" ? 7 : 0, counted: role === "bad" ? 7 : 0 });
  });
});

describe("a sample beside one from before the live part", () => {
  const straddling = { ...sample(8), previousMs: START_MS - 3 * STEP_MS, atMs: START_MS + STEP_MS };

  it("counts as a whole where history has raw samples, which leave it out", () => {
    const route = routeOf("total");
    applySample(route, straddling);
    expect(countsOf(route.cell).total).toBe(8);
  });

  it("counts for its share of the live part where history comes as rates", () => {
    const route = routeOf("total");
    route.feed.tracked.pastAsRates = true;
    applySample(route, straddling);
    expect(countsOf(route.cell).total).toBe(2);
    applySample(route, { ...sample(8), previousMs: START_MS, atMs: START_MS + STEP_MS });
    expect(countsOf(route.cell).total).toBe(2 + 8);
  });

  it("is history's where it is not later than the seam itself", () => {
    const route = routeOf("total");
    applySample(route, { ...sample(8), previousMs: START_MS - STEP_MS, atMs: START_MS });
    expect([route.cell.place.bank.since(route.cell.place.index, 0).total, route.cell.newestMs]).toEqual([0, START_MS]);
    route.feed.tracked.pastAsRates = true;
    applySample(route, { ...sample(8), previousMs: START_MS - STEP_MS, atMs: START_MS });
    expect(route.cell.place.bank.since(route.cell.place.index, 0).total).toBe(0);
  });
});

describe("a sample of a bucket", () => {
  const latency = objective({ indicator: indicators.classic });
  const since = ({ cell }: SeriesRoute) => cell.latency?.since(START_MS);

  it.each([
    { bound: Number.POSITIVE_INFINITY, counts: { total: 7, counted: 0 } },
    { bound: 0.3, counts: { total: 0, counted: 7 } },
    { bound: 0.1, counts: { total: 0, counted: 0 } },
  ])("counts all events, the good ones, or a latency alone, by its bound: $bound", ({ bound, counts }) => {
    const route = routeOf("bucket", latency, bound);
    applySample(route, sample(7));
    expect([countsOf(route.cell), since(route)]).toEqual([counts, [{ bound, count: 7 }]]);
  });

  it("is that of all events where it has no bound that is known", () => {
    const route = routeOf("bucket", latency);
    applySample(route, sample(7));
    expect(countsOf(route.cell)).toEqual({ total: 7, counted: 0 });
  });

  it("makes its bound known before anything is counted in it, and counts nothing that fell", () => {
    const route = routeOf("bucket", latency, 0.3);
    applySample(route, sample(0));
    applySample(route, sample(-4, 3));
    expect([since(route), countsOf(route.cell).counted]).toEqual([[{ bound: 0.3, count: 0 }], 0]);
  });

  it("has its latency in time that does not count", () => {
    const route = routeOf("bucket", { ...latency, exclusions: [span(0, 9)] }, 0.3);
    applySample(route, sample(7));
    expect([since(route), countsOf(route.cell).counted]).toEqual([[{ bound: 0.3, count: 7 }], 0]);
  });
});

describe("a sample of a gauge", () => {
  const probe = objective({ indicator: indicators.probe });
  const seconds = (steps: number): number => (steps * STEP_MS) / 1000;

  it("lets what was seen before it hold until then, and is no counter", () => {
    const route = routeOf("success", probe);
    applySample(route, sample(0, 2, 1));
    applySample(route, sample(0, 3, 0));
    applySample(route, sample(0, 4, 0.25));
    expect(countsOf(route.cell)).toEqual({ total: seconds(3), counted: seconds(1.75) });
    expect(isCounter(route)).toBe(false);
  });

  it("lets it hold for two usual intervals at most", () => {
    const route = routeOf("success", probe);
    applySample(route, sample(0, 2, 1));
    applySample(route, { ...sample(0, 9, 0), previousMs: START_MS + 2 * STEP_MS });
    expect(countsOf(route.cell)).toEqual({ total: seconds(1 + 2), counted: seconds(2) });
  });

  it("counts the live part alone where history comes as rates", () => {
    const route = routeOf("success", probe);
    route.feed.tracked.pastAsRates = true;
    applySample(route, { ...sample(0, 1, 0), previousMs: START_MS - STEP_MS });
    expect(countsOf(route.cell)).toEqual({ total: seconds(1), counted: seconds(1) });
  });

  it("counts nothing in excluded time, nor of no time at all", () => {
    const route = routeOf("success", { ...probe, exclusions: [span(0, 3)] });
    applySample(route, sample(0, 2, 0));
    expect(countsOf(route.cell)).toEqual({ total: 0, counted: 0 });
    applySample(route, { ...sample(0, 5, 0), previousMs: START_MS + 5 * STEP_MS });
    expect(countsOf(route.cell)).toEqual({ total: 0, counted: 0 });
  });

  it("is refused where it was more than 1, which it may be", () => {
    const route = routeOf("success", probe);
    applySample(route, sample(0, 2, 1.5));
    expect(countsOf(route.cell)).toEqual({ total: 0, counted: 0 });
    expect(route.cell.invalid).toEqual({ atMs: START_MS + 2 * STEP_MS, what: "a success of 1.5, expected 0 or 1" });
  });
});

describe("what was not told at its time", () => {
  const at = START_MS + STEP_MS;

  it.each([
    { what: "all events", route: routeOf("total"), counts: { total: 5, counted: 0 } },
    { what: "bad events", route: routeOf("bad"), counts: { total: 0, counted: 5 } },
    {
      what: "the last bucket",
      route: routeOf("bucket", objective({ indicator: indicators.classic }), Number.POSITIVE_INFINITY),
      counts: { total: 5, counted: 0 },
    },
    {
      what: "the bucket at the bound",
      route: routeOf("bucket", objective({ indicator: indicators.classic }), 0.3),
      counts: { total: 0, counted: 5 },
    },
    {
      what: "another bucket",
      route: routeOf("bucket", objective({ indicator: indicators.classic }), 1),
      counts: { total: 0, counted: 0 },
    },
  ])("is added to what the series tells of: $what", ({ route, counts }) => {
    addIncrease(route, START_MS, at, 5);
    expect(countsOf(route.cell)).toEqual(counts);
    expect(channelsOf(route)).toEqual({ total: counts.total > 0, counted: counts.counted > 0 });
  });

  it("is both of a bucket whose bound is not known", () => {
    const route = routeOf("bucket", objective({ indicator: indicators.classic }));
    expect(channelsOf(route)).toEqual({ total: true, counted: true });
  });

  it("is nothing where an exclusion touches the time that it is of", () => {
    const route = routeOf("total", objective({ exclusions: [span(0.2, 0.4)] }));
    addIncrease(route, START_MS, at, 5);
    expect(countsOf(route.cell).total).toBe(0);
    addIncrease(route, at, at + 1, 5);
    expect(countsOf(route.cell).total).toBe(5);
  });
});
