import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { days } from "../../../../src/core/units/seconds.ts";
import { objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "../driven-ledger.ts";

const SLO = objective({ window: { kind: "rolling", length: days(1) } });
const SCRAPES = 120;

/** What one scrape shows more than the one before it, and whether its process is a new one. */
interface Scrape {
  readonly begins: boolean;
  readonly good: number;
  readonly bad: number;
}

/** A process that restarts between scrapes: what it shows, and which events of it are told by any of its counters. */
function crashLoop(driven: DrivenLedger, scrapes: readonly Scrape[]): { readonly total: number; readonly bad: number } {
  const sums = { total: 0, bad: 0 };
  let last = { good: 40, bad: 1 };
  for (const [i, { begins, good, bad }] of scrapes.entries()) {
    const now = begins ? { good, bad } : { good: last.good + good, bad: last.bad + bad };
    const isSeen = now.good < last.good || now.bad < last.bad;
    if (i > 0) {
      sums.bad += isSeen ? now.bad : now.bad - last.bad;
      sums.total += isSeen ? now.good + now.bad : now.good - last.good + now.bad - last.bad;
    }
    const atMs = START_MS + i * STEP_MS + 1000;
    driven.prometheus.append(requests("500"), atMs, now.bad);
    driven.prometheus.append(requests("200"), atMs, now.good);
    last = now;
  }
  return sums;
}

describe("restarts between two scrapes", () => {
  it("are counted by who looks all the time, by who reads all later, and by who begins in between, as they are shown", () => {
    const scrape = fc.record({
      begins: fc.constantFrom(true, false),
      good: fc.integer({ min: 10, max: 50 }),
      bad: fc.constantFrom(0, 0, 1, 2),
    });
    const stories = fc.array(scrape, { minLength: SCRAPES, maxLength: SCRAPES });
    fc.assert(
      fc.property(stories, fc.integer({ min: 20, max: SCRAPES - 1 }), (scrapes, began) => {
        const live = new DrivenLedger([SLO], START_MS);
        const told = crashLoop(live, scrapes);
        for (let i = 0; i < SCRAPES; i++) live.step();
        const begun = new DrivenLedger([SLO], START_MS + began * STEP_MS, true);
        begun.prometheus = live.prometheus;
        begun.step();
        begun.readPast();
        while (begun.nowMs < live.nowMs) begun.step();
        expect([live.counts("slo"), begun.counts("slo")]).toEqual([told, told]);
      }),
      { numRuns: 30 },
    );
  });
});
