import { describe, expect, it } from "vitest";
import { Bank, hourRowsFor, tierShapes } from "../../../../src/core/ledger/counting/bank.ts";
import { isCount } from "../../../../src/core/ledger/counting/valid-sample.ts";

const START_MS = 1_767_225_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("a window in which nothing happened", () => {
  it("holds nothing, though sums of fractions leave a rest", () => {
    const bank = new Bank(tierShapes(30_000, hourRowsFor(30 * DAY_MS)), 1, START_MS);
    for (let step = 1; step <= 2000; step++) {
      bank.advance(START_MS + step * 30_000);
      if (step <= 1000) bank.addEvents(0, START_MS + step * 30_000, 0.1 + step / 997, 0.1);
    }
    // Long after, too, when rows have become relative to others.
    for (let minutes = 5; minutes < 8 * 60; minutes += 5) {
      const { total, counted } = bank.since(0, START_MS + 2000 * 30_000 - minutes * 60_000);
      expect({ minutes, total, counted }).toEqual({ minutes, total: 0, counted: 0 });
    }
  });

  it("is told from one with a single event among millions", () => {
    const bank = new Bank(tierShapes(30_000, hourRowsFor(30 * DAY_MS)), 1, START_MS);
    bank.addEvents(0, START_MS + 1, 16_000_000, 0);
    bank.advance(START_MS + HOUR_MS);
    bank.addEvents(0, START_MS + HOUR_MS + 1, 1, 1);
    expect(bank.since(0, START_MS + HOUR_MS)).toMatchObject({ total: 1, counted: 1 });
  });
});

describe("the tiers of a bank", () => {
  it("reach six hours, three days and the hours that are asked for, and one row beyond", () => {
    const reach = tierShapes(30_000, hourRowsFor(30 * DAY_MS)).map(({ stepMs, rows }) => (rows - 1) * stepMs);
    expect(reach).toEqual([6 * HOUR_MS + 30_000, 3 * DAY_MS + 300_000, 30 * DAY_MS + HOUR_MS]);
    expect(tierShapes(7000, 3)[0]?.rows).toBe(Math.ceil(21_600 / 7) + 2);
    expect(hourRowsFor(HOUR_MS + 1)).toBe(4);
    expect(tierShapes(30_000, 3).map(({ precision }) => precision)).toEqual(["single", "double", "double"]);
  });
});

describe("a sample that can be a count", () => {
  it.each([
    [0, true],
    [0.5, true],
    [2 ** 53 - 1, true],
    [2 ** 53, false],
    [-0.001, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])("%d: %s", (value, expected) => {
    expect(isCount(value)).toBe(expected);
  });
});
