import { describe, expect, it } from "vitest";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { DrivenLedger, requests } from "../driven-ledger.ts";

/** Twenty steps of one pod with 100 good events each, from a value that tells nothing. */
function warmedUp(more: readonly Readonly<Record<string, string>>[] = []): DrivenLedger {
  const driven = new DrivenLedger([objective()]);
  for (let i = 1; i <= 20; i++)
    driven.stepWith([requests("200"), ...more].map((labels) => [labels, 50_000 + i * 100] as const));
  return driven;
}

describe("samples that are no numbers of events", () => {
  it.each([
    { value: -3, says: "http_requests_total is -3, expected a number of events" },
    { value: Number.POSITIVE_INFINITY, says: "http_requests_total is Infinity, expected a number of events" },
    { value: 2 ** 53, says: "http_requests_total is 9007199254740992, expected a number of events" },
  ])("are told and not counted: $value", ({ value, says }) => {
    const driven = warmedUp();
    const before = driven.counts("1h");
    driven.stepWith([[requests("200"), value]]);
    expect(driven.status()).toMatchObject({ state: "no-data", note: expect.stringContaining(says) });
    expect(driven.counts("1h")).toEqual(before);
    // The next one goes on from the last that was a number.
    for (let i = 1; i <= 5; i++) driven.stepWith([[requests("200"), 52_000 + i * 100]]);
    expect(driven.counts("1h").total).toBe(before.total + 500);
    expect(driven.status().note ?? "").not.toContain("expected a number");
  });

  it("are the end of a series where one is NaN, and told where two are", () => {
    const driven = warmedUp();
    driven.stepWith([[requests("200"), Number.NaN]]);
    expect(driven.status().note ?? "").not.toContain("NaN");
    driven.stepWith([[requests("200"), Number.NaN]]);
    expect(driven.status().note).toContain("http_requests_total is NaN, expected a number of events");
  });

  it("are told of a series that has begun with them, and count nothing", () => {
    const driven = warmedUp();
    driven.stepWith([
      [requests("200"), 52_100],
      [requests("500"), -1],
    ]);
    expect(driven.status().note).toContain("http_requests_total is -1");
    expect(driven.counts("1h").bad).toBe(0);
    driven.stepWith([
      [requests("200"), 52_200],
      [requests("500"), 4],
    ]);
    expect(driven.counts("1h").bad).toBe(4);
  });
});

describe("a series that comes back after some missed scrapes", () => {
  it("has begun anew where another counter of its target has, and counts its whole value", () => {
    const errors = requests("500");
    const driven = warmedUp([errors]);
    const before = driven.counts("1h");
    // The good counter is scraped on; then the process restarts, and both begin at zero.
    driven.stepWith([[requests("200"), 52_100]]);
    driven.stepWith([[requests("200"), 52_200]]);
    driven.stepWith([[requests("200"), 30]]);
    driven.stepWith([
      [requests("200"), 60],
      [errors, 52_040],
    ]);
    // Of the errors, 40 or 52,040 are new: nobody makes so many in two minutes.
    expect(driven.counts("1h").bad - before.bad).toBe(40);
    const small = new DrivenLedger([objective()]);
    for (let i = 1; i <= 20; i++)
      small.stepWith([
        [requests("200"), 50_000 + i * 100],
        [errors, 5],
      ]);
    small.stepWith([[requests("200"), 52_100]]);
    small.stepWith([[requests("200"), 30]]);
    small.stepWith([
      [requests("200"), 60],
      [errors, 7],
    ]);
    expect(small.counts("1h").bad).toBe(7);
  });

  it("goes on where it was as long as no counter of its target began anew", () => {
    const driven = warmedUp([requests("500")]);
    const before = driven.counts("1h");
    for (let i = 1; i <= 3; i++) driven.stepWith([[requests("200"), 52_000 + i * 100]]);
    driven.stepWith([
      [requests("200"), 52_400],
      [requests("500"), 52_009],
    ]);
    expect(driven.counts("1h").bad - before.bad).toBe(9);
  });
});

describe("a latency told by buckets", () => {
  const target = { job: "checkout", instance: "a:80", pod: "a" };
  const bucket = (le: string) => ({ __name__: "http_request_duration_seconds_bucket", ...target, le });

  it("counts the bucket at the threshold as good and the last one as all, however the bound is written", () => {
    const driven = new DrivenLedger([objective({ indicator: indicators.classic })]);
    for (let i = 1; i <= 20; i++)
      driven.stepWith([
        [bucket("0.1"), i * 10],
        [bucket("3e-1"), i * 90],
        [bucket("+Inf"), i * 100],
      ]);
    expect(driven.counts("5m")).toEqual({ total: 1000, bad: 100 });
  });

  it("says which bounds there are where the threshold is none", () => {
    const driven = new DrivenLedger([objective({ indicator: indicators.classic })]);
    for (let i = 1; i <= 20; i++)
      driven.stepWith([
        [bucket("0.25"), i * 90],
        [bucket("1"), i * 95],
        [bucket("no number"), i * 95],
        [bucket("+Inf"), i * 100],
      ]);
    expect(driven.status().note).toBe('no bucket le="0.3"; the nearest are 0.25 and 1');
  });
});

describe("a success that a probe tells", () => {
  const probe = { __name__: "probe_success", job: "blackbox", target: "checkout" };

  it("holds until the next sample, and for two usual intervals at most", () => {
    const driven = new DrivenLedger([objective({ indicator: indicators.probe })]);
    for (let i = 0; i < 20; i++) driven.stepWith([[probe, i === 10 || i === 11 ? 0 : 1]]);
    expect(driven.counts("30m")).toEqual({ total: 19 * 30, bad: 60 });
    for (let i = 0; i < 5; i++) driven.step();
    driven.stepWith([[probe, 1]]);
    expect(driven.counts("30m").total).toBe(19 * 30 + 60);
  });

  it("is told where it is neither 0 nor 1, and counts nothing then", () => {
    const driven = new DrivenLedger([objective({ indicator: indicators.probe })]);
    for (let i = 0; i < 5; i++) driven.stepWith([[probe, 1]]);
    driven.stepWith([[probe, 7]]);
    const before = driven.counts("30m");
    driven.stepWith([[probe, 1]]);
    expect(driven.counts("30m")).toEqual(before);
    expect(driven.status().note).toBe("a success of 7, expected 0 or 1");
  });
});
