import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inColumns } from "../../../../src/core/ledger/counting/counts.ts";
import { Bank } from "../../../../src/core/ledger/counting/bank.ts";
import type { TierShape } from "../../../../src/core/ledger/counting/tier.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";

/** Small rings of a round step, so that turns and edges come soon. */
const SHAPES: readonly TierShape[] = [
  { stepMs: 1000, rows: 12, precision: "single" },
  { stepMs: 5000, rows: 10, precision: "double" },
];
const START_MS = 1_000_000;
const CELLS = 3;

interface Told {
  readonly cell: number;
  readonly atMs: number;
  readonly total: number;
  readonly counted: number;
}

/** What is told in a second: events, up to eight seconds late. */
const seconds = fc.array(
  fc.array(
    fc.record({
      cell: fc.nat(CELLS - 1),
      lateSeconds: fc.nat(8),
      total: fc.nat(1000),
      counted: fc.nat(1000),
    }),
    { maxLength: 3 },
  ),
  { minLength: 1, maxLength: 120 },
);

function drive(
  bank: Bank,
  rows: readonly (readonly { cell: number; lateSeconds: number; total: number; counted: number }[])[],
) {
  const told: Told[] = [];
  const nowMs = START_MS + rows.length * 1000;
  rows.forEach((row, i) => {
    const atMs = START_MS + (i + 1) * 1000;
    bank.advance(atMs);
    for (const { cell, lateSeconds, total, counted } of row) {
      const eventMs = Math.max(START_MS + 1000, atMs - lateSeconds * 1000);
      bank.addEvents(cell, eventMs, total, counted);
      told.push({ cell, atMs: eventMs, total, counted });
    }
    bank.addObserved(i % CELLS, atMs - 1000, atMs);
  });
  return { told, nowMs };
}

const sumOf = (told: readonly Told[], cell: number, fromMs: number): { total: number; counted: number } =>
  told
    .filter((one) => one.cell === cell && one.atMs > fromMs)
    .reduce((sum, one) => ({ total: sum.total + one.total, counted: sum.counted + one.counted }), {
      total: 0,
      counted: 0,
    });

/** Seconds that were observed in a cell after a time. */
const observedAfter = (cell: number, fromMs: number, nowMs: number): number => {
  let observed = 0;
  for (let atMs = Math.max(fromMs, START_MS) + 1000; atMs <= nowMs; atMs += 1000)
    if (((atMs - START_MS) / 1000 - 1) % CELLS === cell) observed++;
  return observed;
};

describe("a bank of rings, beside a list of what it was told", () => {
  it("has every window that begins at a row to the event, in each cell and in all at once", () => {
    fc.assert(
      fc.property(seconds, (rows) => {
        const bank = new Bank(SHAPES, CELLS, START_MS);
        const { told, nowMs } = drive(bank, rows);
        const out = {
          total: new Float64Array(CELLS),
          counted: new Float64Array(CELLS),
          observedMs: new Float64Array(CELLS),
        };
        const fine = Array.from({ length: 12 }, (_, k) => nowMs - k * 1000);
        const coarse = Array.from({ length: 10 }, (_, k) => (Math.floor(nowMs / 5000) - k) * 5000);
        for (const fromMs of [...fine, ...coarse]) {
          bank.sinceAll(fromMs, out);
          for (let cell = 0; cell < CELLS; cell++) {
            const { total, counted, observedMs } = bank.since(cell, fromMs);
            expect({ fromMs, total, counted }).toEqual({ fromMs, ...sumOf(told, cell, fromMs) });
            expect(observedMs / 1000).toBeCloseTo(observedAfter(cell, fromMs, nowMs), 0);
            expect([out.total[cell], out.counted[cell], out.observedMs[cell]]).toEqual([total, counted, observedMs]);
          }
        }
      }),
      propertyRuns(100),
    );
  });

  it("knows nothing beyond what the coarsest ring reaches, and nothing of the time to come", () => {
    const bank = new Bank(SHAPES, CELLS, START_MS);
    expect(bank.oldestMs).toBe(START_MS - 9 * 5000);
    for (let atMs = START_MS + 1000; atMs <= START_MS + 200_000; atMs += 1000) {
      bank.advance(atMs);
      bank.addEvents(0, atMs, 2, 1);
    }
    expect(bank.oldestMs).toBe(START_MS + 200_000 - 9 * 5000);
    expect(bank.since(0, START_MS)).toMatchObject({ total: 90, counted: 45 });
    expect(bank.since(0, START_MS + 201_000)).toEqual({ total: 0, counted: 0, observedMs: 0 });
    expect(bank.since(0, START_MS + 199_500)).toMatchObject({ total: 1, counted: 0.5 });
  });

  it("goes on with a cell that another bank kept, at once or after a while", () => {
    fc.assert(
      fc.property(seconds, seconds, fc.nat(20), (before, after, away) => {
        const bank = new Bank(SHAPES, CELLS, START_MS);
        const { nowMs } = drive(bank, before);
        const kept = Array.from({ length: CELLS }, (_, cell) => structuredClone(bank.keep(cell)));
        const next = new Bank(SHAPES, CELLS, nowMs + away * 1000);
        // In other places than before.
        kept.forEach((one, cell) => next.load(CELLS - 1 - cell, one));
        bank.advance(nowMs + away * 1000);
        after.forEach((row, i) => {
          const atMs = nowMs + (away + i + 1) * 1000;
          for (const one of [bank, next]) one.advance(atMs);
          for (const { cell, total, counted } of row) {
            bank.addEvents(cell, atMs, total, counted);
            next.addEvents(CELLS - 1 - cell, atMs, total, counted);
          }
        });
        const endMs = nowMs + (away + after.length) * 1000;
        for (let backMs = 0; backMs <= 45_000; backMs += 500)
          for (let cell = 0; cell < CELLS; cell++)
            expect(next.since(CELLS - 1 - cell, endMs - backMs)).toEqual(bank.since(cell, endMs - backMs));
      }),
      propertyRuns(50),
    );
  });

  it("refuses a cell that was kept of other rings", () => {
    const kept = new Bank(SHAPES, 1, START_MS).keep(0);
    expect(kept).toHaveLength(3 + 2 * 3 + 3 * 22);
    const [fine] = SHAPES;
    if (fine === undefined) throw new Error("two shapes");
    expect(() => new Bank([fine], 1, START_MS).load(0, kept)).toThrow("expected 42 numbers of a cell, got 75");
  });

  it("tells what is known of a cell in stretches that end where rows do, and lie side by side", () => {
    const bank = new Bank(SHAPES, CELLS, START_MS);
    const rows = Array.from({ length: 40 }, (_, i) => [{ cell: 1, lateSeconds: 0, total: i, counted: 1 }]);
    const { nowMs } = drive(bank, rows);
    const stretches = bank.stretches(1, nowMs + 300);
    expect(stretches[0]).toMatchObject({ endMs: nowMs - 40_000, lengthMs: 5000, total: 0 });
    expect(stretches.at(-1)).toMatchObject({ endMs: nowMs + 300, lengthMs: 300, total: 0 });
    expect(stretches.at(-2)).toMatchObject({ endMs: nowMs, lengthMs: 1000, total: 39, counted: 1 });
    stretches.slice(1).forEach(({ endMs, lengthMs }, i) => expect(endMs - lengthMs).toBe(stretches[i]?.endMs));
    expect(stretches.reduce((sum, { total }) => sum + total, 0)).toBe((39 * 40) / 2);
    expect(stretches.reduce((sum, { observedMs }) => sum + observedMs, 0)).toBeCloseTo(13_000, -2);
  });

  it("empties one cell and leaves the others", () => {
    const bank = new Bank(SHAPES, CELLS, START_MS);
    const rows = Array.from({ length: 30 }, () =>
      [0, 1, 2].map((cell) => ({ cell, lateSeconds: 0, total: 3, counted: 1 })),
    );
    const { nowMs } = drive(bank, rows);
    bank.clear(1);
    for (const fromMs of [nowMs - 5000, nowMs - 30_000]) {
      expect(bank.since(1, fromMs)).toEqual({ total: 0, counted: 0, observedMs: 0 });
      for (const cell of [0, 2]) expect(bank.since(cell, fromMs).total).toBe((3 * (nowMs - fromMs)) / 1000);
    }
    expect([...bank.keep(1)].filter((value) => value !== 0)).toEqual([nowMs / 1000, nowMs / 5000]);
  });

  it("spreads a stretch of history evenly over the rows that it covers, observed time with it", () => {
    const bank = new Bank(SHAPES, CELLS, START_MS);
    bank.addHistory(
      0,
      inColumns([
        { endMs: START_MS - 25_000, lengthMs: 10_000, total: 100, counted: 10, observedMs: 5000 },
        { endMs: START_MS - 5000, lengthMs: 5000, total: 50, counted: 20, observedMs: 5000 },
        { endMs: START_MS, lengthMs: 4000, total: 8, counted: 4, observedMs: 4000 },
      ]),
    );
    bank.addHistory(0, inColumns([]));
    const found = (secondsAgo: number) => bank.since(0, START_MS - secondsAgo * 1000);
    expect(found(45)).toMatchObject({ total: 158, counted: 34 });
    expect(found(45).observedMs).toBeCloseTo(14_000, -2);
    expect(found(30)).toMatchObject({ total: 108, counted: 29 });
    expect(found(20)).toMatchObject({ total: 58, counted: 24 });
    expect(found(8)).toMatchObject({ total: 38, counted: 16 });
    expect(found(8).observedMs).toBeCloseTo(7000, -2);
    expect(found(4)).toMatchObject({ total: 8, counted: 4 });
    expect(found(2.5)).toMatchObject({ total: 5, counted: 2.5 });
    expect(bank.since(1, START_MS - 45_000)).toEqual({ total: 0, counted: 0, observedMs: 0 });
  });

  it("takes of a stretch that began before the rings the part that they reach", () => {
    const bank = new Bank(SHAPES, 1, START_MS);
    bank.addHistory(
      0,
      inColumns([{ endMs: START_MS - 35_000, lengthMs: 40_000, total: 400, counted: 40, observedMs: 40_000 }]),
    );
    expect(bank.since(0, 0)).toMatchObject({ total: 100, counted: 10 });
    expect(bank.since(0, START_MS - 40_000)).toMatchObject({ total: 50, counted: 5 });
    expect(bank.since(0, START_MS - 30_000)).toMatchObject({ total: 0, counted: 0 });
  });

  it("takes as many bytes as its numbers do", () => {
    const cells = (12 * (4 + 4 + 2) + 10 * (8 + 8 + 2)) * CELLS;
    expect(new Bank(SHAPES, CELLS, START_MS).bytes).toBe(cells + ((2 + 2 + 6) * 8 + 2 + 2) * CELLS);
  });
});
