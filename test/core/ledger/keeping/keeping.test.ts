import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { START_MS, DrivenLedger } from "../driven-ledger.ts";
import { OBJECTIVES, writeWorld } from "./hard-world.ts";

const STEPS = 90;

/** A ledger that finds some hours of history, in a world of its own. */
function begin(seed: number, hoursBefore = 8): DrivenLedger {
  const driven = new DrivenLedger(OBJECTIVES, START_MS, true);
  writeWorld(driven.prometheus, seed, hoursBefore, STEPS);
  return driven;
}

/** Another one in its place, on the same data. */
function restarted(from: DrivenLedger, kept = from.kept(), nowMs = from.nowMs): DrivenLedger {
  const driven = new DrivenLedger(OBJECTIVES, nowMs, true, kept);
  driven.prometheus = from.prometheus;
  return driven;
}

describe("a ledger that goes on with what another one kept", () => {
  it("knows to the last bit what the other one would, whenever it takes over", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.nat(STEPS - 1), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(STEPS - 1), { maxLength: 12 }),
        fc.nat(20),
        (seed, restarts, failures, firstRead) => {
          const reference = begin(seed);
          let driven = begin(seed);
          for (let step = 0; step < STEPS; step++) {
            for (const one of [reference, driven]) {
              one.step(failures.includes(step));
              // History comes in span by span, between the steps and between the restarts.
              if (step >= firstRead) one.readPast(1);
            }
            if (restarts.includes(step)) driven = restarted(driven);
            expect(driven.statuses).toEqual(reference.statuses);
          }
          expect(driven.kept()).toEqual(reference.kept());
        },
      ),
      { numRuns: 4 },
    );
  }, 120_000);
});
