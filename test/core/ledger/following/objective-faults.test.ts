import { describe, expect, it } from "vitest";
import { faultyStatus } from "../../../../src/core/budget/without-numbers.ts";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { START_MS } from "../driven-ledger.ts";

const AT = instant(START_MS);
const [sick, well] = [objective({ slo: "sick" }), objective({ slo: "well" })];
const planted = new Error("planted");
const fail = (): never => {
  throw planted;
};

/** A status that no fault brings. */
const read = (of = well) => ({ ...faultyStatus({ objective: of, by: {}, at: AT }, planted), note: "read" });

describe("the faults of objectives", () => {
  it("are each its own: the others go on", () => {
    const faults = new ObjectiveFaults();
    let done = 0;
    faults.guard(sick, fail);
    faults.guard(well, () => done++);
    expect(done).toBe(1);
    expect([...faults.errors]).toEqual([["checkout/sick", planted]]);
    expect(faults.status(well, {}, AT, read).note).toBe("read");
  });

  it("take every number of theirs from then on, for some events may be lost", () => {
    const faults = new ObjectiveFaults();
    faults.guard(sick, fail);
    let reads = 0;
    const status = faults.status(sick, { pod: "a" }, AT, () => {
      reads += 1;
      return read(sick);
    });
    expect([status.state, status.note, status.by]).toEqual([
      "no-data",
      "a fault in headroom itself: planted",
      { pod: "a" },
    ]);
    expect(reads).toBe(0);
    expect(faults.unfollowed(AT)).toEqual([]);
  });

  it("are told where the status itself cannot be read", () => {
    const faults = new ObjectiveFaults();
    expect(faults.status(sick, {}, AT, fail).note).toBe("a fault in headroom itself: planted");
    expect([...faults.errors.keys()]).toEqual(["checkout/sick"]);
  });

  it("have statuses of their own where an objective could not even be begun", () => {
    const faults = new ObjectiveFaults();
    faults.guardStart(well, () => undefined);
    expect([faults.unfollowed(AT), faults.errors.size]).toEqual([[], 0]);
    faults.guardStart(sick, fail);
    faults.guardStart(objective({ slo: "later" }), () => undefined);
    expect(faults.unfollowed(AT)).toEqual([faultyStatus({ objective: sick, by: {}, at: AT }, planted)]);
  });

  it("are forgotten with a new set of objectives", () => {
    const faults = new ObjectiveFaults();
    faults.guardStart(sick, fail);
    faults.clear();
    expect([faults.errors.size, faults.unfollowed(AT)]).toEqual([0, []]);
    expect(faults.status(sick, {}, AT, () => read(sick)).note).toBe("read");
  });
});

describe("a piece of work whose pauses nobody uses", () => {
  it("is done to its end, and comes to what it comes to", () => {
    let steps = 0;
    function* work(): Generator<void, string> {
      for (; steps < 3; steps++) yield;
      return "done";
    }
    expect([unpaused(work()), steps]).toEqual(["done", 3]);
  });
});
