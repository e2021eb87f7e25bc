import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePromDuration, printPromDuration } from "../../../src/core/units/prom-duration.ts";
import { seconds } from "../../../src/core/units/seconds.ts";

describe("a Prometheus duration", () => {
  it.each([
    ["5m", 300],
    ["1h30m", 5_400],
    ["30d", 2_592_000],
    ["2w", 1_209_600],
    ["1y", 31_536_000],
    ["300ms", 0.3],
    ["1s500ms", 1.5],
    ["0s", 0],
  ])("%s is %d seconds", (text, expected) => {
    expect(parsePromDuration(text)).toBe(expected);
  });

  it.each(["", "5", "m", "30x", "1m1h", "-5m", "1.5h", " 5m", "5m ", "5 m"])("%j is none", (text) => {
    expect(parsePromDuration(text)).toBeUndefined();
  });

  it("is read back as it was printed, whatever the length in whole milliseconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (ms) => {
        expect(parsePromDuration(printPromDuration(seconds(ms / 1000)))).toBe(ms / 1000);
      }),
    );
  });

  it.each([
    [604_800, "7d"],
    [31_536_000, "365d"],
    [5_400, "1h30m"],
    [0.25, "250ms"],
  ])("%d seconds are printed %s", (length, text) => {
    expect(printPromDuration(seconds(length))).toBe(text);
  });

  it.each([0, 0.0001])("%d seconds have no text", (length) => {
    expect(() => printPromDuration(seconds(length))).toThrow(RangeError);
  });
});
