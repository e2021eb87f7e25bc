import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLatency, printLatency } from "../../../src/core/units/latency.ts";
import { seconds } from "../../../src/core/units/seconds.ts";

describe("a latency", () => {
  it.each([
    ["300ms", 0.3],
    ["1m30s", 90],
    ["0.5s", 0.5],
    ["0.089478485s", 0.089478485],
    ["500us", 0.0005],
    ["500µs", 0.0005],
    ["2.5ms", 0.0025],
    ["250ns", 0.00000025],
    ["1.5m", 90],
    ["0s", 0],
  ])("%s is %d seconds", (text, expected) => {
    expect(parseLatency(text)).toBe(expected);
  });

  it.each(["", "0.5", "5", ".5s", "1.5s300ms", "-1s", "1e3ms", "5 ms", "5x"])("%j is none", (text) => {
    expect(parseLatency(text)).toBeUndefined();
  });

  it.each([
    [0.3, "300ms"],
    [0.30000000000000004, "300ms"],
    [90, "1m30s"],
    [0.0005, "500us"],
    [0.0025, "2.5ms"],
    [0.089478485, "89.478485ms"],
    [0.00000025, "250ns"],
    [1.0000001, "1000.0001ms"],
  ])("of %d seconds is printed %s", (length, text) => {
    expect(printLatency(seconds(length))).toBe(text);
  });

  it("is read back as it was printed, whatever the length in nanoseconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000_000 }), (nanoseconds) => {
        const length = Number((nanoseconds / 1e9).toPrecision(12));
        expect(parseLatency(printLatency(seconds(length)))).toBe(length);
      }),
    );
  });
});
