import { describe, expect, it } from "vitest";
import { shown, shownReplicas } from "../../../src/core/scaling/decision/shown.ts";

describe("a number in the sentence of a decision", () => {
  it.each([
    [0, "0"],
    [7, "7"],
    [1.004, "1"],
    [12.3456, "12.3"],
    [0.012_345, "0.0123"],
    [999.6, "1000"],
    [1125.468, "1125"],
    [12_345_678.9, "12345679"],
    [-2.3456, "-2.35"],
    [1e-17, "0"],
    [Number.NaN, "NaN"],
  ])("has three digits, or is whole: %d", (value, words) => {
    expect(shown(value)).toBe(words);
  });
});

describe("replicas in a decision's sentence", () => {
  it.each([
    [10, "10"],
    [10.035, "10.04"],
    [22.5, "22.5"],
    [11.001, "11"],
    [0.004, "0"],
    [1234.5, "1235"],
  ])("are told in hundredths, as a fraction may decide: %d", (replicas, told) => {
    expect(shownReplicas(replicas)).toBe(told);
  });
});
