import { describe, expect, it } from "vitest";
import { budgetPlot } from "../../../src/cli/simulate/budget-plot.ts";
import type { Outcome } from "../../../src/core/simulation/run.ts";

/** 2026-01-01T00:00:00Z, in Unix seconds. */
const BEGIN = 1_767_225_600;
const DAY = 86_400;
const TICK = 5;

/** Somebody who spends evenly, `perDay` budgets a day, for three days. */
function spender(name: string, perDay: number): Outcome {
  const spent = new Float64Array((3 * DAY) / TICK).map((_, i) => ((i + 1) * TICK * perDay) / DAY);
  const figures = { budgetSpent: 3 * perDay, replicaHours: 0, turnsPerDay: 0, maxReplicas: 0 };
  return { name, ...figures, replicas: new Float64Array(0), spent };
}

function drawn(...outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ name, spent }, colour) => ({ name, values: spent, colour }));
  return budgetPlot(outcomes, lines, { fromSeconds: BEGIN, toSeconds: BEGIN + 3 * DAY });
}

describe("the plot of budget spent over days", () => {
  it("says when it was all gone, first who was first, and how much it was where the line leaves the plot", () => {
    expect(drawn(spender("headroom", 0.1), spender("rps:0.8", 0.5), spender("band:0.40-0.55", 100))).toContain(
      "<p>All of it was spent by band:0.40-0.55 at 2026-01-01 00:14, and 300.00x by the end; rps:0.8 at 2026-01-03 00:00.</p>",
    );
  });

  it("ends at twice the budget, so that who met the objective is still told apart from who nearly did", () => {
    const page = drawn(spender("headroom", 0.1), spender("band", 100));
    expect(page).toContain('<span style="bottom:100.0%">2x</span>');
    expect(page).toContain('<line class="bound" x1="0" x2="1000" y1="500.0" y2="500.0"/>');
    // 0.3 of 2 by the end: a line that is seen to rise.
    expect(Number(/<polyline class="c0" points="[^"]*,(\S+)"/.exec(page)?.[1])).toBeCloseTo(850, -1);
  });

  it("has no line at all of the budget where everybody stayed far below it", () => {
    const page = drawn(spender("headroom", 0.01), spender("kpa", 0.02));
    expect(page).toContain("<p>Nobody has spent all of it.</p>");
    expect(page).not.toContain('class="bound"');
    expect(page).toContain('<span style="bottom:100.0%">0.1x</span>');
  });

  it("marks days", () => {
    expect(drawn(spender("headroom", 0.1))).toContain(
      '<span style="left:33.3%">01-02</span><span style="left:66.7%">01-03</span>',
    );
  });
});
