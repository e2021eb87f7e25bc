import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import type { TrackedFeed } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { RouteIndex } from "../../../../src/core/ledger/reading/route-index.ts";
import type { Matcher } from "../../../../src/core/promql/selector.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { feedOf, track } from "../track.ts";

type Told = readonly [label: string, operator: Matcher["operator"], value: string];

const store = new CellStore(STEP_MS);

/** The feed of all events of a metric, by some matchers. */
function reading(...told: readonly Told[]): TrackedFeed {
  const matchers = told.map(([label, operator, value]): Matcher => ({ label, operator, value }));
  const selector = { metric: "x_total", matchers };
  const indicator = { kind: "events", total: [selector], counted: { as: "bad", selectors: [selector] } } as const;
  return feedOf(track(objective({ indicator }), store), "total");
}
function indexOf(feeds: readonly TrackedFeed[]): RouteIndex {
  const index = new RouteIndex();
  unpaused(index.add(feeds));
  return index;
}
const labelsOf = (labels: Readonly<Record<string, string>>, metric = "x_total") => ({ __name__: metric, ...labels });
/** Which of the feeds a series goes to, by their places. */
const found = (feeds: readonly TrackedFeed[], labels: Readonly<Record<string, string>>, metric?: string) =>
  indexOf(feeds)
    .routesOf(labelsOf(labels, metric), START_MS, undefined)
    .map(({ feed }) => feeds.indexOf(feed))
    .toSorted((a, b) => a - b);

describe("where the increments of a series go", () => {
  const feeds = [
    reading(["job", "=", "a"]),
    reading(["job", "=", "b"]),
    reading(["job", "=", "a"], ["code", "=", "500"]),
    reading(["job", "=~", "a|c"]),
    reading(["job", "!=", "a"]),
    reading(["pod", "=", ""]),
    reading(),
  ];

  it.each([
    { labels: { job: "a" }, to: [0, 3, 5, 6] },
    { labels: { job: "a", code: "500" }, to: [0, 2, 3, 5, 6] },
    { labels: { job: "b", pod: "p" }, to: [1, 4, 6] },
    { labels: { job: "c" }, to: [3, 4, 5, 6] },
    { labels: {}, to: [4, 5, 6] },
  ])("is to every feed whose selector it matches, and to no other: $labels", ({ labels, to }) => {
    expect(found(feeds, labels)).toEqual(to);
    expect(found(feeds, labels, "y_total")).toEqual([]);
  });

  it("is nowhere for a series without a name, or of a metric that nobody reads", () => {
    expect(indexOf(feeds).routesOf({ job: "a" }, START_MS, undefined)).toEqual([]);
    expect(new RouteIndex().routesOf(labelsOf({ job: "a" }), START_MS, undefined)).toEqual([]);
  });

  it("is not told by a label that every object has", () => {
    expect(found([reading(["constructor", "=", "x"]), reading(["constructor", "=", ""])], {})).toEqual([1]);
  });

  it("asks no more than those feeds that say the value of the label that tells most apart", () => {
    const many = Array.from({ length: 200 }, (_, i) => reading(["job", "=", "shop"], ["pod", "=", `${i}`]));
    const asked: number[] = [];
    many.forEach((feed, i) => {
      const reads = feed.reads.bind(feed);
      feed.reads = (labels) => {
        asked.push(i);
        return reads(labels);
      };
    });
    expect(found(many, { job: "shop", pod: "77" })).toEqual([77]);
    expect(asked).toEqual([77]);
  });

  it("is to a feed that only Prometheus can match where the answer is its own", () => {
    const alone = reading(["code", "=~", "(5{999}){999}"]);
    const [others, only] = [[alone, reading()], alone];
    const routes = (mine: TrackedFeed | undefined) =>
      indexOf(others)
        .routesOf(labelsOf({ code: "5" }), START_MS, mine)
        .map(({ feed }) => others.indexOf(feed));
    expect([routes(undefined), routes(only), routes(others[1])]).toEqual([[1], [0, 1], [1]]);
  });

  it("is to the cell of its group, which begins with its first sample, as long as there is room", () => {
    const grouped = track(objective({ by: ["pod"] }));
    const index = indexOf(grouped.feeds);
    const [route] = index.routesOf(requests("200", "a"), START_MS + 5, undefined);
    expect([route?.cell.by, route?.cell.wantedMs, route?.bound]).toEqual([{ pod: "a" }, START_MS + 5, undefined]);
    expect(index.routesOf(requests("200", "x".repeat(2000)), START_MS, undefined)).toEqual([]);
  });

  it("has the bound of a bucket in any spelling, and is nowhere where that is none", () => {
    const index = indexOf(track(objective({ indicator: indicators.classic })).feeds);
    const bound = (le: string | undefined) =>
      index
        .routesOf(
          { __name__: "http_request_duration_seconds_bucket", job: "checkout", ...(le === undefined ? {} : { le }) },
          START_MS,
          undefined,
        )
        .map((route) => route.bound);
    expect([bound("0.3"), bound("1.0"), bound("+Inf"), bound("many"), bound(undefined)]).toEqual([
      [0.3],
      [1],
      [Number.POSITIVE_INFINITY],
      [],
      [],
    ]);
  });

  it("is entered in pieces of fifty feeds", () => {
    const one = reading(["job", "=", "a"]);
    const pauses = (count: number): number =>
      [...new RouteIndex().add(Array.from({ length: count }, () => one))].length;
    // Each feed is looked at twice: for what its labels tell apart, and to be entered.
    expect([49, 50, 125].map(pauses)).toEqual([0, 2, 4]);
    const expression = feedOf(track(objective({ indicator: indicators.promql })), "total rate");
    expect([...new RouteIndex().add([expression])]).toEqual([]);
  });
});
