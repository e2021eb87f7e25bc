import { describe, expect, it } from "vitest";
import { CellRows, RowGrid } from "../../../../src/core/ledger/past/cell-rows.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { START_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const MINUTE_MS = 60_000;
const STEP_MS = 5 * MINUTE_MS;
const at = (minutes: number): number => START_MS + minutes * MINUTE_MS;
const FIRST_ROW = START_MS / STEP_MS + 1;
/** An hour that begins with a row and ends within one. */
const span = { fromMs: START_MS, toMs: at(58), stepMs: STEP_MS };
/** First and last sample of each piece, by their minutes. */
const pieces = (...edges: readonly (readonly [from: number, to: number])[]): readonly number[] =>
  edges.flatMap(([from, to]) => [at(from), 0, at(to), 0]);
function rowsWith(...edges: readonly (readonly [from: number, to: number])[]): CellRows {
  const rows = new CellRows(new RowGrid(span));
  rows.see({ pieces: pieces(...edges), spacingMs: 30_000 });
  return rows;
}

describe("the rows of a cell", () => {
  it("hold the time up to their end, and what is added within the span", () => {
    const rows = new CellRows(new RowGrid(span));
    expect([rows.rowAt(at(0)), rows.rowAt(at(0) + 1), rows.rowAt(at(5)), rows.rowAt(at(58))]).toEqual([
      FIRST_ROW - 1,
      FIRST_ROW,
      FIRST_ROW,
      FIRST_ROW + 11,
    ]);
    for (const [row, total, counted] of [
      [-1, 100, 100],
      [0, 10, 1],
      [0, 5, 2],
      [11, 7, 0],
      [12, 100, 100],
    ] as const)
      rows.add(FIRST_ROW + row, total, counted);
    const { total, counted, endMs, lengthMs } = rows.stretches(cellOf(track()));
    expect([...total]).toEqual([15, ...Array.from({ length: 10 }, () => 0), 7]);
    expect([...counted]).toEqual([3, ...Array.from({ length: 11 }, () => 0)]);
    expect([...endMs]).toEqual([...Array.from({ length: 11 }, (_, i) => at(5 * (i + 1))), at(58)]);
    expect([...lengthMs]).toEqual([...Array.from({ length: 11 }, () => STEP_MS), 3 * MINUTE_MS]);
  });

  it("begin with the part of a row that lies within the span", () => {
    const rows = new CellRows(new RowGrid({ ...span, fromMs: at(2) }));
    rows.add(FIRST_ROW, 4, 0);
    const { total, endMs, lengthMs } = rows.stretches(cellOf(track()));
    expect([total[0], endMs[0], lengthMs[0], lengthMs[1]]).toEqual([4, at(5), 3 * MINUTE_MS, STEP_MS]);
  });
});

describe("what a cell's samples tell of their time", () => {
  it("is nothing without any", () => {
    const rows = new CellRows(new RowGrid(span));
    expect([rows.firstMs, rows.newestMs, rows.seenBefore(at(9)), rows.spacingMs]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
    ]);
  });

  it("is the first and the newest of any series, and the longest usual spacing", () => {
    const rows = rowsWith([3, 10], [20, 30]);
    rows.see({ pieces: pieces([5, 40]), spacingMs: 15_000 });
    rows.see({ pieces: pieces([1, 2]), spacingMs: 60_000 });
    expect([rows.firstMs, rows.newestMs, rows.spacingMs]).toEqual([at(1), at(40), 60_000]);
  });

  it("is when one was seen last before a time", () => {
    const rows = rowsWith([3, 10]);
    rows.see({ pieces: pieces([12, 15]), spacingMs: 0 });
    expect([3, 4, 11, 12, 13, 20].map((minutes) => rows.seenBefore(at(minutes)))).toEqual([
      undefined,
      at(4),
      at(10),
      at(10),
      at(13),
      at(15),
    ]);
  });

  it("takes for seen what comes back within the same round of scrapes", () => {
    const rows = rowsWith([3, 10], [20, 30]);
    expect(rows.seenBefore(at(20) - 30_001)).toBe(at(10));
    expect(rows.seenBefore(at(20) - 30_000)).toBe(at(20) - 30_000);
    expect(rows.seenBefore(at(20))).toBe(at(20));
    expect(rows.seenBefore(at(20) + 1)).toBe(at(20) + 1);
    expect(rows.seenBefore(at(31))).toBe(at(30));
    // What was never away does not come back: its first sample is none.
    expect(rowsWith([3, 10]).seenBefore(at(3) - 1000)).toBeUndefined();
  });
});

describe("the events per second around a time", () => {
  it("are those of its row, or of the hour before it, whichever are more", () => {
    const rows = new CellRows(new RowGrid({ fromMs: START_MS, toMs: at(300), stepMs: STEP_MS }));
    rows.add(FIRST_ROW + 20, 600, 0);
    expect(rows.eventsPerSecond(at(105))).toBe(2);
    expect(rows.eventsPerSecond(at(101))).toBe(2);
    expect(rows.eventsPerSecond(at(110))).toBeCloseTo(600 / 3600, 12);
    expect(rows.eventsPerSecond(at(160))).toBeCloseTo(600 / 3600, 12);
    expect(rows.eventsPerSecond(at(161))).toBe(0);
    expect(rows.eventsPerSecond(at(100))).toBe(0);
  });

  it("are those of five minutes where rows are finer, and of an hour where they are as long", () => {
    const fine = new CellRows(new RowGrid({ fromMs: START_MS, toMs: at(60), stepMs: 30_000 }));
    fine.add(START_MS / 30_000 + 1, 300, 0);
    expect([fine.eventsPerSecond(at(0.5)), fine.eventsPerSecond(at(5))]).toEqual([1, 1]);
    expect(fine.eventsPerSecond(at(5.5))).toBeCloseTo(300 / 3600, 12);
    const coarse = new CellRows(new RowGrid({ fromMs: START_MS, toMs: at(180), stepMs: 60 * MINUTE_MS }));
    coarse.add(START_MS / (60 * MINUTE_MS) + 1, 3600, 0);
    expect([coarse.eventsPerSecond(at(30)), coarse.eventsPerSecond(at(90))]).toEqual([1, 0]);
  });
});

describe("the rows of several cells of one grid", () => {
  it("are as those of each alone, one after the other", () => {
    const grid = new RowGrid(span);
    const [one, other] = [new CellRows(grid), new CellRows(grid)];
    one.see({ pieces: pieces([0, 20]), spacingMs: 0 });
    other.see({ pieces: pieces([20, 30]), spacingMs: 0 });
    other.add(FIRST_ROW, 5, 1);
    const seen = (rows: CellRows) => {
      const { total, observedMs } = rows.stretches(cellOf(track()));
      return [total[0], ...observedMs.subarray(0, 6)].map((amount = 0) => amount / MINUTE_MS);
    };
    expect(seen(one)).toEqual([0, 5, 5, 5, 5, 0, 0]);
    expect(seen(other)).toEqual([5 / MINUTE_MS, 0, 0, 0, 0, 5, 5]);
    expect(seen(one)).toEqual([0, 5, 5, 5, 5, 0, 0]);
  });
});

describe("observed time", () => {
  const observed = (rows: CellRows, of = track()) =>
    Array.from(rows.stretches(cellOf(of)).observedMs, (observedMs) => observedMs / MINUTE_MS);

  it("is that between the first and the last sample of each piece, in the rows that it meets", () => {
    expect(observed(rowsWith([2, 12], [21, 23]))).toEqual([3, 5, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("has no hole in a silence that is not too long, also where one series takes the place of another", () => {
    expect(observed(rowsWith([0, 5], [10, 15]))).toEqual([5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(observed(rowsWith([0, 5], [10.1, 15]))).toEqual([5, 0, expect.closeTo(4.9, 9), 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const both = rowsWith([8, 15]);
    both.see({ pieces: pieces([0, 5]), spacingMs: 0 });
    both.see({ pieces: pieces([1, 3]), spacingMs: 0 });
    expect(observed(both)).toEqual([5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("goes on to the end of the span as long as a scrape is not overdue by more than one", () => {
    expect(observed(rowsWith([50, 57])).slice(10)).toEqual([5, 3]);
    expect(observed(rowsWith([50, 56.9])).slice(10)).toEqual([5, expect.closeTo(1.9, 9)]);
  });

  it("is cut to the span", () => {
    expect(observed(rowsWith([-30, 3], [56, 90]))).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  });

  it("leaves out what is excluded, in each row", () => {
    const exclusions = [
      { kind: "span", from: instant(at(3)), to: instant(at(11)), reason: undefined },
      { kind: "span", from: instant(at(12)), to: instant(at(13)), reason: undefined },
    ] as const;
    expect(observed(rowsWith([0, 20]), track(objective({ exclusions }))).slice(0, 4)).toEqual([3, 0, 3, 5]);
  });
});
