import { describe, expect, it } from "vitest";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { Falls } from "../../../../src/core/ledger/reading/falls.ts";
import { type SeriesRoute, SeriesTable } from "../../../../src/core/ledger/reading/series-table.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

const USUAL_MS = 15_000;
const [BEFORE_MS, AFTER_MS] = [START_MS + USUAL_MS, START_MS + 2 * USUAL_MS];

/** Errors of a target whose other counter fell from one scrape to the next. */
class World {
  readonly table = new SeriesTable();
  readonly falls = new Falls();
  readonly tracked;
  readonly route: SeriesRoute;

  constructor(role: "bad" | "success" = "bad") {
    this.tracked = track(role === "bad" ? objective() : objective({ indicator: indicators.probe }));
    cellOf(this.tracked).noteUsualSpacing(USUAL_MS);
    this.route = { feed: feedOf(this.tracked, role), cell: cellOf(this.tracked), bound: undefined };
    const fallen = this.know("200", 4, []);
    const target = this.table.targetOf(fallen);
    if (target === undefined) throw new Error("a series without a target");
    this.table.noteReset(fallen, BEFORE_MS, AFTER_MS);
    this.falls.note(target, BEFORE_MS, AFTER_MS);
    this.falls.note(target, BEFORE_MS, AFTER_MS);
  }

  know(code: string, value: number, routes: readonly SeriesRoute[] = [this.route]): number {
    const index = this.table.add({ labels: requests(code) }, AFTER_MS, value);
    this.table.setRoutes(index, 1, routes);
    return index;
  }

  /** Looks at answers once more; tells how many bad events came of it. */
  settle(...answers: readonly (readonly SampleSeries[])[]): number {
    unpaused(
      this.falls.settle(
        this.table,
        answers.map((series) => ({ series })),
      ),
    );
    return countsOf(this.route.cell).counted;
  }
}

/** A series with a sample at each of the times. */
const series = (code: string, values: readonly number[], fromMs = START_MS): SampleSeries => ({
  labels: requests(code),
  timestamps: values.map((_, i) => fromMs + i * USUAL_MS),
  values,
});

describe("a counter that is no lower where its target began anew", () => {
  it("began anew too: what it had counted before was counted again since", () => {
    const world = new World();
    world.know("500", 3);
    expect(world.settle([series("500", [2, 3, 3])])).toBe(3);
  });

  it("is counted once, in how many answers it may stand, and how often the fall was seen", () => {
    const world = new World();
    world.know("500", 3);
    expect(world.settle([series("500", [2, 3, 3])], [series("500", [2, 3, 3])])).toBe(3);
    expect(world.settle([series("500", [2, 3, 3])])).toBe(3);
  });

  it.each<[string, readonly number[], number?]>([
    ["is lower, which shows by itself", [3, 3, 1]],
    ["had counted nothing before", [0, 0, 1]],
    ["had no sample at the scrape before", [3], AFTER_MS],
    ["has no number there", [3, Number.NaN, 3]],
    ["is not in the answer any more", [3], START_MS],
    ["ended before", [3, 3], START_MS],
  ])("adds nothing where it %s", (_what, values, fromMs) => {
    const world = new World();
    world.know("500", values.at(-1) ?? 0);
    expect(world.settle([series("500", values, fromMs)])).toBe(0);
  });

  it("has begun anew as well where a scrape of it is missing on one side, and once if its target did twice", () => {
    const world = new World();
    const index = world.know("500", 3);
    const target = world.table.targetOf(index);
    if (target !== undefined) world.falls.note(target, AFTER_MS, AFTER_MS + USUAL_MS);
    const gappy = { ...series("500", [3, 3]), timestamps: [START_MS, AFTER_MS + USUAL_MS] };
    expect(world.settle([gappy])).toBe(3);
  });

  it("began anew each time that its target did, with each of its counters", () => {
    const world = new World();
    const target = world.table.targetOf(world.know("500", 2));
    world.know("503", 1);
    if (target !== undefined) world.falls.note(target, AFTER_MS, AFTER_MS + USUAL_MS);
    expect(world.settle([series("500", [2, 2, 2, 2]), series("503", [1, 1, 1, 1])])).toBe(2 * (2 + 1));
  });

  it("began anew where it stands as high as a new one may, an event a second of a minute, and no higher", () => {
    for (const [value, isNew] of [
      [60, true],
      [61, false],
    ] as const) {
      const world = new World();
      world.know("500", value);
      expect(world.settle([series("500", [value, value, value])])).toBe(isNew ? value : 0);
    }
  });

  it("is denied by none that had counted nothing before, for all that it shows is new, and by none that is not read", () => {
    const world = new World();
    world.know("500", 3);
    world.know("503", 900_000);
    world.know("404", 7, []);
    expect(
      world.settle([
        series("500", [3, 3, 3]),
        series("503", [0, 0, 900_000]),
        series("404", [7, 7, 7]),
        series("418", [900_000, 900_000, 900_000]),
      ]),
    ).toBe(3);
  });

  it("is looked for in pieces of twenty-five series", () => {
    const world = new World();
    world.know("500", 3);
    const many = Array.from({ length: 74 }, (_, i) => series(`${i + 1000}`, [1, 1, 1]));
    const answers = [{ series: [...many, series("500", [3, 3, 3])] }];
    expect([...world.falls.settle(world.table, answers)]).toHaveLength(3);
    expect(countsOf(world.route.cell).counted).toBe(3);
    // Without a fall nothing is looked at.
    expect([...world.falls.settle(world.table, answers)]).toHaveLength(0);
  });

  it("denies that anything began anew where it stands higher than a new one could", () => {
    const world = new World();
    const bad = world.know("500", 3);
    world.know("503", 900_000);
    expect(world.table.hasReset(bad, BEFORE_MS, AFTER_MS)).toBe(true);
    expect(world.settle([series("500", [3, 3, 3]), series("503", [900_000, 900_000, 900_000])])).toBe(0);
    expect(world.table.hasReset(bad, BEFORE_MS, AFTER_MS)).toBe(false);
  });

  it("is another target's, and goes on there", () => {
    const world = new World();
    const labels = requests("500", "b");
    world.table.setRoutes(world.table.add({ labels }, AFTER_MS, 3), 1, [world.route]);
    expect(world.settle([{ ...series("500", [3, 3, 3]), labels }])).toBe(0);
  });

  it("is history's before the live part begins, and nothing where it is no counter", () => {
    const late = new World();
    late.know("500", 3);
    late.route.feed.reopen(AFTER_MS);
    expect(late.settle([series("500", [3, 3, 3])])).toBe(0);
    const gauge = new World("success");
    gauge.know("500", 1);
    expect(gauge.settle([series("500", [1, 1, 1])])).toBe(0);
  });
});
