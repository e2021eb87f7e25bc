import { describe, expect, it } from "vitest";
import type { ObjectiveStatus, WindowStatus } from "../../../../src/core/budget/status.ts";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import { Readout } from "../../../../src/core/ledger/readout/readout.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { days } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const HOUR_STEPS = 120;
const day = { kind: "rolling", length: days(1) } as const;

/** Steps with 100 events each, so many of which are counted; all was read, and the newest sample is a second old. */
function counted(steps: number, bad: number, of: Objective = objective({ window: day }), aheadMs = 0) {
  const store = new CellStore(STEP_MS);
  const tracked = track(of, store);
  const cell = cellOf(tracked);
  for (let i = 1; i <= steps; i++) {
    const endMs = START_MS + i * STEP_MS;
    store.advance(endMs);
    cell.observe(endMs - 1000 + aheadMs, i === 1 ? 0 : STEP_MS, START_MS);
    cell.addEvents(endMs - 1000, 100, bad);
  }
  const endMs = START_MS + steps * STEP_MS;
  for (const feed of tracked.feeds) feed.cover(endMs);
  const read = (atMs = endMs): ObjectiveStatus => {
    store.advance(atMs);
    return new Readout(instant(atMs), STEP_MS).status(tracked, cell);
  };
  return { tracked, cell, endMs, read, window: (name: string, atMs = endMs) => windowOf(read(atMs), name) };
}
function windowOf({ windows }: ObjectiveStatus, name: string): WindowStatus {
  const found = windows.find(({ window }) => window === name);
  if (found === undefined) throw new Error(`no window ${name}`);
  return found;
}

describe("the status of a cell", () => {
  it("has the counts of each window that lies within what was counted, and which share was observed", () => {
    const { read } = counted(3 * HOUR_STEPS, 1);
    const counts = read().windows.map(({ window, total, bad, coverage }) => [window, total, bad, coverage]);
    const steps = 3 * HOUR_STEPS;
    // The first sample, 29 s after the start, is where observing begins.
    const seconds = steps * 30 - 29;
    expect(counts).toEqual([
      ["5m", 1000, 10, 1],
      ["30m", 6000, 60, 1],
      ["1h", 12_000, 120, 1],
      ["2h", 24_000, 240, 1],
      ["6h", steps * 100, steps, expect.closeTo(seconds / (6 * 3600), 9)],
      ["1d", steps * 100, steps, expect.closeTo(seconds / 86_400, 9)],
      ["3d", steps * 100, steps, expect.closeTo(seconds / (3 * 86_400), 9)],
      ["slo", steps * 100, steps, expect.closeTo(seconds / 86_400, 9)],
    ]);
  });

  it("takes good events for the others' bad ones, and none for fewer than none", () => {
    const good = objective({ window: day, indicator: indicators.good });
    expect(counted(HOUR_STEPS, 99, good).window("5m")).toMatchObject({ total: 1000, bad: 10 });
    expect(counted(HOUR_STEPS, 101, good).window("5m")).toMatchObject({ total: 1000, bad: 0 });
    expect(counted(HOUR_STEPS, -1).window("5m")).toMatchObject({ total: 1000, bad: 0 });
  });

  it("is as of the newest sample, which is never of a later time than the status", () => {
    const { read, endMs } = counted(HOUR_STEPS, 1);
    expect(read()).toMatchObject({ ageSeconds: 1, at: endMs, by: {}, approximate: false, exclusion: undefined });
    expect(read().budget.left).toMatchObject({ kind: "value", at: endMs - 1000 });
    const ahead = counted(HOUR_STEPS, 1, undefined, 3000);
    expect(ahead.read().ageSeconds).toBe(0);
    const tracked = track();
    const never = new Readout(instant(START_MS), STEP_MS).status(tracked, cellOf(tracked));
    expect([never.ageSeconds, never.state]).toEqual([undefined, "no-data"]);
  });

  it("observes the time since the newest sample as long as the next one is not overdue", () => {
    const { window, endMs } = counted(HOUR_STEPS, 1);
    expect(window("5m", endMs + 89_000).coverage).toBeCloseTo(1, 9);
    expect(window("5m", endMs + 90_000).coverage).toBeCloseTo((300 - 91) / 300, 9);
    // All of a window that is shorter than the silence.
    expect(window("5m", endMs + 600_000).coverage).toBe(0);
  });

  it("keeps the budget of what was counted while it is stale, and none where a feed is behind", () => {
    const { tracked, read, endMs } = counted(HOUR_STEPS, 0);
    const later = endMs + 120_000;
    expect(read(later).budget.left).toEqual({ kind: "noData", reason: "stale" });
    for (const feed of tracked.feeds) feed.cover(later);
    expect(read(later)).toMatchObject({ state: "no-data", budget: { left: { kind: "value", value: 1 } } });
    expect(read(later).windows[0]?.burnRate).toEqual({ kind: "noData", reason: "stale" });
  });

  it("is approximate where some of its window was read as rates, or all that it counts is", () => {
    const { tracked, read, endMs } = counted(HOUR_STEPS, 0);
    const windowStartMs = endMs - 86_400_000;
    tracked.approximateUntilMs = windowStartMs;
    tracked.historyRemark = "not a counter?";
    expect(read()).toMatchObject({ approximate: false, note: undefined });
    tracked.approximateUntilMs = windowStartMs + 1;
    expect(read()).toMatchObject({ approximate: true, note: "not a counter?" });
    const rates = objective({ window: day, indicator: indicators.promql });
    expect(counted(HOUR_STEPS, 0, rates).read().approximate).toBe(true);
  });

  it("knows what does not count, and which share of each window that is", () => {
    const fromMs = START_MS + HOUR_STEPS * STEP_MS;
    const span = {
      kind: "span",
      from: instant(fromMs),
      to: instant(fromMs + 1_800_000),
      reason: "Drill",
    } as const;
    const store = new CellStore(STEP_MS);
    const tracked = track(objective({ window: day, exclusions: [span] }), store);
    const at = fromMs + 900_000;
    store.advance(at);
    const status = new Readout(instant(at), STEP_MS).status(tracked, cellOf(tracked));
    expect(status.exclusion).toEqual({ since: fromMs, until: fromMs + 1_800_000, reason: "Drill" });
    expect(status.note).toContain("excluded since");
    const shares = ["5m", "30m", "1h"]
      .map((name) => windowOf(status, name))
      .map(({ excluded, coverage }) => [excluded, coverage]);
    expect(shares).toEqual([
      [1, 1],
      [0.5, 0.5],
      [0.25, 0.25],
    ]);
  });

  it("has no budget of a group that nobody uses", () => {
    const store = new CellStore(STEP_MS);
    const tracked = track(objective({ window: { kind: "rolling", length: days(7) }, by: ["pod"] }), store);
    const cell = tracked.cellFor({ pod: "a" }, START_MS);
    if (cell === undefined) throw new Error("no cell");
    cell.addEvents(START_MS, 100, 1);
    for (let hour = 1; hour <= 30; hour++) {
      store.advance(START_MS + hour * 3_600_000);
      cell.observe(START_MS + hour * 3_600_000, 60_000, START_MS);
    }
    const endMs = START_MS + 30 * 3_600_000;
    for (const feed of tracked.feeds) feed.cover(endMs);
    const status = new Readout(instant(endMs), STEP_MS).status(tracked, cell);
    expect([status.by, status.budget.left]).toEqual([{ pod: "a" }, { kind: "noData", reason: "no-traffic" }]);
  });
});

describe("the alert conditions of a cell", () => {
  /** Of a day, the first is 7.2 times over 5m and 1h, the second 2 times over 30m and 6h. */
  const daily = objective({ window: day });

  it("are remembered while they hold, and as long as a badly observed window cannot clear them", () => {
    const { tracked, cell, endMs } = counted(4 * HOUR_STEPS, 10, daily);
    const remember = (atMs: number): void => new Readout(instant(atMs), STEP_MS).remember(tracked, cell);
    remember(endMs);
    // A tenth of all events is 100 times what may be bad.
    expect([...cell.held]).toEqual([0, 1]);
    for (let i = 1; i <= 70; i++) {
      cell.observe(endMs + i * STEP_MS - 1000, STEP_MS, START_MS);
      cell.addEvents(endMs + i * STEP_MS - 1000, 100, 0);
      cell.place.bank.advance(endMs + i * STEP_MS);
    }
    for (const feed of tracked.feeds) feed.cover(endMs + 70 * STEP_MS);
    remember(endMs + 70 * STEP_MS);
    // An hour that was observed clears the first; of six hours too little was seen.
    expect([...cell.held]).toEqual([1]);
  });

  it("are not cleared by what was read before a feed fell behind", () => {
    const { tracked, cell, endMs } = counted(HOUR_STEPS, 0, daily);
    const remember = (): void => new Readout(instant(endMs), STEP_MS).remember(tracked, cell);
    cell.held = new Set([0]);
    const [feed] = tracked.feeds;
    feed?.reopen(START_MS);
    remember();
    expect([...cell.held]).toEqual([0]);
    feed?.cover(endMs);
    remember();
    expect([...cell.held]).toEqual([]);
  });

  it("stay as they are while nothing can be read, or history alone is known", () => {
    const { tracked, cell, endMs } = counted(HOUR_STEPS, 10, daily);
    new Readout(instant(endMs + 600_000), STEP_MS).remember(tracked, cell);
    expect([...cell.held]).toEqual([]);
    const known = track(daily);
    for (const feed of known.feeds) feed.cover(START_MS);
    cellOf(known).noteHistory(START_MS - 60_000, START_MS);
    cellOf(known).held = new Set([1]);
    new Readout(instant(START_MS), STEP_MS).remember(known, cellOf(known));
    expect([...cellOf(known).held]).toEqual([1]);
  });
});
