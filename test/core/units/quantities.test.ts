import { describe, expect, it } from "vitest";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { after, before, instant, instantFromUnix, secondsBetween, toUnix } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { minutes, seconds } from "../../../src/core/units/seconds.ts";

describe("a quantity refuses what it cannot be", () => {
  it.each([-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])("ratio %d", (value) => {
    expect(() => ratio(value)).toThrow(`ratio must be within 0..1, got ${value}`);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("seconds %d", (value) => {
    expect(() => seconds(value)).toThrow(RangeError);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("burn rate %d", (value) => {
    expect(() => burnRate(value)).toThrow(RangeError);
  });

  it.each([0.5, Number.NaN, 2 ** 53])("instant %d", (value) => {
    expect(() => instant(value)).toThrow(RangeError);
  });
});

describe("an instant", () => {
  it("keeps the milliseconds of Prometheus' Unix seconds", () => {
    expect(instantFromUnix(1_700_000_000.123)).toBe(1_700_000_000_123);
    expect(toUnix(instant(1_700_000_000_123))).toBe(1_700_000_000.123);
  });

  it("moves by lengths and measures the distance back", () => {
    const at = instant(1_700_000_000_000);
    expect(secondsBetween(before(at, minutes(5)), after(at, seconds(1.5)))).toBe(301.5);
  });
});
