import fc from "fast-check";
import { mostly } from "./mostly.ts";

/** An answer over HTTP. */
export interface FuzzedAnswer {
  readonly status: number;
  readonly body: string;
}

/** Values of JSON that are of another type than what is expected, or look like it. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e300, 2 ** 53, "", "NaN", "1e999", [], {}, [[]], [null], "é", "\u0000"),
  fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, { length: 3 }, { constructor: null }, ["1", 1]),
  fc.jsonValue({ maxDepth: 3 }),
);
const or = (usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => mostly<unknown>(usual, odd);

const time = or(
  fc.constantFrom<unknown>(1_700_000_000, 1_700_000_000.5, 0, -1e12, 1e20, "1700000000", Number.MAX_VALUE),
);
const value = or(
  fc.constantFrom("1", "0", "-0", "NaN", "+Inf", "-Inf", "1e-400", "1e999", "0x1", " 1", "1_0", "abc", "Infinity"),
);
const sample = or(fc.tuple(time, value).map((pair): unknown => [...pair]));
const histogram = or(
  fc
    .tuple(time, fc.constant({ count: "2", sum: "1", buckets: [[0, "0.5", "1", "2"]] }))
    .map((pair): unknown => [...pair]),
);
const labels = or(
  fc.dictionary(fc.constantFrom("__name__", "a", "le", "toString", "é", ""), or(fc.string()), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
);
const many = (one: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => or(fc.array(one, { maxLength: 3 }));
const series = or(
  fc.oneof(
    fc.record({ metric: labels, value: sample }),
    fc.record({ metric: labels, values: many(sample) }),
    fc.record({ metric: labels, histogram }),
    fc.record({ metric: labels, values: many(sample), histograms: many(histogram) }),
  ),
);
const data = or(
  fc.oneof(
    fc.record({ resultType: or(fc.constantFrom("matrix", "vector", "scalar", "string")), result: many(series) }),
    fc.record({ resultType: fc.constantFrom("scalar", "string"), result: sample }),
    many(or(fc.constantFrom("a", "b"))),
    fc.record({ version: or(fc.constant("3.1.0")), storageRetention: or(fc.constant("15d")) }),
    fc.record({ x: many(fc.record({ type: or(fc.constantFrom("counter", "gauge")), help: or(fc.constant("")) })) }),
  ),
);
const told = fc.record(
  {
    status: or(fc.constantFrom("success", "success", "error")),
    data,
    errorType: or(fc.constantFrom("bad_data", "timeout", "internal")),
    error: or(fc.constantFrom("no", "query timed out")),
    warnings: many(fc.string()),
    infos: many(fc.constant("PromQL info: metric might not be a counter")),
  },
  { requiredKeys: ["status", "data"] },
);

/** Numbers that JSON can write and no value of JavaScript prints so. */
const NUMBERS = ["1e999", "-1e999", "1E400", "0.1e-999", "123456789012345678901234567890"];

const body: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: told.map((answer) => JSON.stringify(answer)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        told.map((answer) => JSON.stringify(answer)),
        fc.nat(),
      )
      .map(([text, at]) => text.slice(0, at % text.length)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        told.map((answer) => JSON.stringify(answer)),
        fc.constantFrom(...NUMBERS),
      )
      .map(([text, number]) => text.replaceAll("1700000000", number)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "[".repeat(50_000),
      '{"a":'.repeat(50_000),
      "",
      " ",
      "null",
      "\ufeff{}",
      "<html>",
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__proto__":"a"},"value":[1,"1"]}]}}',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

/** Answers of a Prometheus that is broken, hostile, or of another version than one knows. */
export const answer: fc.Arbitrary<FuzzedAnswer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 200, 204, 302, 400, 404, 422, 500, 503),
  body,
});
