import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import { toHistory } from "../../../../src/core/ledger/readout/history.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const day = { kind: "rolling", length: days(1) } as const;
/** One in a hundred may be bad. */
const lenient = objective({ window: day, target: ratio(0.99) });

/** Steps with 100 events each, so many of which are counted, and all of which were observed; nothing before. */
function counted(steps: readonly number[], of: Objective = lenient) {
  const store = new CellStore(STEP_MS);
  const tracked = track(of, store);
  const cell = cellOf(tracked);
  const { bank, index } = cell.place;
  for (const [i, bad] of steps.entries()) {
    const endMs = START_MS + (i + 1) * STEP_MS;
    store.advance(endMs);
    cell.addEvents(endMs, 100, bad);
    bank.addObserved(index, endMs - STEP_MS, endMs);
  }
  return (fromSteps: number, toSteps: number, stepSeconds = STEP_MS / 1000) =>
    toHistory(tracked, cell, {
      from: instant(START_MS + fromSteps * STEP_MS),
      to: instant(START_MS + toSteps * STEP_MS),
      step: seconds(stepSeconds),
    });
}
const value = (of: number) => ({ kind: "value", value: expect.closeTo(of, 9) });

describe("the points of a chart", () => {
  const steps = Array.from({ length: 120 }, (_, i) => (i < 60 ? 0 : 2));

  it("are the steps that are whole, oldest first, each with what happened in it and the budget at its end", () => {
    const history = counted(steps);
    const points = history(59, 62.9);
    expect(
      points.map(({ at, good, bad, total, coverage, excluded }) => [at, good, bad, total, coverage, excluded]),
    ).toEqual([
      [START_MS + 60 * STEP_MS, 100, 0, 100, 1, 0],
      [START_MS + 61 * STEP_MS, 98, 2, 100, 1, 0],
      [START_MS + 62 * STEP_MS, 98, 2, 100, 1, 0],
    ]);
    // 1 % of 6,000, of 6,100 and of 6,200 may be bad.
    expect(points.map(({ budgetLeft }) => budgetLeft)).toMatchObject([value(1), value(1 - 2 / 61), value(1 - 4 / 62)]);
    expect(points[1]?.budgetLeft).toMatchObject({ at: START_MS + 61 * STEP_MS });
    expect(history(60, 120, 1800)).toMatchObject([{ total: 6000, bad: 120, budgetLeft: value(0) }]);
  });

  it("are none of a stretch that is shorter than a step, or ends before it begins", () => {
    const history = counted(steps);
    expect([history(60, 60.9), history(60, 60), history(60, 50)]).toEqual([[], [], []]);
    expect(() => history(0, 10, 0)).toThrow("a chart needs a step above 0 s");
  });

  it("have bad events where good ones are counted, and never more than all or fewer than none", () => {
    const good = counted([90, 110, -20], { ...lenient, indicator: indicators.good });
    expect(good(0, 3).map((point) => [point.good, point.bad])).toEqual([
      [90, 10],
      [100, 0],
      [0, 100],
    ]);
    const bad = counted([90, 110, -20]);
    expect(bad(0, 3).map((point) => [point.good, point.bad])).toEqual([
      [10, 90],
      [0, 100],
      [100, 0],
    ]);
  });

  it("say which share of a step is known, and have no budget of a window that was hardly seen or had no traffic", () => {
    const history = counted(steps);
    const [before, half] = history(-1, 1, 1.5 * (STEP_MS / 1000));
    expect([before?.coverage, half]).toEqual([expect.closeTo(1 / 3, 9), undefined]);
    // A hundredth of a day is 14.4 minutes.
    expect(history(27, 29).map(({ budgetLeft }) => budgetLeft)).toMatchObject([
      { kind: "noData", reason: "insufficient" },
      value(1),
    ]);
    const store = new CellStore(STEP_MS);
    const idle = track(lenient, store);
    const cell = cellOf(idle);
    store.advance(START_MS + 3_600_000);
    cell.place.bank.addObserved(cell.place.index, START_MS, START_MS + 3_600_000);
    const range = { from: instant(START_MS), to: instant(START_MS + 3_600_000), step: seconds(3600) };
    expect(toHistory(idle, cell, range)).toMatchObject([
      { total: 0, budgetLeft: { kind: "noData", reason: "no-traffic" } },
    ]);
  });

  it("know time that does not count, and say how much it is", () => {
    const span = {
      kind: "span",
      from: instant(START_MS + 60 * STEP_MS),
      to: instant(START_MS + 61.5 * STEP_MS),
      reason: undefined,
    } as const;
    const store = new CellStore(STEP_MS);
    const tracked = track({ ...lenient, exclusions: [span] }, store);
    store.advance(START_MS + 120 * STEP_MS);
    const points = toHistory(tracked, cellOf(tracked), {
      from: instant(START_MS + 60 * STEP_MS),
      to: instant(START_MS + 63 * STEP_MS),
      step: seconds(STEP_MS / 1000),
    });
    expect(points.map(({ coverage, excluded }) => [coverage, excluded])).toEqual([
      [1, 1],
      [0.5, 0.5],
      [0, 0],
    ]);
  });
});
