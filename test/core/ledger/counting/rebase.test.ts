import { describe, expect, it } from "vitest";
import { rebase } from "../../../../src/core/ledger/counting/rebase.ts";

describe("rows that are made relative to the oldest", () => {
  it("stand for the same as before, in every row and for every cell", () => {
    const sums = Float64Array.of(110, 220, 330);
    const origin = Float64Array.of(10, 20, 30);
    const rows = Float32Array.of(70, 140, 210, 40, 80, 120, 50, 100, 150);
    rebase({ sums, origin, rows }, { oldest: 3, newest: 0 });
    expect(Array.from(origin)).toEqual([50, 100, 150]);
    expect(Array.from(rows)).toEqual([30, 60, 90, 0, 0, 0, 10, 20, 30]);
    // What happened since the newest row is more than what it may have been rounded by.
    expect(sums.map((sum, cell) => sum - (origin[cell] ?? 0) - (rows[cell] ?? 0))).toEqual(Float64Array.of(30, 60, 90));
  });

  it("take up what the newest one was rounded by, so that nothing seems to have happened since", () => {
    // Single precision knows a twelfth of a million to some thousandths.
    const [third, tenth] = [100_000 / 3, 100_000.1];
    const sums = Float64Array.of(third, tenth);
    const origin = Float64Array.of(0, 0);
    const rows = Float32Array.of(10_000, 20_000, third, tenth);
    rebase({ sums, origin, rows }, { oldest: 0, newest: 2 });
    for (const cell of [0, 1]) expect((sums[cell] ?? 0) - (origin[cell] ?? 0)).toBe(rows[2 + cell]);
    expect(origin[0]).toBeCloseTo(10_000, 1);
    expect(origin[0]).not.toBe(10_000);
  });

  it("leave what happened since the newest one, however little, where it is a whole number", () => {
    const sums = Float64Array.of(16_000_001);
    const origin = Float64Array.of(0);
    const rows = Float32Array.of(8_000_000, 16_000_000);
    rebase({ sums, origin, rows }, { oldest: 0, newest: 1 });
    expect(Array.from(origin)).toEqual([8_000_000]);
    expect(Array.from(rows)).toEqual([0, 8_000_000]);
  });
});
