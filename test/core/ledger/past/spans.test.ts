import { describe, expect, it } from "vitest";
import { cutSpans, gridOf, type HistorySpan, splitSpan } from "../../../../src/core/ledger/past/history-spans.ts";
import { cutRawSpans } from "../../../../src/core/ledger/past/raw-spans.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW_MS = START_MS + 7 * MINUTE_MS;
/** In hours from the start. */
const inHours = (spans: readonly HistorySpan[]) =>
  spans.map(({ fromMs, toMs, stepMs }) => [
    (fromMs - START_MS) / HOUR_MS,
    (toMs - START_MS) / HOUR_MS,
    stepMs / MINUTE_MS,
  ]);
const hours = (count: number): number => START_MS + count * HOUR_MS;

describe("history that is asked by ranges", () => {
  it("is cut newest first: six hours and three days in steps of five minutes, a day at a time, then weeks in hours", () => {
    expect(inHours(cutSpans(hours(-24 * 20), START_MS + 4 * MINUTE_MS, NOW_MS))).toEqual([
      [-5.916_666_666_666_667, 0.083_333_333_333_333_33, 5],
      [-6, -5.916_666_666_666_667, 5],
      [-30, -6, 5],
      [-54, -30, 5],
      [-72, -54, 5],
      [-240, -72, 60],
      [-408, -240, 60],
      [-480, -408, 60],
    ]);
  });

  it.each([
    { what: "within the newest hours", from: -2, to: -1, spans: [[-2, -1, 5]] },
    {
      what: "over an edge of the finest",
      from: -7,
      to: -5,
      spans: [
        [-6, -5, 5],
        [-7, -6, 5],
      ],
    },
    { what: "within the days", from: -20, to: -10, spans: [[-20, -10, 5]] },
    {
      what: "over the edge of the days",
      from: -73,
      to: -71,
      spans: [
        [-72, -71, 5],
        [-73, -72, 60],
      ],
    },
    { what: "long ago", from: -100, to: -99, spans: [[-100, -99, 60]] },
    { what: "long ago, within an hour", from: -99.5, to: -99.25, spans: [[-100, -99, 60]] },
    { what: "nothing", from: -1, to: -1, spans: [] },
    { what: "what ends before it begins", from: -1, to: -2, spans: [] },
  ])("is whole steps around what is wanted: $what", ({ from, to, spans }) => {
    expect(inHours(cutSpans(hours(from), hours(to), NOW_MS))).toEqual(spans);
  });

  it("has the ends of its steps as a grid", () => {
    expect(gridOf({ fromMs: 600_000, toMs: 1_500_000, stepMs: 300_000 })).toEqual({
      ends: [900_000, 1_200_000, 1_500_000],
      stepMs: 300_000,
    });
  });

  it("is halved where it was too much, newer half first, down to a step", () => {
    const of = (steps: number): readonly HistorySpan[] =>
      splitSpan({ fromMs: 100, toMs: 100 + steps * 10, stepMs: 10 });
    expect(of(1)).toEqual([]);
    expect(of(2)).toEqual([
      { fromMs: 110, toMs: 120, stepMs: 10 },
      { fromMs: 100, toMs: 110, stepMs: 10 },
    ]);
    expect(of(5).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [120, 150],
      [100, 120],
    ]);
  });
});

describe("history that is read from raw samples", () => {
  const cut = (from: number, to: number) => inHours(cutRawSpans(hours(from), hours(to), NOW_MS, STEP_MS));

  it("is cut newest first: hours in live steps, days in five minutes, weeks in hours", () => {
    expect(cut(-24 * 20, 0.05)).toEqual([
      [-6, 0.05, 0.5],
      [-72, -6, 5],
      [-240, -72, 60],
      [-408, -240, 60],
      [-480, -408, 60],
    ]);
  });

  it.each([
    { what: "within the newest hours", from: -2, to: -1, spans: [[-2, -1, 0.5]] },
    {
      what: "over an edge",
      from: -7,
      to: -5,
      spans: [
        [-6, -5, 0.5],
        [-7, -6, 5],
      ],
    },
    { what: "up to an edge", from: -6, to: -5, spans: [[-6, -5, 0.5]] },
    { what: "from an edge on", from: -7, to: -6, spans: [[-7, -6, 5]] },
    { what: "long ago", from: -100, to: -99, spans: [[-100, -99, 60]] },
    {
      what: "over the edge of weeks",
      from: -241,
      to: -239,
      spans: [
        [-240, -239, 60],
        [-241, -240, 60],
      ],
    },
    { what: "nothing", from: -1, to: -1, spans: [] },
  ])("has edges that depend on now alone: $what", ({ from, to, spans }) => {
    expect(cut(from, to)).toEqual(spans);
  });
});
