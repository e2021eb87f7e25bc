import { describe, expect, it } from "vitest";
import { SourceLedger } from "../../../../src/core/ledger/source-ledger.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { seconds } from "../../../../src/core/units/seconds.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "../driven-ledger.ts";

/** Counts 100 events a step, of which nothing is to be refused. */
function running(): DrivenLedger {
  const driven = new DrivenLedger([objective()]);
  for (let step = 1; step <= 20; step++) driven.stepWith([[requests("200"), 100 * step]]);
  expect(driven.ledger.refused).toEqual({ future: 0, invalid: 0, implausible: 0 });
  return driven;
}

describe("raw samples that are not counted", () => {
  it("are told by their number: those that are dated too late", () => {
    const driven = running();
    driven.aheadMs = 3_600_000;
    driven.step();
    // The question reaches two minutes further back than to the last answer, in which there are four samples.
    expect(driven.ledger.refused).toEqual({ future: 4, invalid: 0, implausible: 0 });
  });

  it("are told by their number: what is no number of events, unless it is a single mark", () => {
    const driven = running();
    driven.stepWith([[requests("200"), -5]]);
    expect(driven.ledger.refused).toEqual({ future: 0, invalid: 1, implausible: 0 });
    const marked = running();
    marked.stepWith([[requests("200"), Number.NaN]]);
    expect(marked.ledger.refused.invalid).toBe(0);
  });

  it("are told by their number: series that appear with more than can be new", () => {
    const driven = running();
    driven.stepWith([
      [requests("200"), 2100],
      [requests("200", "b"), 5_000_000],
    ]);
    expect(driven.ledger.refused).toEqual({ future: 0, invalid: 0, implausible: 1 });
  });

  it("are told of all delays of a source together", () => {
    const ledger = new SourceLedger({ step: seconds(STEP_MS / 1000) });
    ledger.follow([objective(), objective({ slo: "late", delay: seconds(600) })], instant(START_MS));
    const at = instant(START_MS + STEP_MS);
    const series = [{ labels: requests("200"), timestamps: [at + 7_200_000], values: [1] }];
    ledger.ingest(
      at,
      ledger.plan(at).map(() => ({ kind: "series", series })),
    );
    expect(ledger.refused).toEqual({ future: 2, invalid: 0, implausible: 0 });
  });
});
