import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { readStatuses, rememberHeld } from "../../../../src/core/ledger/readout/statuses.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { seconds } from "../../../../src/core/units/seconds.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const DAY_MS = 86_400_000;
const STEP = seconds(STEP_MS / 1000);

function read(all: readonly TrackedObjective[], faults = new ObjectiveFaults(), atMs = START_MS) {
  const work = readStatuses(all, faults, instant(atMs), STEP);
  let pauses = 0;
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return { statuses: value, pauses };
    pauses += 1;
  }
}
function tracked(count: number): readonly TrackedObjective[] {
  const store = new CellStore(STEP_MS);
  return Array.from({ length: count }, (_, i) => track(objective({ slo: `slo-${i}` }), store));
}

describe("the statuses of all objectives", () => {
  it("are one for each group, and one that says so where there is none", () => {
    const grouped = track(objective({ slo: "grouped", by: ["pod"] }));
    const none = track(objective({ slo: "none", by: ["pod"] }));
    for (const pod of ["a", "b"]) grouped.cellFor({ pod }, START_MS)?.noteSample(START_MS);
    const { statuses } = read([track(), grouped, none]);
    expect(statuses.map(({ objective: { slo }, by, state }) => [slo, by, state])).toEqual([
      ["availability", {}, "no-data"],
      ["grouped", { pod: "a" }, "no-data"],
      ["grouped", { pod: "b" }, "no-data"],
      ["none", {}, "no-data"],
    ]);
  });

  it("are none of groups that are gone, and one that says so where all are", () => {
    const grouped = track(objective({ by: ["pod"] }));
    grouped.cellFor({ pod: "old" }, START_MS)?.noteSample(START_MS);
    grouped.cellFor({ pod: "new" }, START_MS)?.noteSample(START_MS + DAY_MS);
    expect(read([grouped], undefined, START_MS + DAY_MS + 2000).statuses.map(({ by }) => by)).toEqual([{ pod: "new" }]);
    expect(read([grouped], undefined, START_MS + 2 * DAY_MS + 2000).statuses.map(({ by }) => by)).toEqual([{}]);
  });

  it("are as old as they may be by the step", () => {
    const one = track();
    for (const feed of one.feeds) feed.cover(START_MS + 150_000);
    cellOf(one).noteSample(START_MS);
    const reasonAt = (step: number) => {
      const [status] = unpaused(readStatuses([one], new ObjectiveFaults(), instant(START_MS + 150_000), seconds(step)));
      return status?.windows[0]?.burnRate;
    };
    expect([reasonAt(60), reasonAt(30)]).toEqual([
      { kind: "noData", reason: "insufficient" },
      { kind: "noData", reason: "stale" },
    ]);
  });

  it("are read with pauses after every five of them", () => {
    expect([4, 5, 10, 12].map((count) => read(tracked(count)).pauses)).toEqual([0, 1, 2, 2]);
    const grouped = track(objective({ by: ["pod"] }));
    for (let i = 0; i < 8; i++) grouped.cellFor({ pod: `${i}` }, START_MS)?.noteSample(START_MS);
    // The next pause comes five statuses after the one before.
    expect(read([grouped, ...tracked(4)]).pauses).toBe(1);
    expect(read([grouped, ...tracked(5)]).pauses).toBe(2);
  });

  it("tell of faults, also those of objectives that could not be begun", () => {
    const faults = new ObjectiveFaults();
    const fail = (): never => {
      throw new Error("planted");
    };
    faults.guard(objective({ slo: "slo-0" }), fail);
    faults.guardStart(objective({ slo: "never" }), fail);
    const { statuses } = read(tracked(2), faults);
    expect(statuses.map(({ objective: { slo }, note }) => [slo, note?.includes("planted")])).toEqual([
      ["slo-0", true],
      ["slo-1", false],
      ["never", true],
    ]);
  });
});

describe("which alert conditions hold", () => {
  it("is noted of all objectives, with pauses after every five; what one throws is its own fault", () => {
    const pausesOf = (count: number): number =>
      [...rememberHeld(tracked(count), new ObjectiveFaults(), instant(START_MS), STEP)].length;
    expect([4, 5, 12].map(pausesOf)).toEqual([0, 1, 2]);
    const [sick, well] = [track(objective({ slo: "sick" })), track(objective({ slo: "well" }))];
    const faults = new ObjectiveFaults();
    for (const one of [sick, well]) {
      for (const feed of one.feeds) feed.cover(START_MS);
      cellOf(one).noteSample(START_MS);
      cellOf(one).held = new Set([0]);
    }
    // A policy that no spec can have.
    sick.objective = { ...sick.objective, alerts: { ...sick.objective.alerts, burn: undefined as never } };
    for (const _ of rememberHeld([sick, well], faults, instant(START_MS), STEP));
    expect([...faults.errors.keys()]).toEqual(["checkout/sick"]);
    // Nothing of its hour was observed, so nothing clears it.
    expect([...cellOf(well).held]).toEqual([0]);
  });
});
