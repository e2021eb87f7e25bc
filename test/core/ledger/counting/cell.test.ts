import { describe, expect, it } from "vitest";
import { Bank, tierShapes } from "../../../../src/core/ledger/counting/bank.ts";
import { Cell } from "../../../../src/core/ledger/counting/cell.ts";
import { ExcludedTime } from "../../../../src/core/ledger/counting/excluded-time.ts";
import { LatencyRing } from "../../../../src/core/ledger/counting/latency-ring.ts";
import { instant } from "../../../../src/core/units/instant.ts";

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
const START_MS = 1_767_225_600_000;
const NOW_MS = START_MS + 3 * 3_600_000;

function newCell(excluded = new ExcludedTime([])): Cell {
  const bank = new Bank(tierShapes(STEP_MS, 26), 2, START_MS);
  bank.advance(NOW_MS);
  const latency = new LatencyRing(STEP_MS, 5 * MINUTE_MS, NOW_MS);
  return new Cell({ bank, index: 1 }, { pod: "a" }, { latency, excluded, wantedMs: START_MS });
}

/** Samples at these minutes after the start, each `spacing` minutes after the one before in its series. */
function observe(cell: Cell, minutes: readonly number[], spacing = 1, liveFromMs = START_MS): void {
  for (const minute of minutes) cell.observe(START_MS + minute * MINUTE_MS, spacing * MINUTE_MS, liveFromMs);
}
const observedMinutes = (cell: Cell, from: number, to: number): number =>
  cell.place.bank.between(1, START_MS + from * MINUTE_MS, START_MS + to * MINUTE_MS).observedMs / MINUTE_MS;

describe("the observed time of a cell", () => {
  it("is what lies between samples that are no further apart than five minutes", () => {
    const cell = newCell();
    observe(cell, [0, 1, 6, 12, 13]);
    expect(cell.observedToMs).toBe(START_MS + 13 * MINUTE_MS);
    expect(observedMinutes(cell, 0, 6)).toBe(6);
    expect(observedMinutes(cell, 6, 12)).toBe(0);
    expect(observedMinutes(cell, 12, 60)).toBe(1);
  });

  it("begins with the live part, where the first sample is from before", () => {
    const cell = newCell();
    observe(cell, [0, 3], 1, START_MS + MINUTE_MS);
    expect(observedMinutes(cell, 0, 60)).toBe(2);
    const late = newCell();
    observe(late, [2, 3], 1, START_MS + MINUTE_MS);
    expect(observedMinutes(late, 0, 60)).toBe(1);
  });

  it("is filled in by another series that has samples where the first ones have none", () => {
    const cell = newCell();
    observe(cell, [0, 20]);
    observe(cell, [4]);
    expect([observedMinutes(cell, 0, 4), observedMinutes(cell, 4, 20)]).toEqual([4, 0]);
    observe(cell, [20, 18]);
    expect([observedMinutes(cell, 4, 18), observedMinutes(cell, 18, 20)]).toEqual([0, 2]);
    observe(cell, [9, 14]);
    expect(observedMinutes(cell, 0, 60)).toBe(20);
    // What was filled in once is not added again.
    observe(cell, [9, 14, 17]);
    expect(observedMinutes(cell, 0, 60)).toBe(20);
  });

  it("forgets all but the newest 64 gaps", () => {
    const cell = newCell();
    observe(
      cell,
      Array.from({ length: 66 }, (_, i) => i * 2.5),
    );
    expect(observedMinutes(cell, 0, 165)).toBe(162.5);
    const gappy = newCell();
    const bank = new Bank(tierShapes(STEP_MS, 26), 2, START_MS);
    gappy.place = { bank, index: 1 };
    bank.advance(START_MS + 20 * 3_600_000);
    // 65 gaps of ten minutes: the first one is forgotten, the second is not.
    observe(
      gappy,
      Array.from({ length: 66 }, (_, i) => i * 10),
    );
    observe(gappy, [5]);
    expect(observedMinutes(gappy, 0, 10)).toBe(0);
    observe(gappy, [15]);
    expect(observedMinutes(gappy, 10, 20)).toBe(10);
  });

  it("leaves out what is excluded, and begins anew once it is reopened", () => {
    const excluded = new ExcludedTime([
      { kind: "span", from: instant(START_MS + MINUTE_MS), to: instant(START_MS + 3 * MINUTE_MS), reason: undefined },
    ]);
    const cell = newCell(excluded);
    observe(cell, [0, 4, 20]);
    expect([observedMinutes(cell, 0, 1), observedMinutes(cell, 1, 3), observedMinutes(cell, 3, 20)]).toEqual([1, 0, 1]);
    cell.reopen();
    expect(cell.observedToMs).toBeUndefined();
    observe(cell, [21, 22, 12, 8, 16]);
    expect(observedMinutes(cell, 4, 60)).toBe(1);
  });
});

describe("the spacing of a cell's samples", () => {
  it("is that of the first ones, and moves by a tenth of the way to each that follows", () => {
    const cell = newCell();
    expect(cell.spacingMs).toBe(0);
    observe(cell, [0], 0);
    expect(cell.spacingMs).toBe(0);
    observe(cell, [1], 1);
    expect(cell.spacingMs).toBe(MINUTE_MS);
    observe(cell, [2.5], 1.5);
    expect(cell.spacingMs).toBeCloseTo(63_000, 6);
    observe(cell, [3], 0);
    expect(cell.spacingMs).toBeCloseTo(63_000, 6);
  });

  it("takes one gap for no more than twice what is usual, and nothing for more than five minutes", () => {
    const cell = newCell();
    observe(cell, [1, 40], 1);
    observe(cell, [44], 4);
    expect(cell.spacingMs).toBeCloseTo(66_000, 6);
    const slow = newCell();
    observe(slow, [0], 7);
    expect(slow.spacingMs).toBe(5 * MINUTE_MS);
  });

  it("is told by history as long as no samples tell it", () => {
    const cell = newCell();
    cell.noteUsualSpacing(15_000);
    expect(cell.spacingMs).toBe(15_000);
    cell.noteUsualSpacing(60_000);
    expect(cell.spacingMs).toBe(15_000);
  });
});

describe("the newest that a cell knows of", () => {
  it("is the newest sample, whatever the order in which they are read", () => {
    const cell = newCell();
    expect(cell.lastKnownMs).toBeUndefined();
    cell.noteSample(2000);
    cell.noteSample(1000);
    expect([cell.newestMs, cell.lastKnownMs]).toEqual([2000, 2000]);
  });

  it("is the end of history, unless a sample lies within its last step or after it", () => {
    const cell = newCell();
    cell.noteHistory(10_000, 20_000);
    cell.noteHistory(5000, 15_000);
    expect([cell.historyToMs, cell.lastKnownMs]).toEqual([20_000, 20_000]);
    cell.noteSample(10_000);
    expect(cell.lastKnownMs).toBe(20_000);
    cell.noteSample(10_001);
    expect(cell.lastKnownMs).toBe(10_001);
    cell.noteHistory(11_000, 20_000);
    expect(cell.lastKnownMs).toBe(10_001);
    cell.noteHistory(11_000, 21_000);
    expect(cell.lastKnownMs).toBe(21_000);
  });
});

describe("the recent rate of a cell", () => {
  it("is that of five minutes or of an hour, whichever is more, before a gap that told nothing", () => {
    const cell = newCell();
    cell.addEvents(NOW_MS - 30 * MINUTE_MS, 7200, 0);
    expect(cell.recentRate(NOW_MS)).toBe(2);
    cell.addEvents(NOW_MS - MINUTE_MS, 1500, 0);
    expect(cell.recentRate(NOW_MS)).toBe(5);
    // An hour from before the gap to now holds both.
    expect(cell.recentRate(NOW_MS, 50 * MINUTE_MS)).toBe(8700 / 300);
  });
});

describe("what a cell keeps", () => {
  it("is all that it was told, for another one to go on with", () => {
    const cell = newCell();
    observe(cell, [0, 1, 20, 21]);
    cell.addEvents(START_MS + MINUTE_MS, 12, 5);
    cell.latency?.add(0.5, NOW_MS, 3);
    cell.noteHistory(START_MS - MINUTE_MS, START_MS);
    cell.noteFuture(START_MS, START_MS + 9000);
    cell.noteInvalid(START_MS + 1, "a count of -1");
    cell.refuseBirth(START_MS + 2, 1e9);
    cell.held = new Set([1, 3]);
    cell.quantiles = { atMs: NOW_MS, values: [0.1, undefined] };
    const kept = structuredClone(cell.keep());
    expect(kept).toMatchObject({
      by: { pod: "a" },
      wantedMs: START_MS,
      newestMs: START_MS + 21 * MINUTE_MS,
      observedToMs: START_MS + 21 * MINUTE_MS,
      history: { fromMs: START_MS - MINUTE_MS, toMs: START_MS },
      gaps: [{ fromMs: START_MS + MINUTE_MS, toMs: START_MS + 20 * MINUTE_MS }],
      held: [1, 3],
      future: { atMs: START_MS, aheadMs: 9000 },
      invalid: { atMs: START_MS + 1, what: "a count of -1" },
      refusedBirth: { atMs: START_MS + 2, value: 1e9 },
      quantiles: { atMs: NOW_MS, values: [0.1, undefined] },
    });
    const next = newCell();
    next.load(kept);
    expect(next.keep()).toEqual(kept);
    expect(next.latency?.since(NOW_MS - MINUTE_MS)).toEqual([{ bound: 0.5, count: 3 }]);
    expect(next.place.bank.since(1, START_MS)).toMatchObject({ total: 12, counted: 5 });
    for (const one of [cell, next]) observe(one, [22, 3]);
    expect(next.keep()).toEqual(cell.keep());
    expect([next.historyToMs, next.future, next.invalid, next.refusedBirth]).toEqual([
      START_MS,
      kept.future,
      kept.invalid,
      kept.refusedBirth,
    ]);
  });

  it("loses with the clock all that is dated, and none of its counts", () => {
    const cell = newCell();
    observe(cell, [0, 1, 20, 21]);
    cell.addEvents(START_MS + MINUTE_MS, 12, 5);
    cell.noteHistory(START_MS - MINUTE_MS, START_MS);
    cell.noteFuture(START_MS, START_MS + 9000);
    cell.noteInvalid(START_MS, "a count of -1");
    cell.refuseBirth(START_MS, 1e9);
    cell.quantiles = { atMs: NOW_MS, values: [] };
    cell.forgetTimes();
    expect(cell.keep()).toMatchObject({
      newestMs: undefined,
      observedToMs: undefined,
      history: undefined,
      gaps: [],
      future: undefined,
      invalid: undefined,
      refusedBirth: undefined,
      quantiles: undefined,
      spacingMs: MINUTE_MS,
    });
    expect(cell.place.bank.since(1, START_MS)).toMatchObject({ total: 12, counted: 5, observedMs: 2 * MINUTE_MS });
  });
});
