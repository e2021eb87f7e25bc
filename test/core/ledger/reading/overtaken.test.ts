import { describe, expect, it } from "vitest";
import { Overtaken } from "../../../../src/core/ledger/reading/overtaken.ts";
import type { SeriesRoute } from "../../../../src/core/ledger/reading/series-table.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

const SCRAPE_MS = 15_000;
const INDEX = 7;
const at = (scrape: number): number => START_MS + scrape * SCRAPE_MS;

/** Errors that stood at 90 at the first scrape and at 3 at the fourth, of which 3 were counted. */
class World {
  readonly overtaken = new Overtaken();
  readonly route: SeriesRoute;

  constructor(role: "bad" | "success" = "bad") {
    const tracked = track(role === "bad" ? objective() : objective({ indicator: indicators.probe }));
    this.route = { feed: feedOf(tracked, role), cell: cellOf(tracked), bound: undefined };
    this.route.cell.addEvents(at(4), 0, 3);
    this.overtaken.note(INDEX, { previousMs: at(1), atMs: at(4), previous: 90, value: 3 });
  }

  /** Looks at an answer with such samples; tells how many errors are counted by then. */
  look(...samples: readonly (readonly [scrape: number, value: number])[]): number {
    const [timestamps, values] = [samples.map(([scrape]) => at(scrape)), samples.map(([, value]) => value)];
    this.overtaken.look(INDEX, { labels: requests("500"), timestamps, values }, [this.route]);
    return countsOf(this.route.cell).counted;
  }
}

describe("a sample that comes after its successor, which a restart made lower", () => {
  it("tells what the process had counted by then", () => {
    expect(new World().look([1, 90], [2, 100], [4, 3])).toBe(3 + 10);
  });

  it("tells how much of it the next process had counted by then, once", () => {
    const world = new World();
    expect(world.look([1, 90], [3, 2], [4, 3])).toBe(3);
    expect(world.look([1, 90], [3, 2], [4, 3])).toBe(3);
  });

  it("is counted as one of several that come together, or one after the other, in any order", () => {
    expect(new World().look([1, 90], [2, 100], [3, 1], [4, 3])).toBe(3 + 10);
    for (const first of [2, 3]) {
      const world = new World();
      world.look([1, 90], first === 2 ? [2, 100] : [3, 110], [4, 3]);
      expect(world.look([1, 90], [2, 100], [3, 110], [4, 3])).toBe(3 + 20);
    }
  });

  it("tells of another restart", () => {
    expect(new World().look([1, 90], [2, 10], [3, 20], [4, 3])).toBe(20 + 3);
  });

  it("tells nothing where nothing came between, or no number", () => {
    expect(new World().look([0, 80], [1, 90], [4, 3], [5, 4])).toBe(3);
    expect(new World().look([1, 90], [2, Number.NaN], [3, -1], [4, 3])).toBe(3);
  });

  it("counts nothing of a series that did not fall, or is no counter", () => {
    const world = new World();
    world.overtaken.look(
      INDEX + 1,
      { labels: requests("200"), timestamps: [at(1), at(2), at(4)], values: [90, 100, 3] },
      [world.route],
    );
    expect(countsOf(world.route.cell).counted).toBe(3);
    expect(new World("success").look([1, 90], [2, 100], [4, 3])).toBe(3);
  });

  it("is history's where the fall began before the live part", () => {
    const world = new World();
    world.route.feed.reopen(at(1) + 1);
    expect(world.look([2, 100], [4, 3])).toBe(3);
    world.route.feed.reopen(at(1));
    const later = new World();
    later.route.feed.reopen(at(1));
    expect(later.look([2, 100], [4, 3])).toBe(3 + 10);
  });

  it("is looked for as long as answers reach back to it: five minutes", () => {
    const world = new World();
    world.overtaken.forget(at(4) + 300_000);
    expect(world.look([2, 100], [4, 3])).toBe(3 + 10);
    const later = new World();
    later.overtaken.forget(at(4) + 300_001);
    expect(later.look([2, 100], [4, 3])).toBe(3);
  });
});

it("is counted by a ledger once it can be asked for", () => {
  const driven = new DrivenLedger([objective()]);
  const scrape = (values: readonly [good: number, bad: number], lateMs = 0): void => {
    const atMs = driven.nowMs + STEP_MS - 1000;
    for (const [i, code] of ["200", "500"].entries())
      driven.prometheus.append(requests(code), atMs, values[i] ?? 0, atMs + lateMs);
  };
  for (const [good, bad] of [
    [1000, 10],
    [1100, 20],
  ] as const)
    driven.stepWith([
      [requests("200"), good],
      [requests("500"), bad],
    ]);
  scrape([1200, 35], STEP_MS + 1000);
  driven.step();
  expect(driven.counts("5m")).toEqual({ total: 110, bad: 10 });
  scrape([50, 2]);
  driven.step();
  // The late sample is in the answer of this step, before its successor: nothing was overtaken.
  expect(driven.counts("5m")).toEqual({ total: 110 + 115 + 52, bad: 10 + 15 + 2 });
  scrape([150, 12], 2 * STEP_MS);
  driven.step();
  scrape([40, 1]);
  driven.step();
  expect(driven.counts("5m")).toEqual({ total: 110 + 115 + 52 + 41, bad: 10 + 15 + 2 + 1 });
  scrape([140, 11]);
  driven.step();
  expect(driven.counts("5m")).toEqual({ total: 110 + 115 + 52 + 41 + 110 + 110, bad: 10 + 15 + 2 + 1 + 10 + 10 });
});
