import { describe, expect, it } from "vitest";
import type { LedgerAnswer, LedgerQuery } from "../../../src/core/ledger/ports.ts";
import type { Exclusion } from "../../../src/core/objective/exclusion.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { objective } from "../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "./driven-ledger.ts";
import { SimulatedPrometheus } from "./simulated-prometheus.ts";

const CONDITION = "maintenance_mode == 1";

/** Answers the condition as it is told to, and raw selectors as ever. */
class WithCondition extends SimulatedPrometheus {
  says: "holds" | "does not hold" | "nothing" = "does not hold";

  override answer(query: LedgerQuery): LedgerAnswer {
    if (query.promql !== `group(${CONDITION})`) return super.answer(query);
    if (this.says === "nothing") return { kind: "failed", reason: "timeout", message: "context deadline exceeded" };
    const holds = this.says === "holds" && query.kind === "instant";
    return { kind: "series", series: holds ? [{ labels: {}, timestamps: [query.at], values: [1] }] : [] };
  }
}

function driven(exclusions: readonly Exclusion[]): {
  readonly ledger: DrivenLedger;
  readonly prometheus: WithCondition;
} {
  const ledger = new DrivenLedger([objective({ exclusions })]);
  const prometheus = new WithCondition();
  ledger.prometheus = prometheus;
  return { ledger, prometheus };
}

/** Steps in each of which ten requests are made, of which so many fail. */
function serve(ledger: DrivenLedger, steps: number, failing: number): void {
  for (let i = 0; i < steps; i++) {
    const made = (ledger.nowMs - START_MS) / STEP_MS + 1;
    failed += failing;
    ledger.stepWith([
      [requests("200"), made * 10],
      [requests("500"), failed],
    ]);
  }
}
let failed = 0;

const condition: Exclusion = { kind: "condition", when: CONDITION, reason: "Drill" };

describe("a condition that excludes", () => {
  it("keeps out what happens while it holds, and counts on after it", () => {
    const { ledger, prometheus } = driven([condition]);
    failed = 0;
    serve(ledger, 10, 1);
    const before = ledger.counts("1h");
    prometheus.says = "holds";
    serve(ledger, 10, 9);
    expect(ledger.counts("1h")).toEqual(before);
    expect(ledger.status()).toMatchObject({ exclusion: { until: undefined, reason: "Drill" } });
    expect(ledger.window("5m").burnRate).toEqual({ kind: "noData", reason: "excluded" });
    prometheus.says = "does not hold";
    serve(ledger, 10, 1);
    expect(ledger.status().exclusion).toBeUndefined();
    // The time between two samples that the end lies in may hold nothing but failures of before.
    expect(ledger.counts("1h").bad).toBe(before.bad + 9);
    expect(ledger.window("1h").excluded).toBeCloseTo((10 * STEP_MS) / 3_600_000, 9);
  });

  it("that is not answered leaves nothing counted and no number, until it is", () => {
    const { ledger, prometheus } = driven([condition]);
    failed = 0;
    serve(ledger, 10, 1);
    const before = ledger.counts("1h");
    prometheus.says = "nothing";
    serve(ledger, 4, 9);
    expect(ledger.counts("1h")).toEqual(before);
    expect(ledger.status()).toMatchObject({
      state: "no-data",
      note: expect.stringContaining("context deadline exceeded"),
    });
    prometheus.says = "does not hold";
    serve(ledger, 10, 1);
    expect(ledger.window("5m").burnRate.kind).toBe("value");
    // Nobody knows whether the failures in between count: they do not, and that time is not said to be observed.
    expect(ledger.counts("1h").bad).toBe(before.bad + 10);
    expect(ledger.window("1h").coverage).toBeLessThan((20 * STEP_MS) / 3_600_000 + 0.01);
  });
});

describe("a span that is added to a spec", () => {
  const span = (from: number, to: number): Exclusion => ({
    kind: "span",
    from: instant(from),
    to: instant(to),
    reason: undefined,
  });

  it("costs no count as long as it is still to come, and then keeps out what happens", () => {
    const { ledger } = driven([]);
    failed = 0;
    serve(ledger, 10, 1);
    const before = ledger.counts("1h");
    const coming = span(ledger.nowMs + 5 * STEP_MS, ledger.nowMs + 15 * STEP_MS);
    ledger.ledger.follow([objective({ exclusions: [coming] })], instant(ledger.nowMs));
    expect(ledger.counts("1h")).toEqual(before);
    serve(ledger, 20, 1);
    expect(ledger.counts("1h").bad).toBeCloseTo(before.bad + 10, -0.5);
    expect(ledger.window("1h").excluded).toBeCloseTo((10 * STEP_MS) / 3_600_000, 9);
  });

  it("has all read again where it has been", () => {
    const { ledger } = driven([]);
    failed = 0;
    serve(ledger, 10, 1);
    const past = span(START_MS, START_MS + 5 * STEP_MS);
    ledger.ledger.follow([objective({ exclusions: [past] })], instant(ledger.nowMs));
    expect(ledger.counts("1h").total).toBe(0);
    expect(ledger.ledger.planBackfill(instant(ledger.nowMs))).not.toEqual([]);
  });
});
