import { describe, expect, it } from "vitest";
import { interpolate, isRounding, NOISE } from "../../../../src/core/ledger/counting/interpolate.ts";

const PRECISIONS = ["single", "double"] as const;

/** Rows of two cells each, in single or double precision. */
const rowsOf = (precision: "single" | "double", ...values: readonly number[]): Float32Array | Float64Array =>
  precision === "single" ? Float32Array.from(values) : Float64Array.from(values);

describe.each(PRECISIONS)("what happened since an edge between rows of %s precision", (precision) => {
  const quantity = {
    sums: Float64Array.of(1000, 2000),
    origin: Float64Array.of(100, 200),
    rows: rowsOf(precision, 400, 800, 600, 1600),
  };

  it("is what the sums are beyond it, of which a share lies between its rows", () => {
    const out = new Float64Array(2);
    interpolate(out, quantity, { lower: 0, upper: 2, share: 0.25, first: 0, end: 2 });
    expect(Array.from(out)).toEqual([900 - 450, 1800 - 1000]);
    interpolate(out, quantity, { lower: 2, upper: 2, share: 0, first: 0, end: 2 });
    expect(Array.from(out)).toEqual([300, 200]);
  });

  it("is told of the cells that are asked for, and of no others", () => {
    const out = Float64Array.of(-1, -1, -1);
    interpolate(out, quantity, { lower: 0, upper: 0, share: 0, first: 1, end: 2 });
    expect(Array.from(out)).toEqual([-1, 1000, -1]);
    // Nor is the rest of others dropped, where one has to be.
    const noisy = { ...quantity, sums: Float64Array.of(500 - 1e-10, 1000 - 1e-10, 500) };
    const rests = Float64Array.of(0.25, 0.25, 1e-12);
    interpolate(rests, noisy, { lower: 0, upper: 0, share: 0, first: 1, end: 2 });
    expect(Array.from(rests)).toEqual([0.25, 0, 1e-12]);
  });

  it("is nothing where it may be rounding, by the events since the origin, and else what it is", () => {
    const noise = NOISE[precision];
    const since = (rest: number): number => {
      const out = new Float64Array(2);
      const sums = Float64Array.of(2 ** 20 + 2 ** 10 + rest, 0);
      const rows = rowsOf(precision, 2 ** 10, 0);
      interpolate(out, { sums, origin: Float64Array.of(2 ** 20, 0), rows }, edgeAt0);
      return out[0] ?? Number.NaN;
    };
    const edgeAt0 = { lower: 0, upper: 0, share: 0, first: 0, end: 1 };
    expect(since(0.5 * noise * 2 ** 10)).toBe(0);
    expect(since(-0.25)).toBe(0);
    expect(since(4 * noise * 2 ** 10)).toBeCloseTo(4 * noise * 2 ** 10, 9);
    expect(since(4 * noise * 2 ** 10)).toBeGreaterThan(0);
    expect(since(0.5)).toBe(0.5);
    // A whole number is what was counted, even where it is taken back.
    expect(since(-1)).toBe(-1);
  });
});

describe("a rest", () => {
  it.each([
    [0.099, true],
    [0.1, false],
    [0.2, false],
    [0, false],
    [-1, false],
    [-1.5, true],
    [3, false],
  ])("of %d among a hundred with a noise of a thousandth is rounding: %s", (since, expected) => {
    expect(isRounding(since, 100, 0.001)).toBe(expected);
  });
});
