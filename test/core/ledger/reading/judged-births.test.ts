import { describe, expect, it } from "vitest";
import { type Birth, judgeBirth, mostPlausible } from "../../../../src/core/ledger/reading/births.ts";

const FIRST_MS = 10_000_000;
/** On a target that lives, whose metric does too, half a minute after the last answer; 10 events a second in all. */
const usual: Birth = {
  firstMs: FIRST_MS,
  value: 7,
  coveredToMs: FIRST_MS - 30_000,
  targetMs: FIRST_MS,
  metricMs: FIRST_MS,
  gapMs: 0,
  eventsPerSecond: () => 10,
  objectiveNewestMs: FIRST_MS - 30_000,
};
const newTarget: Birth = { ...usual, targetMs: undefined, metricMs: undefined };

describe("the verdict about a series that appears", () => {
  it.each<{ what: string; birth: Birth; verdict: ReturnType<typeof judgeBirth> }>([
    { what: "the first error of a living target", birth: usual, verdict: "count" },
    { what: "no answer before", birth: { ...usual, coveredToMs: undefined }, verdict: "baseline" },
    { what: "a target last seen before it", birth: { ...usual, targetMs: FIRST_MS - 1 }, verdict: "baseline" },
    { what: "a metric whose series ended before it", birth: { ...usual, metricMs: FIRST_MS - 1 }, verdict: "baseline" },
    { what: "a metric that is new to the target", birth: { ...usual, metricMs: undefined }, verdict: "count" },
    {
      what: "a target and metric seen later too",
      birth: { ...usual, targetMs: FIRST_MS + 1, metricMs: FIRST_MS + 1 },
      verdict: "count",
    },
    { what: "a new target", birth: newTarget, verdict: "count" },
    { what: "the first target of all", birth: { ...newTarget, objectiveNewestMs: undefined }, verdict: "count" },
    {
      what: "a new target after five minutes of silence",
      birth: { ...newTarget, objectiveNewestMs: FIRST_MS - 300_000 },
      verdict: "count",
    },
    {
      what: "a new target after a longer silence",
      birth: { ...newTarget, objectiveNewestMs: FIRST_MS - 300_001 },
      verdict: "baseline",
    },
    {
      what: "a known target after a longer silence",
      birth: { ...usual, objectiveNewestMs: FIRST_MS - 300_001 },
      verdict: "count",
    },
    { what: "twenty times the usual of a minute", birth: { ...usual, value: 12_000 }, verdict: "count" },
    { what: "more than that", birth: { ...usual, value: 12_001 }, verdict: "implausible" },
    {
      what: "as much since an answer two minutes ago",
      birth: { ...usual, value: 24_000, coveredToMs: FIRST_MS - 120_000 },
      verdict: "count",
    },
    {
      what: "more since an answer two minutes ago",
      birth: { ...usual, value: 24_001, coveredToMs: FIRST_MS - 120_000 },
      verdict: "implausible",
    },
    {
      what: "as much over a gap of three minutes",
      birth: { ...usual, value: 36_000, gapMs: 180_000 },
      verdict: "count",
    },
    {
      what: "more over a gap of three minutes",
      birth: { ...usual, value: 36_001, gapMs: 180_000 },
      verdict: "implausible",
    },
  ])("$what: $verdict", ({ birth, verdict }) => {
    expect(judgeBirth(birth)).toBe(verdict);
  });

  it("finds an event a second plausible for anything", () => {
    expect(mostPlausible(0)).toBe(60);
    expect(mostPlausible(0.05)).toBe(60);
    expect(mostPlausible(0.1)).toBe(120);
    expect(mostPlausible(0, 10)).toBe(10);
  });
});
