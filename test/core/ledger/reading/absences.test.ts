import { describe, expect, it } from "vitest";
import { Absences } from "../../../../src/core/ledger/reading/absences.ts";
import { sampleKey } from "../../../../src/core/ledger/reading/falls.ts";
import { type SeriesRoute, SeriesTable } from "../../../../src/core/ledger/reading/series-table.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

const USUAL_MS = 15_000;
/** More than one and a half usual intervals. */
const AWAY_MS = 22_501;

interface World {
  readonly table: SeriesTable;
  readonly index: number;
  readonly route: SeriesRoute;
}

/** A series whose target has another one that began anew while it was away. */
function world(spacingMs = USUAL_MS, resetAfterMs = 1000): World {
  const table = new SeriesTable();
  const tracked = track();
  cellOf(tracked).noteUsualSpacing(spacingMs);
  const index = table.add({ labels: requests("500") }, START_MS, 3);
  const sibling = table.add({ labels: requests("200") }, START_MS, 100);
  table.noteReset(sibling, START_MS + resetAfterMs, START_MS + resetAfterMs + USUAL_MS);
  return { table, index, route: { feed: feedOf(tracked, "bad"), cell: cellOf(tracked), bound: undefined } };
}

/** Comes back so long after the start, at its old value of 3 or at a higher one. */
function comeBack({ table, index, route }: World, awayMs = AWAY_MS, value = 3, routes = [route]): number {
  const absences = new Absences();
  absences.note(table, { index, previousMs: START_MS, atMs: START_MS + awayMs, previous: 3, value }, routes);
  absences.settle(table, new Set());
  return countsOf(route.cell).counted;
}

describe("a series that was away and comes back no lower", () => {
  it("has begun anew where another one of its target did meanwhile: what it shows of before is new", () => {
    expect(comeBack(world())).toBe(3);
  });

  it("was away, whatever is usual, where its target is known to have begun anew meanwhile", () => {
    expect(comeBack(world(), 16_000)).toBe(3);
    expect(comeBack(world(0))).toBe(3);
    expect(comeBack(world(0), 15_999)).toBe(0);
  });

  it("was away for more than one and a half usual intervals where that turns out later", () => {
    for (const [usualMs, awayMs, counted] of [
      [USUAL_MS, AWAY_MS, 3],
      [USUAL_MS, AWAY_MS - 1, 0],
      [0, AWAY_MS, 0],
    ] as const) {
      const { table, index, route } = world(usualMs, AWAY_MS);
      const absences = new Absences();
      absences.note(table, { index, previousMs: START_MS, atMs: START_MS + awayMs, previous: 3, value: 3 }, [route]);
      table.noteReset(index, START_MS, START_MS + 1000);
      absences.settle(table, new Set());
      expect(countsOf(route.cell).counted).toBe(counted);
    }
  });

  it("goes on where no other began anew while it was away", () => {
    expect(comeBack(world(USUAL_MS, 10_000))).toBe(0);
  });

  it("goes on where it shows more than can be new: a minute of an event a second is", () => {
    expect(comeBack(world(), AWAY_MS, 60)).toBe(3);
    expect(comeBack(world(), AWAY_MS, 61)).toBe(0);
  });

  it("is history's where it came back before the live part began", () => {
    const seam = world();
    seam.route.feed.reopen(START_MS + AWAY_MS);
    expect(comeBack(seam)).toBe(0);
    seam.route.feed.reopen(START_MS + AWAY_MS - 1);
    expect(comeBack(seam)).toBe(3);
  });

  it("is judged for each that counts it, by what can be new there", () => {
    const here = world();
    const busy = track(objective({ slo: "busy" }));
    cellOf(busy).addEvents(START_MS, 3600, 0);
    const there: SeriesRoute = { feed: feedOf(busy, "bad"), cell: cellOf(busy), bound: undefined };
    expect(comeBack(here, AWAY_MS, 61, [there, here.route])).toBe(0);
    expect(countsOf(there.cell).counted).toBe(3);
  });

  it("is nothing new where it is no counter", () => {
    const here = world();
    const probe = track(objective({ indicator: indicators.probe }));
    cellOf(probe).noteUsualSpacing(USUAL_MS);
    const gauge: SeriesRoute = { feed: feedOf(probe, "success"), cell: cellOf(probe), bound: undefined };
    comeBack(here, AWAY_MS, 3, [gauge]);
    expect(countsOf(gauge.cell)).toEqual({ total: 0, counted: 0 });
  });

  it("is not asked again where its sample was", () => {
    const { table, index, route } = world();
    const absences = new Absences();
    absences.note(table, { index, previousMs: START_MS, atMs: START_MS + AWAY_MS, previous: 3, value: 3 }, [route]);
    absences.settle(table, new Set([sampleKey(index, START_MS + AWAY_MS)]));
    expect(countsOf(route.cell).counted).toBe(0);
  });

  it("is counted once", () => {
    const { table, index, route } = world();
    const absences = new Absences();
    absences.note(table, { index, previousMs: START_MS, atMs: START_MS + AWAY_MS, previous: 3, value: 3 }, [route]);
    absences.settle(table, new Set());
    absences.settle(table, new Set());
    expect(countsOf(route.cell).counted).toBe(3);
  });
});
