import { describe, expect, it } from "vitest";
import { toLatencyHistory } from "../../../../src/core/ledger/readout/latency-history.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { cellOf, track } from "../track.ts";
import { START_MS } from "../driven-ledger.ts";

const STEP_MS = 300_000;
const FIRST_MS = Math.ceil(START_MS / STEP_MS) * STEP_MS;

/** Half an hour in which 10 requests a step were told, but for the third. */
function withSteps(overrides: Parameters<typeof objective>[0] = {}) {
  const tracked = track(objective({ indicator: indicators.classic, ...overrides }));
  const cell = cellOf(tracked);
  for (let i = 0; i < 6; i++) {
    const atMs = FIRST_MS + i * STEP_MS + 1000;
    cell.latency?.advance(atMs);
    if (i === 2) continue;
    // A bucket was read a moment before the one that is narrower.
    const below = [5, 9, 8, 10];
    [0.1, 0.3, 1, Number.POSITIVE_INFINITY].forEach((bound, b) => cell.latency?.add(bound, atMs, below[b] ?? 0));
  }
  cell.latency?.advance(FIRST_MS + 6 * STEP_MS);
  return tracked;
}

describe("latencies over time", () => {
  it("are percentiles and shares of each step, and nothing where nothing is known", () => {
    const told = toLatencyHistory(withSteps(), {});
    expect(told?.bounds).toEqual([0.1, 0.3, 1, Number.POSITIVE_INFINITY]);
    expect(told?.step).toBe(300);
    const points = told?.points.slice(-6) ?? [];
    expect(points.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5, 6].map((i) => FIRST_MS + i * STEP_MS));
    expect(points[2]).toEqual({
      at: FIRST_MS + 3 * STEP_MS,
      count: 0,
      quantiles: [undefined, undefined, undefined],
      shares: [],
    });
    for (const i of [0, 1, 3, 4, 5]) {
      expect(points[i]?.count).toBe(10);
      expect(points[i]?.quantiles[0]).toBeCloseTo(0.1, 9);
      // The last bucket answers with the bound before it.
      expect(points[i]?.quantiles.slice(1)).toEqual([1, 1]);
      expect(points[i]?.shares).toEqual([0.5, 0.4, 0, expect.closeTo(0.1, 9)]);
    }
    // Nothing was told before it was followed.
    expect(told?.points.slice(0, -6).every(({ count }) => count === 0)).toBe(true);
    expect(told?.points).toHaveLength(73);
  });

  it("are in seconds, whatever the buckets are counted in", () => {
    const told = toLatencyHistory(withSteps({ indicator: { ...indicators.classic, unit: "milliseconds" } }), {});
    expect(told?.bounds[0]).toBeCloseTo(0.0001, 12);
    expect(told?.points.at(-1)?.quantiles[0]).toBeCloseTo(0.0001, 12);
  });

  it("are none of a group that is not there, and of what has no buckets", () => {
    expect(toLatencyHistory(undefined, {})).toBeUndefined();
    expect(
      toLatencyHistory(track(objective({ indicator: indicators.classic, by: ["handler"] })), { handler: "/x" }),
    ).toBeUndefined();
    expect(toLatencyHistory(track(), {})).toBeUndefined();
  });
});
