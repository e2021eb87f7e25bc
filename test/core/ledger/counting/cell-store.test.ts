import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";

const STEP_MS = 30_000;
const START_MS = 1_767_225_600_000;
const HOUR_ROWS = 100;

describe("a store of cells", () => {
  it("hands out a place that nobody else has, in banks that double up to a bound", () => {
    const store = new CellStore(STEP_MS);
    const places = Array.from({ length: 2100 }, () => store.take(HOUR_ROWS, START_MS));
    expect(new Set(places.map(({ bank, index }) => `${store.banks.indexOf(bank)}/${index}`)).size).toBe(2100);
    expect(store.banks.map(({ width }) => width)).toEqual([16, 16, 32, 64, 128, 256, 512, 1024, 1024]);
    expect(places.slice(0, 17).map(({ index }) => index)).toEqual([...Array(16).keys(), 0]);
  });

  it("keeps cells of other lengths of history apart", () => {
    const store = new CellStore(STEP_MS);
    const [short, long] = [store.take(HOUR_ROWS, START_MS), store.take(2 * HOUR_ROWS, START_MS)];
    expect(short.bank).not.toBe(long.bank);
    expect(store.banks).toEqual([short.bank, long.bank]);
    expect(long.bank.oldestMs).toBe(START_MS - (2 * HOUR_ROWS - 1) * 3_600_000);
  });

  it("gives a cell to the next one empty, and to nobody else", () => {
    const store = new CellStore(STEP_MS);
    const [first, second] = [store.take(HOUR_ROWS, START_MS), store.take(HOUR_ROWS, START_MS)];
    store.advance(START_MS + STEP_MS);
    for (const { bank, index } of [first, second]) {
      bank.addEvents(index, START_MS + STEP_MS, 5, 2);
      bank.addObserved(index, START_MS, START_MS + STEP_MS);
    }
    store.giveBack(HOUR_ROWS, first);
    expect(store.take(HOUR_ROWS, START_MS)).toBe(first);
    expect(first.bank.since(first.index, START_MS)).toEqual({ total: 0, counted: 0, observedMs: 0 });
    expect(second.bank.since(second.index, START_MS)).toEqual({ total: 5, counted: 2, observedMs: STEP_MS });
  });

  it("begins a bank where the others have got to, and never goes back", () => {
    const store = new CellStore(STEP_MS);
    expect(store.advancedMs).toBe(0);
    store.advance(START_MS);
    expect(store.advancedMs).toBe(START_MS);
    store.advance(START_MS - STEP_MS);
    expect(store.advancedMs).toBe(START_MS);
    const { bank, index } = store.take(HOUR_ROWS, START_MS - 3_600_000);
    bank.addEvents(index, START_MS, 7, 1);
    expect(bank.oldestMs).toBe(START_MS - (HOUR_ROWS - 1) * 3_600_000);
    expect(bank.since(index, START_MS - STEP_MS).total).toBe(7);
    store.take(2 * HOUR_ROWS, START_MS + STEP_MS);
    expect(store.advancedMs).toBe(START_MS + STEP_MS);
  });

  it("writes the rows of every bank when time goes on", () => {
    const store = new CellStore(STEP_MS);
    const places = [store.take(HOUR_ROWS, START_MS), store.take(2 * HOUR_ROWS, START_MS)];
    for (const { bank, index } of places) bank.addEvents(index, START_MS, 4, 0);
    store.advance(START_MS + STEP_MS);
    for (const { bank, index } of places) {
      bank.addEvents(index, START_MS + STEP_MS + 1, 3, 0);
      expect(bank.since(index, START_MS + STEP_MS).total).toBe(3);
    }
  });
});
