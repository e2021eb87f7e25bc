import { describe, expect, it } from "vitest";
import { ExcludedTime } from "../../../../src/core/ledger/counting/excluded-time.ts";
import { type CellSamples, spansToRefine } from "../../../../src/core/ledger/past/holes.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { START_MS } from "../driven-ledger.ts";

const FINE_MS = 300_000;
const HOUR_MS = 12 * FINE_MS;
const span = { fromMs: START_MS, toMs: START_MS + 6 * HOUR_MS, stepMs: HOUR_MS };
const never = new ExcludedTime([]);

/** Samples of each hour; a rate is told of each that has two. */
function sampled(counts: readonly number[], spacingMs = 0): CellSamples {
  const points = counts.map((count, i) => [START_MS + (i + 1) * HOUR_MS, count] as const);
  return { spacingMs, samples: new Map(points), total: new Map(points.filter(([, count]) => count > 1)) };
}
/** First and last hour of each stretch that wants finer steps. */
const refined = (cells: readonly CellSamples[], excluded = never, of = span) =>
  spansToRefine(cells, of, excluded).map(({ fromMs, toMs, stepMs }) => [
    (fromMs - START_MS) / HOUR_MS,
    (toMs - START_MS) / HOUR_MS,
    stepMs,
  ]);

describe("hours that want finer steps", () => {
  it("are those that lack samples, neighbours together", () => {
    expect(refined([sampled([240, 240, 240, 240, 240, 240])])).toEqual([]);
    expect(refined([sampled([240, 100, 90, 240, 50, 240])])).toEqual([
      [1, 3, FINE_MS],
      [4, 5, FINE_MS],
    ]);
  });

  it("are none where no rate is told: there is nothing to be counted", () => {
    expect(refined([sampled([240, 1, 240, 240, 240, 240])])).toEqual([]);
  });

  it("are none of series that have fewer than three samples in five minutes: finer steps tell nothing", () => {
    expect(refined([sampled([35, 10, 35, 35, 35, 35])])).toEqual([]);
    expect(refined([sampled([36, 10, 36, 36, 36, 36])])).toEqual([[1, 2, FINE_MS]]);
  });

  it("are told by what is usual now, where all hours lack as many", () => {
    const lacking = [120, 120, 120, 120, 120, 120];
    expect(refined([sampled(lacking)])).toEqual([]);
    expect(refined([sampled(lacking, 15_000)])).toEqual([[0, 6, FINE_MS]]);
    expect(refined([sampled(lacking, 30_000)])).toEqual([]);
  });

  it("are those of most groups that say something", () => {
    const [whole, lacking] = [sampled([240, 240, 240, 240, 240, 240]), sampled([240, 100, 240, 240, 240, 240])];
    const silent = sampled([1, 1, 1, 1, 1, 1]);
    expect(refined([whole, lacking])).toEqual([]);
    expect(refined([whole, lacking, lacking, silent])).toEqual([[1, 2, FINE_MS]]);
    expect(refined([])).toEqual([]);
  });

  it("are those of which a part does not count", () => {
    const of = (from: number, to: number) =>
      new ExcludedTime([
        {
          kind: "span",
          from: instant(START_MS + from * HOUR_MS),
          to: instant(START_MS + to * HOUR_MS),
          reason: undefined,
        },
      ]);
    expect(refined([], of(1.5, 3))).toEqual([[1, 2, FINE_MS]]);
    expect(refined([], of(1, 3))).toEqual([]);
  });

  it("are none of steps that are as fine as can be", () => {
    expect(refined([sampled([20, 5, 20])], never, { ...span, stepMs: FINE_MS })).toEqual([]);
  });
});
