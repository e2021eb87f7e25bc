import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMoment } from "../../../src/core/units/moment.ts";

const read = (text: string): number | string => {
  const moment = parseMoment(text);
  return moment.ok ? moment.at : moment.fault;
};

describe("a moment", () => {
  it.each([
    ["0", 0],
    ["1767225600", 1_767_225_600_000],
    ["1767225600.1234", 1_767_225_600_123],
    ["1.7672256e9", 1_767_225_600_000],
    ["2026-01-01T00:00:00Z", 1_767_225_600_000],
    ["2026-01-01t00:00:00.9996z", 1_767_225_601_000],
    ["2026-01-01T01:30:00+01:30", 1_767_225_600_000],
    ["2025-12-31T19:00:00-05:00", 1_767_225_600_000],
    ["2024-02-29T00:00:00Z", 1_709_164_800_000],
    ["9999-12-31T23:59:59Z", 253_402_300_799_000],
  ])("is read from %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+01:60",
  ])("is none of %s, which no calendar has", (text) => {
    expect(read(text)).toBe(", which no calendar has");
  });

  it.each([
    "-1",
    "1e12",
    "1e308",
    "1e999",
    "253402300800",
    "1768478400000",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
  ])("is none of %s, which is out of range", (text) => {
    expect(read(text)).toBe(", which is out of range");
  });

  it.each([
    "",
    " ",
    "now",
    "12 Jan 2026",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "0x10",
    "Infinity",
    "1_000",
    "1e",
    " 1",
  ])("is nothing to be read from '%s'", (text) => {
    expect(read(text)).toBe("");
  });

  it("is read back as it was written, for any", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (at) => {
        expect(read(new Date(at).toISOString())).toBe(at);
      }),
    );
  });
});
