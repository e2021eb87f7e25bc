import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTrace } from "../../../src/core/simulation/trace/parse-trace.ts";

const HEADER = "time,demand";

/** What is said of a trace, with its lines. */
function said(...lines: readonly string[]): readonly string[] {
  const parsed = parseTrace(lines.join("\n"));
  return (parsed.ok ? parsed.warnings : parsed.faults).map(
    ({ line, problem, remedy }) => `${line}: ${problem}; ${remedy}`,
  );
}

describe("a trace", () => {
  it("is read with times of each kind, and with the columns that are known", () => {
    const parsed = parseTrace(
      ["timestamp,value,capacity_factor", "1767225600,10,1", "2026-01-01 00:05:00,20.5,0.5", "2026-01-01T00:10:00Z,0,"]
        .join("\r\n")
        .concat("\r\n"),
    );
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
    if (!parsed.ok) return;
    expect([...parsed.trace.times]).toEqual([1_767_225_600, 1_767_225_900, 1_767_226_200]);
    expect([...parsed.trace.demand]).toEqual([10, 20.5, 0]);
    expect([...(parsed.trace.capacityFactor ?? [])]).toEqual([1, 0.5, 1]);
    expect(parsed.trace.badRatio).toBeUndefined();
  });

  it.each([
    ["an unknown column", ["time,demnad", "0,1"], "1: there is no column demnad; did you mean demand?"],
    ["a column twice", ["time,demand,value", "0,1,1"], "1: two columns hold the demand; leave one of them out"],
    [
      "a missing column",
      ["time", "0"],
      "1: the first line names no column demand; begin with a line: time,demand or time,demand,bad_ratio",
    ],
    ["no text at all", [""], "1: the first line is empty; begin with a line: time,demand or time,demand,bad_ratio"],
    [
      "values that semicolons separate",
      ["time;demand", "0;1,5", "60;2,5"],
      "1: values are separated by semicolons; separate them by commas, with points in the numbers",
    ],
    [
      "values that tabs separate",
      ["time\tdemand", "0\t1"],
      "1: values are separated by tabs; separate them by commas, with points in the numbers",
    ],
    [
      "no names",
      ["2026-01-31T08:00:00Z,1", "2026-01-31T08:01:00Z,2"],
      "1: the first line has values, and no names of columns; begin with a line: time,demand or time,demand,bad_ratio",
    ],
    [
      "a negative demand",
      [HEADER, "0,1", "60,-3", "120,2"],
      "3: demand is -3, expected 0 to 1000000000; mend the value",
    ],
    ["an absurd one", [HEADER, "0,1", "60,1e300"], "3: demand is 1e300, expected 0 to 1000000000; mend the value"],
    [
      "what is no number",
      [HEADER, "0,1", "60,lots"],
      "3: demand is lots, expected 0 to 1000000000; write a number, or leave it empty where it is not known",
    ],
    [
      "what is no time",
      [HEADER, "noon,1", "60,1"],
      "2: time noon; write Unix seconds or a time such as 2026-01-31T08:00:00Z",
    ],
    [
      "an hour that clocks show twice",
      [HEADER, "2026-10-25 02:30:00,1", "2026-10-25 02:59:00,1", "2026-10-25 02:00:00,1"],
      "4: time goes back by 3540 s; sort the rows; where clocks changed for summer time, write times in UTC",
    ],
    ["one moment twice", [HEADER, "60,1", "60,2"], "3: two rows for one moment; keep one of them"],
    ["a row that is too short", [HEADER, "0,1", "60"], "3: 1 values, expected 2; write one value for each column"],
    [
      "one row",
      [HEADER, "0,1"],
      "2: only one row has a demand; give two moments at least: a trace tells what happens between them",
    ],
    ["no row", [HEADER], "1: no row has a demand; give two moments at least: a trace tells what happens between them"],
    [
      "more than a year",
      [HEADER, "0,1", "60,1", "1767225600,1"],
      "4: the trace is 20454 days long, expected 400 at most; replay a part of it, or mend its times",
    ],
    [
      "a share above 1",
      ["time,demand,bad_ratio", "0,1,0", "60,1,3"],
      "3: bad_ratio is 3, expected 0 to 1; mend the value",
    ],
  ])("with %s is refused, with the line", (_fault, lines, expected) => {
    expect(said(...lines)[0]).toBe(expected);
    expect(parseTrace(lines.join("\n")).ok).toBe(false);
  });

  it("tells twenty faults and counts the others", () => {
    const found = said(HEADER, ...Array.from({ length: 50 }, (_, i) => `${i * 60},-1`));
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toBe("21: 30 further rows have faults; mend the first ones");
  });

  it("may have gaps, which are said", () => {
    const drawn = "it is played as a straight line that no policy sees: they hold what they have";
    expect(said(HEADER, "0,1", "60,1", "120,1", "180,1", "900,1", "960,1")).toEqual([`6: a gap; ${drawn}`]);
    expect(said(HEADER, "0,1", "60,", "120,1", "180,", "240,1")).toEqual([
      `3: the first of 2 rows without a demand; ${drawn}`,
    ]);
  });

  it("of a million rows is read", () => {
    const rows = Array.from({ length: 1_000_000 }, (_, i) => `${i},${i % 100}`);
    const parsed = parseTrace(`${HEADER}\n${rows.join("\n")}\n`);
    expect(parsed.ok && parsed.trace.times.length).toBe(1_000_000);
  }, 60_000);

  it("never throws, whatever the text is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.array(fc.string({ maxLength: 40 })),
        (text, rows) => {
          for (const each of [text, [HEADER, ...rows].join("\n")]) {
            const parsed = parseTrace(each);
            if (!parsed.ok) expect(parsed.faults.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});
