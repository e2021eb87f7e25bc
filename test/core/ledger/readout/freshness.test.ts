import { describe, expect, it } from "vitest";
import type { Cell } from "../../../../src/core/ledger/counting/cell.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { maxAgeMs, whyNoReading } from "../../../../src/core/ledger/readout/freshness.ts";
import type { Indicator } from "../../../../src/core/objective/indicator.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, feedOf, track } from "../track.ts";

const AT_MS = START_MS + 3_600_000;
/** Three steps of 30 s. */
const LIMIT_MS = 90_000;

interface Known {
  readonly tracked: TrackedObjective;
  readonly cell: Cell;
}

/** All of it read up to so long before the reading, and with its newest sample as old. */
function known(coveredAgoMs = 0, newestAgoMs = coveredAgoMs, indicator: Indicator = indicators.bad): Known {
  const tracked = track(objective({ indicator }));
  for (const feed of tracked.feeds) feed.cover(AT_MS - coveredAgoMs);
  const cell = cellOf(tracked);
  cell.noteSample(AT_MS - newestAgoMs);
  return { tracked, cell };
}

const why = ({ tracked, cell }: Known, atMs = AT_MS) => whyNoReading(tracked, cell, instant(atMs), STEP_MS);

describe("how old the newest sample may be", () => {
  it.each([
    { stepMs: 5_000, spacingMs: 0, limitMs: 60_000 },
    { stepMs: 30_000, spacingMs: 15_000, limitMs: 90_000 },
    { stepMs: 30_000, spacingMs: 60_000, limitMs: 180_000 },
  ])("is a minute, or three steps, or three scrapes: $limitMs ms", ({ stepMs, spacingMs, limitMs }) => {
    const cell = cellOf(track());
    cell.noteUsualSpacing(spacingMs);
    expect(maxAgeMs(cell, stepMs)).toBe(limitMs);
  });
});

describe("a cell's readings", () => {
  it("are open as long as all was read, and the newest sample is no older than it may be", () => {
    expect(why(known(LIMIT_MS))).toBeUndefined();
    expect(why(known(0, LIMIT_MS + 1))).toEqual({
      reason: "stale",
      detail: { kind: "old", ageMs: LIMIT_MS + 1, maxAgeMs: LIMIT_MS },
      isCounted: true,
    });
  });

  it("are stale where one feed is behind, and not known to be all that there was", () => {
    const half = known();
    feedOf(half.tracked, "bad").reopen(START_MS);
    const stale = { reason: "stale", detail: { kind: "old", ageMs: 0, maxAgeMs: LIMIT_MS } };
    expect(why(half)).toEqual(stale);
    feedOf(half.tracked, "bad").cover(AT_MS - LIMIT_MS - 1);
    expect(why(half)).toEqual(stale);
    feedOf(half.tracked, "bad").cover(AT_MS - LIMIT_MS);
    expect(why(half)).toBeUndefined();
  });

  it("need no percentiles", () => {
    const native = known(0, 0, indicators.native);
    feedOf(native.tracked, "latency").reopen(START_MS);
    expect(why(native)).toBeUndefined();
    feedOf(native.tracked, "newest sample").reopen(START_MS);
    expect(why(native)).toMatchObject({ reason: "stale" });
  });

  it.each([
    { reason: "timeout", told: "unreachable" },
    { reason: "unreachable", told: "unreachable" },
    { reason: "invalid", told: "invalid" },
  ] as const)("are $told where a feed is behind that failed for $reason", ({ reason, told }) => {
    const failing = known();
    const bad = feedOf(failing.tracked, "bad");
    bad.hear({ kind: "failed", reason, message: "too much" });
    expect(why(failing)).toBeUndefined();
    expect(why(failing, AT_MS + LIMIT_MS + 1)).toEqual({
      reason: told,
      detail: { kind: "failing", message: "too much" },
    });
  });

  it("have never been where no sample was seen", () => {
    const tracked = track();
    for (const feed of tracked.feeds) feed.cover(AT_MS);
    expect(why({ tracked, cell: cellOf(tracked) })).toEqual({ reason: "insufficient", detail: { kind: "never seen" } });
  });

  it("say since when there is nothing where history alone knows", () => {
    const tracked = track();
    for (const feed of tracked.feeds) feed.cover(AT_MS);
    const cell = cellOf(tracked);
    cell.noteHistory(AT_MS - 60_000, AT_MS - 30_000);
    const silent = { kind: "silent", sinceMs: AT_MS - 30_000, ageMs: 30_000 };
    expect(why({ tracked, cell })).toEqual({ reason: "stale", detail: silent, isCounted: true });
    feedOf(tracked, "bad").reopen(START_MS);
    expect(why({ tracked, cell })).toEqual({ reason: "stale", detail: silent });
  });

  it("are invalid while samples are dated after their Prometheus, until all was read later than that", () => {
    const early = known();
    early.cell.noteFuture(AT_MS, AT_MS + 40_000);
    expect(why(early)).toEqual({ reason: "invalid", detail: { kind: "future", aheadMs: 40_000 } });
    feedOf(early.tracked, "total").cover(AT_MS + 1);
    expect(why(early)).toBeUndefined();
    const never = track();
    cellOf(never).noteFuture(AT_MS, AT_MS + 40_000);
    expect(why({ tracked: never, cell: cellOf(never) })).toMatchObject({ detail: { kind: "future" } });
  });

  it("are invalid for as long as a sample may be old that was no number of events", () => {
    const odd = known();
    odd.cell.noteInvalid(AT_MS - LIMIT_MS, "a success of 2");
    const invalid = { reason: "invalid", detail: { kind: "invalid", what: "a success of 2" } };
    expect(why(odd)).toEqual(invalid);
    odd.cell.noteInvalid(AT_MS - LIMIT_MS - 1, "a success of 2");
    expect(why(odd)).toBeUndefined();
    // Who mends what was never a number has to look elsewhere than for missing samples.
    const tracked = track();
    for (const feed of tracked.feeds) feed.cover(AT_MS);
    cellOf(tracked).noteInvalid(AT_MS, "a success of 2");
    expect(why({ tracked, cell: cellOf(tracked) })).toEqual(invalid);
  });

  it("are old rather than invalid where both hold", () => {
    const both = known(0, LIMIT_MS + 1);
    both.cell.noteInvalid(AT_MS, "a success of 2");
    expect(why(both)).toMatchObject({ reason: "stale" });
  });

  it("are invalid where the histogram has no bucket at the objective's bound, and name those it has", () => {
    const latency = known(0, 0, indicators.classic);
    expect(why(latency)).toEqual({ reason: "invalid", detail: { kind: "no such bucket", bound: 0.3, bounds: [] } });
    latency.cell.latency?.learn(0.25);
    latency.cell.latency?.learn(Number.POSITIVE_INFINITY);
    expect(why(latency)).toMatchObject({ detail: { bounds: [0.25, Number.POSITIVE_INFINITY] } });
    latency.cell.latency?.learn(0.3);
    expect(why(latency)).toBeUndefined();
  });
});
