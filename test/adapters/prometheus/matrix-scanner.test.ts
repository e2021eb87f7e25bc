import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSeries, parseSeriesList } from "../../../src/adapters/prometheus/answer.ts";
import { MatrixScanner } from "../../../src/adapters/prometheus/matrix-scanner.ts";
import { PackedList } from "../../../src/adapters/prometheus/packed-series.ts";
import type { RawAnswer } from "../../../src/adapters/prometheus/transport.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { propertyRuns } from "../../fixtures/property-runs.ts";
import { unpacked } from "../../fixtures/unpacked.ts";

const answerOf = (body: string | Uint8Array): RawAnswer => ({
  status: 200,
  contentType: "application/json",
  body: Uint8Array.from(Buffer.from(body)),
});

interface Scanned {
  readonly series: readonly SampleSeries[];
  /** Undefined where the rest is not written as expected. */
  readonly remarks: readonly string[] | undefined;
}

/** All that is read, so many series at a time; undefined where the answer does not begin as expected. */
function scan(answer: RawAnswer, most: number): Scanned | undefined {
  const scanner = MatrixScanner.of(answer);
  if (scanner === undefined) return undefined;
  const series: SampleSeries[] = [];
  while (!scanner.isDone) {
    const packed = scanner.take(most);
    if (packed === undefined) return { series, remarks: undefined };
    series.push(...[...new PackedList([packed])].map(unpacked));
  }
  return { series, remarks: parseSeriesList(scanner.envelope).remarks };
}

const body = (result: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ status: "success", data: { resultType: "matrix", result }, ...more });

/** As the reader of JSON says, which knows every way of writing. */
const byJson = (answer: RawAnswer): readonly SampleSeries[] => [...parseSeries(answer).value];

const time = fc.integer({ min: 0, max: 4e12 }).map((ms) => ms / 1000);
const value = fc.oneof(
  fc.integer().map(String),
  fc.double().map((number) => String(number).replace("Infinity", "+Inf").replace("-+", "-")),
  fc.constantFrom("NaN", "+Inf", "-Inf", "0", "1e+06", "123456789012345", "1234567890123456789", "0.1", "-0"),
);
const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constantFrom('"', "\\", "a\\", "\u2028", ""));
/** JSON.parse of V8 14.6 takes a name that is a quotation mark for one that is a backslash, if it saw that one before. */
const name = text.filter((one) => !/["\\]/.test(one));
const oneSeries = fc.record({
  metric: fc.dictionary(name, text, { maxKeys: 8 }),
  values: fc.array(fc.tuple(time, value), { maxLength: 6 }),
});
const matrix = fc.array(oneSeries, { maxLength: 12 });

describe("an answer that is read from its bytes", () => {
  it("says what the reader of JSON says of it, however many series are taken at a time", () => {
    fc.assert(
      fc.property(matrix, fc.integer({ min: 1, max: 5 }), (result, most) => {
        const answer = answerOf(body(result));
        expect(scan(answer, most)).toEqual({ series: byJson(answer), remarks: [] });
      }),
      propertyRuns(500),
    );
  });

  it("is left to the reader of JSON where a byte is another one, with all that was read before being the same", () => {
    fc.assert(
      fc.property(matrix, fc.nat(), fc.integer({ min: 32, max: 126 }), (result, place, byte) => {
        const bytes = Buffer.from(body(result, { warnings: ["PromQL warning: a mix"] }));
        bytes[place % bytes.length] = byte;
        const answer = answerOf(bytes);
        let expected: readonly SampleSeries[] | undefined;
        let scanned: Scanned | undefined;
        try {
          expected = byJson(answer);
        } catch {
          // What is refused is refused by both, or left to who refuses it.
        }
        try {
          scanned = scan(answer, 3);
        } catch {
          expect(expected).toBeUndefined();
        }
        if (scanned === undefined || expected === undefined) return;
        expect(expected.slice(0, scanned.series.length)).toEqual(scanned.series);
        if (scanned.remarks !== undefined) expect(scanned.series).toHaveLength(expected.length);
      }),
      propertyRuns(2000),
    );
  });

  it.each([
    ["warnings", { warnings: ["PromQL warning: a mix"] }, ["PromQL warning: a mix"]],
    ["infos", { infos: ["PromQL info: a name"] }, []],
    ["statistics", { stats: { a: { "b]}": [1] } } }, []],
  ])("tells of the %s behind its series", (_, more, remarks) => {
    const series = { metric: { a: "1" }, values: [[1, "2"]] };
    expect(scan(answerOf(body([series], more)), 9)).toMatchObject({ series: [{ values: [2] }], remarks });
  });

  it("begins as VictoriaMetrics begins it, too, and may be partial then", () => {
    const whole = (isPartial: boolean): string =>
      `{"status":"success","isPartial":${isPartial},"data":{"resultType":"matrix","result":[]}}`;
    expect(scan(answerOf(whole(false)), 9)).toEqual({ series: [], remarks: [] });
    expect(scan(answerOf(whole(true)), 9)).toBeUndefined();
  });

  it.each([
    ["another kind of result", '{"status":"success","data":{"resultType":"vector","result":[]}}'],
    ["an error", '{"status":"error","errorType":"timeout","error":"too slow"}'],
    ["spaces", '{ "status": "success" }'],
    ["nothing", ""],
  ])("is left to the reader of JSON from the beginning where it is %s", (_, text_) => {
    expect(MatrixScanner.of(answerOf(text_))).toBeUndefined();
  });

  it.each([
    ["no end", (whole: string) => whole.slice(0, -4)],
    ["a time below the millisecond", (whole: string) => whole.replace("[3,", "[3.0001,")],
    ["a time that no calendar holds", (whole: string) => whole.replace("[3,", "[999999999999999,")],
    ["a native histogram", (whole: string) => whole.replace('"values":[[3', '"histograms":[[3')],
    ["a label that is no text", (whole: string) => whole.replace('"b"', "7")],
    ["an escape that is none", (whole: string) => whole.replace('"b"', String.raw`"\x"`)],
  ])("is left to the reader of JSON behind the series before %s", (_, spoil) => {
    const good = { metric: { a: "1" }, values: [[1, "2"]] };
    const whole = body([good, { metric: { a: "b" }, values: [[3, "4"]] }]);
    expect(scan(answerOf(spoil(whole)), 1)).toEqual({
      series: [{ labels: { a: "1" }, timestamps: [1000], values: [2] }],
      remarks: undefined,
    });
  });
});
