import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowStatus } from "../../../../src/core/budget/status.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { propertyRuns } from "../../../fixtures/property-runs.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { OBJECTIVES, writeWorld } from "../keeping/hard-world.ts";

const windowsOf = (driven: DrivenLedger, slo: string): readonly WindowStatus[] =>
  driven.statuses.find((status) => status.objective.slo === slo)?.windows ?? [];

describe("an SLO that is added to a ledger that follows its series already", () => {
  it("counts each event once, those of the minutes before it too, when specs are read again and when they are not", () => {
    for (const reads of [1, 3]) {
      const driven = new DrivenLedger([objective()], START_MS, true);
      for (let atMs = START_MS - 7_200_000, events = 0; atMs < START_MS + 100 * STEP_MS; atMs += STEP_MS)
        driven.prometheus.append(requests("200"), atMs + 1000, (events += 10));
      for (let step = 0; step < 30; step++) driven.step();
      driven.readPast();
      for (let read = 0; read < reads; read++) {
        driven.ledger.follow([objective(), objective({ slo: "another" })], instant(driven.nowMs));
        // The first question of the new one has no answer.
        driven.step(read === 0);
      }
      driven.readPast();
      driven.step();
      const totals = driven.statuses.map(({ windows }) => windows.map(({ window, total }) => [window, total]));
      expect(totals[1]).toEqual(totals[0]);
      expect(driven.window("1h").total).toBe(1200);
    }
  });

  it("knows what one does that begins with it, of series that restart, vanish and come back", () => {
    const [first, ...others] = OBJECTIVES;
    if (first === undefined) throw new Error("no objectives");
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 15, max: 60 }), fc.integer({ min: 1, max: 8 }), (seed, before, after) => {
        const driven = new DrivenLedger([first, objective({ slo: "all", by: ["code", "pod"] })], START_MS, true);
        writeWorld(driven.prometheus, seed, 8, 80);
        for (let step = 0; step < before; step++) driven.step();
        driven.readPast();
        driven.ledger.follow([first, ...others], instant(driven.nowMs));
        const fresh = new DrivenLedger([first, ...others], driven.nowMs, true);
        fresh.prometheus = driven.prometheus;
        for (const one of [driven, fresh]) {
          for (let step = 0; step < after; step++) one.step();
          one.readPast();
        }
        for (const { slo } of others.filter(({ by }) => by.length === 0)) {
          for (const { window, total, bad } of windowsOf(fresh, slo)) {
            const told = windowsOf(driven, slo).find((one) => one.window === window);
            expect([slo, window, Math.abs((told?.total ?? 0) - total) <= 0.005 * total]).toEqual([slo, window, true]);
            expect([slo, window, Math.abs((told?.bad ?? 0) - bad) <= 5 + 0.005 * bad]).toEqual([slo, window, true]);
          }
        }
      }),
      propertyRuns(8),
    );
  }, 60_000);
});
