import { expect, it } from "vitest";
import { objective } from "../fixtures/objectives.ts";
import { DrivenLedger, requests, STEP_MS } from "../core/ledger/driven-ledger.ts";

const MISSED = 30;

it("observes what was missed although the first series that is read was away for a part of it", () => {
  const driven = new DrivenLedger([objective()]);
  for (let step = 0; step < 60 + MISSED; step++) {
    const isAway = step > 62 && step < 58 + MISSED;
    driven.stepWith(
      [...(isAway ? [] : ([[requests("200", "a"), 10 * step]] as const)), [requests("200", "b"), 10 * step]],
      step >= 60,
    );
  }
  driven.step();
  expect(driven.window("30m").coverage).toBeCloseTo(1, 2);
});

it("counts the newest minutes of groups that are seen for the first time in what was missed", () => {
  const driven = new DrivenLedger([objective({ by: ["pod"] })]);
  // As many as need another block of cells.
  const pods = Array.from({ length: 20 }, (_, i) => `pod${i}`);
  for (let step = 0; step < MISSED; step++)
    driven.stepWith(
      pods.map((pod) => [requests("200", pod), 10 * step] as const),
      step >= 1,
    );
  driven.step();
  const minutes = (5 * 60_000) / STEP_MS;
  for (const pod of pods) expect(driven.counts("5m", { pod }).total).toBeCloseTo(10 * (minutes - 1), -1);
});
