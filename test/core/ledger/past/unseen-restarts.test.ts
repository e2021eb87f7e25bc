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

/** What is told by a ledger that looks all the time, by one that begins later and reads the past, and by all samples. */
function tell(scrapes: readonly Scrape[], began: number) {
  const live = new DrivenLedger([SLO], START_MS);
  const told = crashLoop(live, scrapes);
  for (let i = 0; i < scrapes.length; i++) live.step();
  const begun = new DrivenLedger([SLO], START_MS + began * STEP_MS, true);
  begun.prometheus = live.prometheus;
  begun.step();
  begun.readPast();
  while (begun.nowMs < live.nowMs) begun.step();
  return { live: live.counts("slo"), begun: begun.counts("slo"), told };
}

/** Stories of as many scrapes, with so many good events between two of them. */
const stories = (least: number, most: number) =>
  fc.array(
    fc.record({
      begins: fc.constantFrom(true, false),
      good: fc.integer({ min: least, max: most }),
      bad: fc.constantFrom(0, 0, 1, 2),
    }),
    { minLength: SCRAPES, maxLength: SCRAPES },
  );
const joining = fc.integer({ min: 20, max: SCRAPES - 1 });

describe("restarts between two scrapes", () => {
  it("are counted by who looks all the time, by who reads all later, and by who begins in between, as they are shown", () => {
    fc.assert(
      fc.property(stories(10, 50), joining, (scrapes, began) => {
        const { live, begun, told } = tell(scrapes, began);
        expect([live, begun]).toEqual([told, told]);
      }),
      { numRuns: 30 },
    );
  });

  it("are counted so of a process with thousands of events a scrape, once it is known how fast it is", () => {
    const steady = Array.from({ length: 4 }, (): Scrape => ({ begins: false, good: 3000, bad: 1 }));
    const seen: Scrape = { begins: true, good: 3000, bad: 1 };
    fc.assert(
      fc.property(stories(1000, 5000), joining, (scrapes, began) => {
        const { live, begun, told } = tell([...steady, seen, ...scrapes], began);
        expect([live, begun]).toEqual([told, told]);
      }),
      { numRuns: 30 },
    );
  });
});
