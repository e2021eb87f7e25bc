import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inColumns } from "../../../../src/core/ledger/counting/counts.ts";
import { Bank, hourRowsFor, tierShapes } from "../../../../src/core/ledger/counting/bank.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";

const STEP_MS = 30_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = 1_767_225_600_000;

const newBank = (width = 2): Bank => new Bank(tierShapes(STEP_MS, hourRowsFor(30 * DAY_MS)), width, START_MS);

describe("a bank of rings", () => {
  it("has each window to the event, whichever tier it is read from, for steady traffic", () => {
    const bank = newBank();
    for (let atMs = START_MS + STEP_MS; atMs <= START_MS + 31 * DAY_MS; atMs += STEP_MS) {
      bank.advance(atMs);
      bank.addEvents(1, atMs, 30, 3);
      bank.addObserved(1, atMs - STEP_MS, atMs);
    }
    const nowMs = START_MS + 31 * DAY_MS;
    for (const lengthMs of [300_000, HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS, 30 * DAY_MS]) {
      const { total, counted, observedMs } = bank.since(1, nowMs - lengthMs);
      expect({ total, counted }).toEqual({ total: lengthMs / 1000, counted: lengthMs / 10_000 });
      expect(Math.abs(observedMs / lengthMs - 1)).toBeLessThan(0.002);
    }
    expect(bank.since(0, START_MS)).toEqual({ total: 0, counted: 0, observedMs: 0 });
  });

  it("interpolates an edge between two hours", () => {
    const bank = newBank();
    bank.advance(START_MS + HOUR_MS);
    bank.addEvents(0, START_MS + HOUR_MS, 600, 0);
    bank.advance(START_MS + 10 * DAY_MS);
    expect(bank.since(0, START_MS + HOUR_MS / 4).total).toBe(450);
    expect(bank.since(0, START_MS + HOUR_MS).total).toBe(0);
  });

  it("adds late events to every row that lies after them", () => {
    const bank = newBank();
    bank.advance(START_MS + HOUR_MS);
    bank.addEvents(0, START_MS + HOUR_MS - 100_000, 10, 1);
    expect(bank.since(0, START_MS + HOUR_MS - 90_000).total).toBe(0);
    expect(bank.since(0, START_MS + HOUR_MS - 120_000).total).toBe(10);
    expect(bank.since(0, START_MS).total).toBe(10);
  });

  it("keeps whole counts whole after a hundred turns of the single precision ring", () => {
    const bank = newBank();
    let nowMs = START_MS;
    for (let i = 0; i < 100 * 722; i++) {
      nowMs += STEP_MS;
      bank.advance(nowMs);
      bank.addEvents(0, nowMs, 20_001, 7);
    }
    expect(bank.since(0, nowMs - 300_000)).toMatchObject({ total: 10 * 20_001, counted: 70 });
    expect(bank.since(0, nowMs - HOUR_MS)).toMatchObject({ total: 120 * 20_001, counted: 840 });
  });

  it("has the same sums whether history comes before or after what is live, in one piece or in many", () => {
    const stretch = fc.record({ total: fc.integer({ min: 0, max: 1000 }), counted: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 40 }), fc.nat(40), (parts, split) => {
        const nowMs = START_MS + 2 * DAY_MS;
        const stretches = parts.map((part, i) => ({
          ...part,
          endMs: nowMs - DAY_MS + (i + 1) * 300_000,
          lengthMs: 300_000,
          observedMs: 300_000,
        }));
        const whole = newBank();
        whole.advance(nowMs);
        whole.addEvents(0, nowMs, 5, 1);
        whole.addHistory(0, inColumns(stretches));
        const pieces = newBank();
        pieces.advance(nowMs);
        pieces.addHistory(0, inColumns(stretches.slice(split)));
        pieces.addHistory(0, inColumns(stretches.slice(0, split)));
        pieces.addEvents(0, nowMs, 5, 1);
        for (const backMs of [HOUR_MS, DAY_MS - 900_000, DAY_MS - 150_000, DAY_MS, 2 * DAY_MS]) {
          const [a, b] = [whole.since(0, nowMs - backMs), pieces.since(0, nowMs - backMs)];
          expect(a.total).toBeCloseTo(b.total, 6);
          expect(a.counted).toBeCloseTo(b.counted, 6);
        }
        expect(whole.since(0, START_MS).total).toBe(parts.reduce((sum, { total }) => sum + total, 5));
      }),
      propertyRuns(50),
    );
  });

  it("moves a cell to longer rings with all it knows", () => {
    const bank = newBank();
    for (let atMs = START_MS + STEP_MS; atMs <= START_MS + 5 * DAY_MS; atMs += STEP_MS) {
      bank.advance(atMs);
      bank.addEvents(0, atMs, 10, 1);
      bank.addObserved(0, atMs - STEP_MS, atMs);
    }
    const nowMs = START_MS + 5 * DAY_MS;
    const longer = new Bank(tierShapes(STEP_MS, hourRowsFor(90 * DAY_MS)), 1, nowMs);
    longer.addHistory(0, inColumns(bank.stretches(0, nowMs)));
    for (const backMs of [300_000, HOUR_MS, 7 * HOUR_MS, DAY_MS, 4 * DAY_MS]) {
      expect(longer.since(0, nowMs - backMs).total).toBeCloseTo(bank.since(0, nowMs - backMs).total, 3);
      expect(longer.since(0, nowMs - backMs).observedMs / backMs).toBeCloseTo(1, 1);
    }
  });
});
