import { describe, expect, it } from "vitest";
import { instant } from "../../../../src/core/units/instant.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests, STEP_MS } from "../driven-ledger.ts";
import { SimulatedPrometheus } from "../simulated-prometheus.ts";

const HOUR_MS = 3_600_000;

/** 99 good and 1 bad request a second. */
function stepped(driven: DrivenLedger, steps: number): DrivenLedger {
  for (let i = 0; i < steps; i++) {
    const passed = (driven.nowMs + STEP_MS) / 1000;
    driven.stepWith([
      [requests("200"), passed * 99],
      [requests("500"), passed],
    ]);
  }
  return driven;
}

const running = (): DrivenLedger =>
  stepped(new DrivenLedger([objective({ window: { kind: "rolling", length: days(1) } })]), 40);

describe("samples that are dated in the future", () => {
  it.each([10_000, HOUR_MS, 30 * 24 * HOUR_MS])(
    "count nothing while they come %i ms ahead, are told, and cost nothing once it is over",
    (aheadMs) => {
      const driven = running();
      driven.aheadMs = aheadMs;
      stepped(driven, 2);
      expect(driven.window("5m").burnRate).toEqual({ kind: "noData", reason: "invalid" });
      expect(driven.status()).toMatchObject({ state: "no-data", note: expect.stringContaining("are not counted") });
      driven.aheadMs = 0;
      stepped(driven, 1);
      expect(driven.window("5m").errorRatio).toMatchObject({ kind: "value", value: expect.closeTo(0.01, 9) });
      // Nothing of the time between was lost, and nothing is counted twice.
      expect(driven.counts("5m").total).toBeCloseTo(300 * 100, 6);
      expect(driven.window("5m").coverage).toBe(1);
    },
  );

  it("are none within the few seconds by which clocks differ", () => {
    const driven = running();
    driven.aheadMs = 3_000;
    stepped(driven, 3);
    expect(driven.window("5m").burnRate).toMatchObject({ kind: "value" });
  });
});

describe("a Prometheus whose clock is set back", () => {
  it.each([600, 2 * 24 * 3600])("by %i s goes on from the new time, with what was counted before", (by) => {
    const driven = running();
    const before = driven.counts("1d").total;
    driven.nowMs -= by * 1000;
    driven.ledger.setBack(instant(driven.nowMs), seconds(by));
    expect(driven.status()).toMatchObject({ state: "no-data", ageSeconds: undefined });
    driven.prometheus = new SimulatedPrometheus();
    stepped(driven, 12);
    expect(driven.window("5m").errorRatio).toMatchObject({ kind: "value", value: expect.closeTo(0.01, 6) });
    expect(driven.status().ageSeconds).toBe(1);
    // What was counted is kept where a window can meet it.
    expect(driven.counts("1d").total > before).toBe(by === 600);
  });
});
