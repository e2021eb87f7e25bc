import { describe, expect, it } from "vitest";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import type { NoReadingDetail } from "../../../../src/core/ledger/readout/freshness.ts";
import { noteOf, type NoteFacts } from "../../../../src/core/ledger/readout/note.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS } from "../driven-ledger.ts";
import { cellOf, feedOf, track } from "../track.ts";

const DAY_MS = 86_400_000;
/** A window of which all is known, with traffic. */
const usual: NoteFacts = {
  noReading: undefined,
  slo: { window: "slo", length: days(30), bad: 1, total: 1000, coverage: 1, excluded: 0 },
  isUnused: false,
  at: instant(START_MS),
  holdsHistory: false,
  exclusion: undefined,
};
const note = (facts: Partial<NoteFacts> = {}, tracked: TrackedObjective = track()): string | undefined =>
  noteOf(tracked, cellOf(tracked), { ...usual, ...facts });
const noReading = (detail: NoReadingDetail, of: Objective = objective()): string | undefined =>
  note({ noReading: { reason: "stale", detail } }, track(of));

describe("the note of an objective", () => {
  it("is none where there is nothing to say", () => {
    expect(note()).toBeUndefined();
  });

  it.each<{ detail: NoReadingDetail; told: string }>([
    { detail: { kind: "failing", message: "connection refused" }, told: "connection refused" },
    { detail: { kind: "never seen" }, told: 'no samples yet of http_requests_total{job="checkout"}' },
    {
      detail: { kind: "old", ageMs: 91_400, maxAgeMs: 90_000 },
      told: "the newest sample is 1m31s old, expected at most 1m30s",
    },
    {
      detail: { kind: "silent", sinceMs: START_MS - 7_200_000, ageMs: 7_200_000 },
      told: "nothing since about 2025-12-31 22:00 UTC, 2h ago; the budget is as of then",
    },
    {
      detail: { kind: "silent", sinceMs: START_MS, ageMs: -5_000 },
      told: "nothing since about 2026-01-01 00:00 UTC, 1s ago; the budget is as of then",
    },
    {
      detail: { kind: "future", aheadMs: 61_000 },
      told: "samples are dated 1m1s after the time of their Prometheus; they are not counted",
    },
    {
      detail: { kind: "future", aheadMs: 5 },
      told: "samples are dated 1s after the time of their Prometheus; they are not counted",
    },
    { detail: { kind: "invalid", what: "a success of 2" }, told: "a success of 2" },
  ])("says why nothing can be read: $told", ({ detail, told }) => {
    expect(noReading(detail)).toBe(told);
  });

  it("tells ages from now where samples come late, and not those of what is dated wrongly", () => {
    const late = objective({ delay: seconds(600) });
    expect(noReading({ kind: "old", ageMs: 91_000, maxAgeMs: 90_000 }, late)).toBe(
      "the newest sample is 11m31s old, expected at most 11m30s",
    );
    expect(noReading({ kind: "silent", sinceMs: START_MS, ageMs: 60_000 }, late)).toContain(" 11m ago;");
    expect(noReading({ kind: "future", aheadMs: 60_000 }, late)).toContain("dated 1m after");
  });

  it("names the query of all events where none was ever seen, also of an expression", () => {
    const told = noReading({ kind: "never seen" }, objective({ indicator: indicators.promql }));
    expect(told).toBe('no samples yet of sum(sum(rate(orders_total{job="checkout"}[5m])))');
  });

  it.each([
    { bounds: [1, 0.1, 0.25, 0.5, Number.POSITIVE_INFINITY], told: "the nearest are 0.25 and 0.5" },
    { bounds: [0.1, 0.2], told: "the nearest are 0.2" },
    { bounds: [1, 0.5], told: "the nearest are 0.5" },
    { bounds: [Number.POSITIVE_INFINITY], told: "the histogram has no finite buckets" },
    { bounds: [], told: "the histogram has no finite buckets" },
  ])("says which bounds a histogram has beside the one that is missing: $told", ({ bounds, told }) => {
    expect(noReading({ kind: "no such bucket", bound: 0.3, bounds })).toBe(`no bucket le="0.3"; ${told}`);
  });
});

describe("what makes numbers less than exact", () => {
  it("is a window that was hardly observed, up to a hundredth of it", () => {
    const hardly = { ...usual.slo, coverage: 0.00999, total: 0 };
    expect(note({ slo: hardly })).toBe("only 7h 11m of the 30d window was observed, expected at least 7h 12m");
    expect(note({ slo: { ...hardly, coverage: 0.004_56 } })).toContain("only 3h 16m of");
    expect(note({ slo: { ...usual.slo, coverage: 0.01 } })).toBeUndefined();
  });

  it("is a window without events, unless some of it does not count", () => {
    expect(note({ slo: { ...usual.slo, total: 0 } })).toBe("no events in the 30d window");
    expect(note({ slo: { ...usual.slo, total: 0, excluded: 0.1 } })).toBeUndefined();
  });

  it("is a group that nobody uses", () => {
    expect(note({ isUnused: true })).toBe("no events for 1d: no budget until this group is used again");
  });

  it("is that more groups came than are followed", () => {
    const tracked = track(objective({ by: ["pod", "zone"] }));
    for (let i = 0; i <= 1000; i++) tracked.cellFor({ pod: `${i}` }, START_MS);
    expect(note({}, tracked)).toBe("more than 1000 groups by pod, zone; the others are not followed");
  });

  it("is that groups have labels too long to be followed, beside all else", () => {
    const tracked = track(objective({ by: ["pod"] }));
    tracked.cellFor({ pod: "a" }, START_MS);
    tracked.cellFor({ pod: "x".repeat(2000) }, START_MS);
    const long =
      "groups are not followed whose labels are longer than 1024 characters, or than 128000 with those of all others";
    expect(note({}, tracked)).toBe(long);
    expect(note({ isUnused: true }, tracked)).toBe(
      `no events for 1d: no budget until this group is used again; ${long}`,
    );
  });

  it("is a counter that was too large to be new, for a day", () => {
    const tracked = track();
    cellOf(tracked).refuseBirth(START_MS - DAY_MS, 9_000_000);
    const told = "a counter appeared with 9000000 events, too many to be new; it counts from its second sample";
    expect(note({}, tracked)).toBe(told);
    expect(note({ at: instant(START_MS + 1) }, tracked)).toBeUndefined();
  });

  it("is history that cannot be told apart, and counts that come from rates", () => {
    const tracked = track(objective({ indicator: indicators.promql }));
    expect(note({}, tracked)).toBe("counted from rates over 5m, not from raw counters");
    tracked.lostHistory = true;
    expect(note({}, tracked)).toBe(
      "some selectors were not read for over an hour while others were; their events of that time are missing",
    );
  });

  it("is history that was counted from rates, while a window holds some of it, and why", () => {
    const tracked = track();
    tracked.whyRates = "it has no remote read";
    expect(note({}, tracked)).toBeUndefined();
    expect(note({ holdsHistory: true }, tracked)).toBe(
      "its history is counted from rates, which miss events: it has no remote read",
    );
    tracked.whyRates = undefined;
    expect(note({ holdsHistory: true }, tracked)).toBeUndefined();
  });

  it("is what Prometheus remarks on a question, or on one for history while a window holds some", () => {
    const tracked = track();
    tracked.historyRemark = "history: not a counter?";
    expect(note({}, tracked)).toBeUndefined();
    expect(note({ holdsHistory: true }, tracked)).toBe("history: not a counter?");
    feedOf(tracked, "bad").hear({ kind: "series", series: [], remarks: ["not a counter?"] });
    expect(note({ holdsHistory: true }, tracked)).toBe("not a counter?");
    expect(note({ slo: { ...usual.slo, total: 0 } }, tracked)).toBe("no events in the 30d window; not a counter?");
  });
});

describe("what is excluded", () => {
  const [since, until] = [instant(START_MS - 7_200_000), instant(START_MS + 7_200_000)];
  it.each([
    { exclusion: { since, until: undefined, reason: undefined }, told: "excluded since 2025-12-31 22:00 UTC" },
    {
      exclusion: { since, until, reason: "The database moves" },
      told: "excluded since 2025-12-31 22:00 UTC, until 2026-01-01 02:00 UTC: The database moves",
    },
  ])("is said first: $told", ({ exclusion, told }) => {
    expect(note({ exclusion })).toBe(told);
    expect(note({ exclusion, slo: { ...usual.slo, total: 0 } })).toBe(`${told}; no events in the 30d window`);
  });
});
