import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inColumns } from "../../../../src/core/ledger/counting/counts.ts";
import { Bank, hourRowsFor } from "../../../../src/core/ledger/counting/bank.ts";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import type { TierShape } from "../../../../src/core/ledger/counting/tier.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";

/** Small rings of a round step, so that turns and edges come soon; a turn of the fine one is 12 s. */
const SHAPES: readonly TierShape[] = [
  { stepMs: 1000, rows: 12, precision: "single" },
  { stepMs: 5000, rows: 10, precision: "double" },
];
const START_MS = 1_000_000;
/** More than are read together. */
const CELLS = 19;

/** What may happen to a cell, some seconds after what happened before. */
const change = fc.record({
  cell: fc.nat(CELLS - 1),
  afterSeconds: fc.nat(4),
  lateSeconds: fc.nat(20),
  // In three seconds of history as many each, and whole ones of each kind: single precision is exact then.
  total: fc.nat(80).map((n) => 12 * n),
  kind: fc.constantFrom("events", "observed", "history", "clear", "load"),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Does to a bank what a ledger may do. @returns when the last of it happened */
function apply(bank: Bank, changes: readonly Change[], fromMs: number): number {
  let atMs = fromMs;
  for (const { cell, afterSeconds, lateSeconds, total, kind } of changes) {
    atMs += afterSeconds * 1000;
    const [sinceMs, lengthMs] = [atMs - lateSeconds * 1000, 3000];
    bank.advance(atMs);
    if (kind === "events") bank.addEvents(cell, sinceMs, total, total >> 2);
    if (kind === "observed") bank.addObserved(cell, sinceMs, sinceMs + lengthMs);
    if (kind === "history")
      bank.addHistory(
        cell,
        inColumns([{ endMs: sinceMs, lengthMs, total, counted: total >> 1, observedMs: lengthMs }]),
      );
    if (kind === "clear") bank.clear(cell);
    if (kind === "load") bank.load(cell, new Bank(SHAPES, 1, atMs).keep(0));
  }
  return atMs;
}

const allOf = (bank: Bank): readonly Float64Array[] => Array.from({ length: CELLS }, (_, cell) => bank.keep(cell));

describe("a bank that is frozen", () => {
  it("tells how it was then, to the last bit, whatever happens and whenever it is asked", () => {
    fc.assert(
      fc.property(fc.array(change), fc.array(fc.array(change), { minLength: 1, maxLength: CELLS }), (before, parts) => {
        const bank = new Bank(SHAPES, CELLS, START_MS);
        let nowMs = apply(bank, before, START_MS);
        const truth = allOf(bank);
        bank.freeze();
        // Some cells are asked for after each part, in an order of their own.
        const told = new Map<number, Float64Array>();
        const perPart = Math.ceil(CELLS / parts.length);
        for (const part of parts) {
          nowMs = apply(bank, part, nowMs);
          for (let i = 0; i < perPart && told.size < CELLS; i++) {
            const cell = (told.size * 7) % CELLS;
            told.set(cell, bank.keep(cell));
          }
        }
        for (const [cell, kept] of told) expect(kept).toEqual(truth[cell]);
        expect(told.size).toBe(CELLS);
      }),
      propertyRuns(100),
    );
  });

  it("is itself as it would be, and says so when it is thawed", () => {
    fc.assert(
      fc.property(fc.array(change), fc.array(change), (before, after) => {
        const [bank, twin] = [new Bank(SHAPES, CELLS, START_MS), new Bank(SHAPES, CELLS, START_MS)];
        const frozenMs = apply(bank, before, START_MS);
        apply(twin, before, START_MS);
        bank.freeze();
        const nowMs = apply(bank, after, frozenMs);
        apply(twin, after, frozenMs);
        bank.thaw();
        for (let backMs = 0; backMs <= 45_000; backMs += 2500)
          for (let cell = 0; cell < CELLS; cell++)
            expect(bank.since(cell, nowMs - backMs)).toEqual(twin.since(cell, nowMs - backMs));
        // What is relative to what may differ until the next turn.
        const endMs = nowMs + 60_000;
        for (const one of [bank, twin]) one.advance(endMs);
        for (const [cell, kept] of allOf(bank).entries())
          expect(kept.subarray(0, 3)).toEqual(twin.keep(cell).subarray(0, 3));
      }),
      propertyRuns(100),
    );
  });

  it("hands over memory of its own, each time it is asked", () => {
    const bank = new Bank(SHAPES, CELLS, START_MS);
    bank.addEvents(3, START_MS, 5, 1);
    bank.freeze();
    const first = bank.keep(3);
    const copy = first.slice();
    first.fill(0);
    expect(bank.keep(3)).toEqual(copy);
  });
});

describe("a store that is frozen", () => {
  it("empties cells that are given back when it is thawed, and hands them out again from then on", () => {
    const store = new CellStore(30_000);
    const rows = hourRowsFor(86_400_000);
    const [place] = Array.from({ length: 16 }, () => store.take(rows, START_MS));
    if (place === undefined) throw new Error("no place");
    place.bank.addEvents(place.index, START_MS, 7, 1);
    const truth = place.bank.keep(place.index);
    store.freeze();
    store.giveBack(rows, place);
    expect(place.bank.keep(place.index)).toEqual(truth);
    // All others are taken: it is none of them, and not the one that is still told.
    expect(store.take(rows, START_MS).bank).not.toBe(place.bank);
    store.thaw();
    expect(place.bank.since(place.index, START_MS - 60_000).total).toBe(0);
    expect(store.take(rows, START_MS)).toEqual(place);
  });
});
