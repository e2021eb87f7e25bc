import { describe, expect, it } from "vitest";
import { latencyOf } from "../../../../src/core/ledger/readout/latency-reading.ts";
import type { Indicator } from "../../../../src/core/objective/indicator.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const AT = instant(START_MS + 20 * STEP_MS);
const NEWEST_MS = AT - 1000;

/** Ten minutes of buckets: in each step so many of 10 requests took at most 0.1, 0.3 and 1 of the unit. */
function withBuckets(indicator: Indicator, below: (step: number) => readonly number[] = () => [5, 9, 10]) {
  const tracked = track(objective({ indicator }));
  const cell = cellOf(tracked);
  for (let i = 1; i <= 20; i++) {
    cell.latency?.advance(START_MS + i * STEP_MS);
    const atMs = START_MS + i * STEP_MS - 1000;
    [0.1, 0.3, 1].forEach((bound, b) => cell.latency?.add(bound, atMs, below(i)[b] ?? 0));
    cell.latency?.add(Number.POSITIVE_INFINITY, atMs, 10);
  }
  cell.noteSample(NEWEST_MS + 0.4);
  return { tracked, cell };
}
const value = (of: number) => ({ kind: "value", value: expect.closeTo(of, 9), at: NEWEST_MS });

describe("the percentiles of an objective", () => {
  it("are none where nothing has a latency", () => {
    const tracked = track();
    expect(latencyOf(tracked, cellOf(tracked), AT, undefined)).toBeUndefined();
  });

  it("are those of the last five minutes' buckets, as of the newest sample", () => {
    const { tracked, cell } = withBuckets(indicators.classic);
    // Half up to 0.1; 95 of 100 lie midway between 0.3 and 1, 99 nine tenths of the way.
    expect(latencyOf(tracked, cell, AT, undefined)).toEqual({
      "0.5": value(0.1),
      "0.95": value(0.3 + 0.7 * 0.5),
      "0.99": value(0.3 + 0.7 * 0.9),
    });
    // All that came more than five minutes ago.
    const later = instant(AT + 300_000);
    cell.latency?.advance(later);
    const none = { kind: "noData", reason: "no-traffic" };
    expect(latencyOf(tracked, cell, later, undefined)).toEqual({ "0.5": none, "0.95": none, "0.99": none });
  });

  it("are those of all five minutes, of which the first half was fast", () => {
    const { tracked, cell } = withBuckets(indicators.classic, (step) => (step <= 15 ? [10, 10, 10] : [0, 0, 10]));
    // Of 100 events 50 took at most 0.1, and 45 more lie nine tenths of the way from 0.3 to 1.
    expect(latencyOf(tracked, cell, AT, undefined)).toMatchObject({
      "0.5": value(0.1),
      "0.95": value(0.3 + 0.7 * 0.9),
    });
  });

  it("are seconds, whatever the unit of the histogram", () => {
    const { tracked, cell } = withBuckets({ ...indicators.classic, unit: "milliseconds" });
    expect(latencyOf(tracked, cell, AT, undefined)).toMatchObject({ "0.5": value(0.0001) });
  });

  it("are closed where all readings are", () => {
    const { tracked, cell } = withBuckets(indicators.classic);
    const none = { kind: "noData", reason: "unreachable" };
    expect(latencyOf(tracked, cell, AT, "unreachable")).toEqual({ "0.5": none, "0.95": none, "0.99": none });
  });

  it("are what Prometheus computed, unless that is older than the newest sample", () => {
    const tracked = track(objective({ indicator: indicators.native }));
    const cell = cellOf(tracked);
    const stale = { kind: "noData", reason: "stale" };
    expect(latencyOf(tracked, cell, AT, undefined)).toEqual({ "0.5": stale, "0.95": stale, "0.99": stale });
    cell.noteSample(NEWEST_MS);
    cell.quantiles = { atMs: NEWEST_MS, values: [0.2, undefined, 3] };
    expect(latencyOf(tracked, cell, AT, undefined)).toEqual({
      "0.5": value(0.2),
      "0.95": { kind: "noData", reason: "no-traffic" },
      "0.99": value(3),
    });
    cell.quantiles = { atMs: NEWEST_MS - 1, values: [0.2, 1, 3] };
    expect(latencyOf(tracked, cell, AT, undefined)).toEqual({ "0.5": stale, "0.95": stale, "0.99": stale });
  });
});
