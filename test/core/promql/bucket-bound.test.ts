import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { boundMatcher, isSameBound, parseBound } from "../../../src/core/promql/bucket-bound.ts";
import { printSelector } from "../../../src/core/promql/selector.ts";
import { seriesMatcher } from "../../../src/core/promql/series-matcher.ts";
import { PROMTOOLS, runProgram } from "../../fixtures/promtool.ts";

const matches = (le: string, bound: number): boolean =>
  seriesMatcher({ metric: "x_bucket", matchers: [boundMatcher(bound)] })?.({ __name__: "x_bucket", le }) === true;

/** One bound in the spellings of Prometheus 2 and 3 and of client libraries. */
const SPELLINGS = [
  { bound: 5, spellings: ["5", "5.0", "5.00"] },
  { bound: 0.3, spellings: ["0.3", "0.30", "0.30000000000000004", "0.29999999999999993"] },
  { bound: 1, spellings: ["1", "1.0", "0.9999999999999999", "1.0000000000000002"] },
  { bound: 0.25, spellings: ["0.25"] },
  { bound: 10, spellings: ["10", "10.0", "9.999999999999998"] },
  { bound: 1_000_000, spellings: ["1000000", "1000000.0", "1e+06", "1.0E6"] },
  { bound: 15_000_000, spellings: ["15000000.0", "1.5e+07", "1.5E7"] },
  { bound: 0.0005, spellings: ["0.0005", "5e-04", "5.0E-4", "4.9999999999999996E-4", "5.000000000000001E-4"] },
  { bound: 0.0001, spellings: ["0.0001", "1.0E-4", "9.999999999999999E-5", "0.00009999999999999999"] },
  { bound: 0.089478485, spellings: ["0.089478485", "0.08947848500000001"] },
  { bound: 0.00001, spellings: ["0.00001", "1e-05", "1.0E-5"] },
];

const OTHERS = [
  { bound: 5, others: ["50", "0.5", "5.5", "5.01", "4.9", "15", "+Inf", ""] },
  { bound: 0.3, others: ["3", "0.31", "0.301", "0.2999", "0.03", "10.3"] },
  { bound: 1, others: ["10", "0.1", "1.1", "0.999", "11"] },
  { bound: 0.0005, others: ["5.0E-5", "5.1E-4", "4.99E-4", "5.0E-3", "9.9E-5"] },
  { bound: 0.0001, others: ["9.9E-5", "1.0E-5", "9.999999999999999E-4"] },
  { bound: 1_000_000, others: ["1e+07", "1e+05", "100000", "1e+60"] },
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-bounds-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a bucket's bound", () => {
  it.each(SPELLINGS.flatMap(({ bound, spellings }) => spellings.map((le) => ({ bound, le }))))(
    "of $bound is meant by le=$le",
    ({ bound, le }) => {
      expect([matches(le, bound), isSameBound(parseBound(le), bound)]).toEqual([true, true]);
    },
  );

  it.each(OTHERS.flatMap(({ bound, others }) => others.map((le) => ({ bound, le }))))(
    "of $bound is not meant by le=$le",
    ({ bound, le }) => {
      expect([matches(le, bound), isSameBound(parseBound(le), bound)]).toEqual([false, false]);
    },
  );

  it("is decided alike by text and by number, whatever noise was calculated into it", () => {
    const bounds = fc.oneof(
      fc.integer({ min: 1, max: 900_000_000 }).map((milliseconds) => milliseconds / 1000),
      fc.integer({ min: 1, max: 1_000_000 }).map((nanoseconds) => nanoseconds / 1e9),
    );
    const noise = fc.oneof(
      fc.constantFrom(0, 2 ** -52, -(2 ** -52), 2 ** -50, -(2 ** -49), 1e-12, -1e-13),
      fc.constantFrom(1e-8, -1e-8, 1e-5, 0.1, -0.5, 1),
    );
    fc.assert(
      fc.property(bounds, noise, (bound, share) => {
        const found = bound * (1 + share);
        expect(matches(String(found), bound)).toBe(isSameBound(found, bound));
        expect(isSameBound(found, bound)).toBe(Math.abs(share) < 1e-9);
      }),
    );
  });

  it.each(PROMTOOLS)("is found by $version in each of its spellings, and in no other", async ({ path }) => {
    const file = join(folder, "bounds.test.yaml");
    await writeFile(file, stringify({ rule_files: [], evaluation_interval: "30s", tests: SPELLINGS.map(toTest) }));
    const { code, output } = await runProgram(await path(), ["test", "rules", file]);
    expect([code, output]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});

const SERIES = [...new Set([...SPELLINGS.flatMap((one) => one.spellings), ...OTHERS.flatMap((one) => one.others)])];

const toTest = ({ bound, spellings }: (typeof SPELLINGS)[number]): object => ({
  interval: "30s",
  input_series: SERIES.map((le) => ({ series: `x_bucket{le="${le}"}`, values: "1x2" })),
  promql_expr_test: [
    {
      expr: printSelector({ metric: "x_bucket", matchers: [boundMatcher(bound)] }),
      eval_time: "1m",
      exp_samples: spellings.map((le) => ({ labels: `x_bucket{le="${le}"}`, value: 1 })),
    },
  ],
});
