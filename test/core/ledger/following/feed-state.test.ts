import { describe, expect, it } from "vitest";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { counter, indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS } from "../driven-ledger.ts";
import { feedOf, track } from "../track.ts";

/** Bad events are those whose code matches as a whole. */
const errorsOf = (code: string): Objective =>
  objective({
    indicator: {
      kind: "events",
      total: [counter("http_requests_total")],
      counted: { as: "bad", selectors: [counter("http_requests_total", {}, { code })] },
    },
  });

describe("what is read for an objective", () => {
  it.each([
    { what: "events and bad events", indicator: indicators.bad, fills: { total: "total", bad: "counted" } },
    { what: "events and good events", indicator: indicators.good, fills: { total: "total", good: "counted" } },
    { what: "buckets", indicator: indicators.classic, fills: { bucket: "total and counted" } },
    { what: "a probe", indicator: indicators.probe, fills: { success: "total and counted" } },
    {
      what: "expressions",
      indicator: indicators.promql,
      fills: { "total rate": "total", "bad rate": "counted", "newest sample": "" },
    },
    {
      what: "native histograms",
      indicator: indicators.native,
      fills: { "total rate": "total", "bad rate": "counted", "newest sample": "", latency: "" },
    },
  ])("fills the counts that it tells of, where it is $what", ({ indicator, fills }) => {
    const { feeds } = track(objective({ indicator }));
    const filled = feeds.map(({ feed, channels: { total, counted } }) => [
      feed.role,
      [...(total ? ["total"] : []), ...(counted ? ["counted"] : [])].join(" and "),
    ]);
    expect(Object.fromEntries(filled)).toEqual(fills);
  });

  it("fills neither count, where it is a condition that excludes", () => {
    const exclusions = [{ kind: "condition", when: "maintenance == 1", reason: undefined }] as const;
    expect(feedOf(track(objective({ exclusions })), "excluded").channels).toEqual({ total: false, counted: false });
  });

  it("has a metric where it is a selector, and the text of its query for people", () => {
    const bad = feedOf(track(), "bad");
    expect([bad.metric, bad.text]).toEqual(["http_requests_total", 'http_requests_total{job="checkout",code=~"5.."}']);
    const rate = feedOf(track(objective({ indicator: indicators.promql })), "total rate");
    expect([rate.metric, rate.text]).toEqual([undefined, expect.stringContaining('orders_total{job="checkout"}[5m]')]);
  });

  it("reads the series of its selector alone", () => {
    const bad = feedOf(track(), "bad");
    expect([bad.reads(requests("500")), bad.reads(requests("200")), bad.alone]).toEqual([true, false, false]);
    expect([bad.settle(), bad.alone]).toEqual([false, false]);
  });
});

describe("a selector that only Prometheus can evaluate", () => {
  it("has its answers for itself from the beginning, where it is too large to be evaluated here", () => {
    const bad = feedOf(track(errorsOf("(5{999}){999}")), "bad");
    expect(bad.alone).toBe(true);
    expect(bad.reads(requests("500"))).toBe(false);
    // That is no news, whatever was asked of it.
    expect([bad.settle(), bad.alone]).toEqual([false, true]);
  });

  it("has them once a series could not be told, of which versions of Prometheus say different things", () => {
    const bad = feedOf(track(errorsOf("5..")), "bad");
    expect([bad.reads(requests("5\n0")), bad.alone, bad.keep().alone]).toEqual([false, false, true]);
    expect([bad.settle(), bad.alone]).toEqual([true, true]);
    expect([bad.settle(), bad.alone]).toEqual([false, true]);
    const next = feedOf(track(errorsOf("5..")), "bad");
    next.load(bad.keep());
    expect([next.alone, next.settle()]).toEqual([true, false]);
    next.load({ ...bad.keep(), alone: false });
    expect(next.alone).toBe(true);
  });
});

describe("how far a feed was read", () => {
  it("begins with the live part, and never goes back", () => {
    const feed = feedOf(track(), "total");
    expect([feed.coveredToMs, feed.wantedFromMs]).toEqual([undefined, START_MS]);
    feed.cover(START_MS + 30_000);
    expect([feed.coveredToMs, feed.wantedFromMs]).toEqual([START_MS + 30_000, START_MS + 30_000]);
    feed.cover(START_MS + 10_000);
    expect(feed.coveredToMs).toBe(START_MS + 30_000);
    feed.cover(START_MS + 60_000);
    expect(feed.coveredToMs).toBe(START_MS + 60_000);
  });

  it("is open again after the live part begins anew", () => {
    const feed = feedOf(track(), "total");
    feed.cover(START_MS + 30_000);
    feed.reopen(START_MS + 90_000);
    expect([feed.liveFromMs, feed.coveredToMs, feed.wantedFromMs]).toEqual([
      START_MS + 90_000,
      undefined,
      START_MS + 90_000,
    ]);
  });

  it("goes on where the same feed was when it was kept", () => {
    const feed = feedOf(track(), "total");
    feed.cover(START_MS + 30_000);
    const kept = feed.keep();
    expect(kept).toEqual({
      text: 'http_requests_total{job="checkout"}',
      role: "total",
      liveFromMs: START_MS,
      coveredToMs: START_MS + 30_000,
      alone: false,
    });
    const next = feedOf(track(), "total");
    next.load({ ...kept, liveFromMs: START_MS + 1 });
    expect([next.liveFromMs, next.coveredToMs, next.alone]).toEqual([START_MS + 1, START_MS + 30_000, false]);
  });

  it("is that of another feed where its text or its role is another", () => {
    const tracked = track();
    const [total, bad] = [feedOf(tracked, "total"), feedOf(tracked, "bad")];
    expect([total.isSame(total.keep()), total.isSame(bad.keep())]).toEqual([true, false]);
    expect(total.isSame({ ...total.keep(), role: "good" })).toBe(false);
    expect(total.isSame({ ...total.keep(), text: "another_total" })).toBe(false);
  });
});

describe("what is heard of an answer", () => {
  const failed = { kind: "failed", reason: "timeout", message: "too slow" } as const;

  it("is why it failed, until all up to some time was read", () => {
    const feed = feedOf(track(), "total");
    feed.hear(failed);
    expect(feed.failure).toBe(failed);
    feed.hear({ kind: "series", series: [] });
    expect(feed.failure).toBe(failed);
    feed.cover(START_MS + 1);
    expect(feed.failure).toBeUndefined();
  });

  it("is what the engine remarked on the last one that did not fail", () => {
    const feed = feedOf(track(), "total");
    feed.hear({ kind: "series", series: [], remarks: ["is it a counter?", "a second"] });
    feed.hear(failed);
    expect(feed.remark).toBe("is it a counter?, and 1 more of its kind");
    feed.hear({ kind: "series", series: [] });
    expect(feed.remark).toBeUndefined();
  });
});
