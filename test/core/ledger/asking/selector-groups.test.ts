import { describe, expect, it } from "vitest";
import {
  groupFeeds,
  groupFeedsInSlices,
  type SelectorGroup,
  splitGroup,
} from "../../../../src/core/ledger/asking/selector-groups.ts";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import type { TrackedFeed } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { printSelector } from "../../../../src/core/promql/selector.ts";
import { counter, indicators, objective } from "../../../fixtures/objectives.ts";
import { STEP_MS } from "../driven-ledger.ts";
import { track } from "../track.ts";

const store = new CellStore(STEP_MS);
const feedsOf = (...labels: readonly Readonly<Record<string, string>>[]): readonly TrackedFeed[] =>
  labels.flatMap((equal) =>
    track(
      objective({
        indicator: {
          kind: "events",
          total: [counter("x_total", equal)],
          counted: { as: "bad", selectors: [counter("x_total", { ...equal, code: "500" })] },
        },
      }),
      store,
    ).feeds.filter(({ feed }) => feed.role === "total"),
  );
const jobs = (count: number): readonly TrackedFeed[] =>
  feedsOf(...Array.from({ length: count }, (_, i) => ({ job: `${i}`.padStart(3, "0") })));
const texts = (groups: readonly SelectorGroup[]): readonly string[] =>
  groups.map(({ selector }) => printSelector(selector));
const only = (groups: readonly SelectorGroup[]): SelectorGroup => {
  const [group, ...more] = groups;
  if (group === undefined || more.length > 0) throw new Error(`expected one group, got ${groups.length}`);
  return group;
};

describe("the questions for what is read", () => {
  it("are one for each metric, which serves all feeds of it", () => {
    const feeds = [...feedsOf({ job: "a" }, { job: "b" }), ...track().feeds];
    const groups = groupFeeds(feeds);
    expect(texts(groups)).toEqual(['x_total{job=~"a|b"}', 'http_requests_total{job="checkout"}']);
    expect(groups.map((group) => [group.feeds.length, group.only])).toEqual([
      [2, undefined],
      [2, undefined],
    ]);
    expect(groups.flatMap((group) => group.feeds)).toEqual(feeds);
  });

  it("are asked once for feeds of one text", () => {
    const feeds = feedsOf({ job: "a" }, { job: "a" }, { job: "a" });
    const group = only(groupFeeds(feeds));
    expect([printSelector(group.selector), group.feeds]).toEqual(['x_total{job="a"}', feeds]);
  });

  it("are several where selectors have no label in common to narrow by", () => {
    const feeds = feedsOf({ job: "a" }, { pod: "p" }, { job: "b" }, { pod: "q" });
    const groups = groupFeeds(feeds);
    expect(texts(groups)).toEqual(['x_total{job=~"a|b"}', 'x_total{pod=~"p|q"}']);
    expect(groups.map((group) => group.feeds)).toEqual([
      [feeds[0], feeds[2]],
      [feeds[1], feeds[3]],
    ]);
  });

  it("have no more than 500 alternatives", () => {
    expect(texts(groupFeeds(jobs(500)))).toHaveLength(1);
    const groups = groupFeeds(jobs(501));
    expect(groups.map((group) => group.feeds.length)).toEqual([500, 1]);
    expect(texts(groups)[1]).toBe('x_total{job="500"}');
  });

  it("are apart for what only Prometheus can evaluate, and none at all for an expression", () => {
    const tooLarge = track(
      objective({
        indicator: {
          kind: "events",
          total: [counter("x_total")],
          counted: { as: "bad", selectors: [counter("x_total", {}, { code: "(5{999}){999}" })] },
        },
      }),
    ).feeds;
    const [total, bad] = tooLarge;
    expect(groupFeeds(tooLarge)).toEqual([
      { selector: { metric: "x_total", matchers: [] }, feeds: [total], only: undefined },
      { selector: expect.objectContaining({ metric: "x_total" }), feeds: [bad], only: bad },
    ]);
    expect(groupFeeds(track(objective({ indicator: indicators.promql })).feeds)).toEqual([]);
  });

  it("are found in pieces: no metric of many selectors holds up the others", () => {
    const work = groupFeedsInSlices([...jobs(1200), ...track().feeds]);
    let pauses = 0;
    for (let next = work.next(); next.done !== true; next = work.next()) pauses += 1;
    // One after each 500 feeds; before each metric, each 500 selectors and each merged question; and one after each 50
    // selectors that are asked whether they narrow together.
    expect(pauses).toBe(2 + 2 + (3 + 3 + 10 + 10 + 4) + (1 + 1));
  });
});

describe("a question that was too much", () => {
  it.each([
    { feeds: 2, most: 2, parts: [1, 1] },
    { feeds: 5, most: 2, parts: [3, 2] },
    { feeds: 16, most: 8, parts: [2, 2, 2, 2, 2, 2, 2, 2] },
    { feeds: 9, most: 8, parts: [2, 2, 2, 2, 1] },
    { feeds: 3, most: 8, parts: [1, 1, 1] },
  ])("for $feeds selectors is asked in at most $most parts that are about equal", ({ feeds, most, parts }) => {
    const all = jobs(feeds);
    const split = splitGroup(only(groupFeeds(all)), most);
    expect(split.map((group) => group.feeds.length)).toEqual(parts);
    expect(split.flatMap((group) => group.feeds)).toEqual(all);
    expect(new Set(texts(split)).size).toBe(parts.length);
  });

  it("has no parts where all its feeds ask the same", () => {
    const group = only(groupFeeds(feedsOf({ job: "a" }, { job: "a" })));
    expect(splitGroup(group, 2)).toEqual([group]);
  });

  it("keeps together the feeds that ask the same", () => {
    const split = splitGroup(only(groupFeeds(feedsOf({ job: "a" }, { job: "b" }, { job: "a" }))), 2);
    expect(split.map((group) => group.feeds.length)).toEqual([2, 1]);
  });
});
