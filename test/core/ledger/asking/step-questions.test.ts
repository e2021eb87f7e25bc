import { describe, expect, it } from "vitest";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { counter, indicators, objective } from "../../../fixtures/objectives.ts";
import { STEP_MS } from "../driven-ledger.ts";
import { track } from "../track.ts";
import { answered, AskedQuestions, failed, ofJob } from "./asked-questions.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("what is asked at a step", () => {
  it("reaches back to the last answer and two minutes further, in whole seconds", () => {
    const asked = new AskedQuestions(ofJob("a"));
    expect(asked.step()).toEqual(['x_total{job="a"}[2m30s]']);
    expect(asked.step(() => failed("unreachable"))).toEqual(['x_total{job="a"}[2m30s]']);
    expect(asked.step()).toEqual(['x_total{job="a"}[3m]']);
    expect(asked.step(undefined, 15_400)).toEqual(['x_total{job="a"}[2m16s]']);
    expect(asked.step(undefined, 0)).toEqual(['x_total{job="a"}[2m1s]']);
  });

  it("reaches back to the answer of the feed that waits longest", () => {
    const asked = new AskedQuestions(ofJob("a"), ofJob("b"));
    asked.step();
    asked.feeds.at(-1)?.reopen(asked.nowMs - 5 * MINUTE_MS);
    expect(asked.step()).toEqual(['x_total{job=~"a|b"}[7m30s]']);
  });

  it("is one thing only Prometheus can match, for the feed alone", () => {
    const indicator = {
      kind: "events",
      total: [counter("x_total")],
      counted: { as: "bad", selectors: [counter("x_total", {}, { code: "(5{999}){999}" })] },
    } as const;
    const asked = new AskedQuestions(objective({ indicator }));
    expect(asked.plan().map(({ only, feeds, kind }) => [only?.feed.role, feeds.length, kind])).toEqual([
      [undefined, 1, "samples"],
      ["bad", 1, "samples"],
    ]);
  });

  it("is asked for one feed alone once a series could not be told", () => {
    const indicator = {
      kind: "events",
      total: [counter("x_total")],
      counted: { as: "bad", selectors: [counter("x_total", {}, { code: "5.." })] },
    } as const;
    const asked = new AskedQuestions(objective({ indicator }));
    expect(asked.step()).toHaveLength(1);
    asked.feeds[1]?.reads({ __name__: "x_total", code: "5\n0" });
    expect(asked.step()).toEqual(["x_total[2m30s]", 'x_total{code=~"5.."}[2m30s]']);
  });

  it("is not asked again while it is waited for, or before it had its rest", () => {
    const asked = new AskedQuestions(ofJob("a"), ofJob("b", "y_total"));
    const [slow] = asked.plan();
    asked.questions.awaits(slow === undefined ? [] : [slow.source]);
    expect(asked.step()).toEqual(['y_total{job="b"}[3m]']);
    asked.questions.awaits([]);
    expect(asked.step()).toHaveLength(2);
    asked.questions.awaits(slow === undefined ? [] : [slow.source]);
    unpaused(asked.questions.follow(asked.feeds.toReversed()));
    expect(asked.step()).toHaveLength(2);
  });

  it("comes in pieces: each question is one, and so are fifty texts that are followed", () => {
    const pausesOf = (work: Generator<void, unknown>): number => [...work].length;
    const asked = new AskedQuestions(...["a", "b", "c"].map((job) => ofJob(job, `${job}_total`)));
    expect(pausesOf(asked.questions.plan(instant(asked.nowMs + STEP_MS)))).toBe(3);
    const many = (count: number) => Array.from({ length: count }, () => asked.feeds[0] ?? expect.fail());
    const of = (count: number): number => pausesOf(asked.questions.follow(many(count)));
    expect([of(100) - of(1), of(50) - of(49)]).toEqual([2, 1]);
  });
});

describe("an answer that would be too large", () => {
  // 10,000 series with 25 bytes each 15 s leave room for 371 s in 8 MB, of which two minutes are the overlap.
  it("is asked for in equal pieces, each of which reaches back over the one before", () => {
    const asked = new AskedQuestions(ofJob("a"));
    asked.step(() => answered(10_000));
    expect(asked.step(() => answered(10_000), 251_000)).toEqual(['x_total{job="a"}[6m11s]']);
    expect(asked.step(() => answered(10_000), 10 * MINUTE_MS)).toEqual([
      ['x_total{job="a"}[5m20s]', 400_000],
      ['x_total{job="a"}[5m20s]', 200_000],
      'x_total{job="a"}[5m20s]',
    ]);
  });

  it("is tried with the first of its pieces after it has failed", () => {
    const asked = new AskedQuestions(ofJob("a"), ofJob("b", "y_total"));
    asked.step(() => answered(10_000));
    asked.step((promql) => (promql.startsWith("x") ? failed("timeout") : answered()));
    const ends = asked.step(undefined, 10 * MINUTE_MS).filter((one) => String(one).startsWith("x"));
    expect(ends).toEqual([['x_total{job="a"}[5m30s]', 420_000]]);
  });

  it("is split for good where its series alone are too many, as long as it has parts", () => {
    const asked = new AskedQuestions(ofJob("a"), ofJob("b"));
    // 8 MB hold 38,130 series of 220 bytes.
    asked.step(() => answered(38_130));
    expect(asked.step(() => answered(38_131))).toHaveLength(1);
    expect(asked.step(() => answered(50_000))).toEqual(['x_total{job="a"}[2m30s]', 'x_total{job="b"}[2m30s]']);
    expect(asked.step(undefined, 2 * HOUR_MS).length).toBeGreaterThan(2);
    expect(asked.step()).toHaveLength(2);
  });
});

describe("rates", () => {
  const rates = objective({ indicator: indicators.promql });

  it("are asked as of now, and over a longer gap in equal parts of five minutes at most", () => {
    const asked = new AskedQuestions(rates);
    const plan = asked.plan(5 * MINUTE_MS);
    expect(plan.map(({ kind, query, only }) => [kind, asked.nowMs - query.at, only])).toEqual([
      ["rates", 0, undefined],
      ["rates", 0, undefined],
      ["rates", 0, undefined],
    ]);
    const [first] = plan;
    const [later] = asked.plan(7 * MINUTE_MS);
    expect(later?.query.promql).toBe(first?.query.promql);
    const ends = asked
      .plan(0)
      .filter(({ source }) => source === later?.source)
      .map(({ query }) => asked.nowMs - query.at);
    expect(ends).toEqual([8 * MINUTE_MS, 4 * MINUTE_MS, 0]);
  });

  it("are asked once for all objectives of one text, and have their rest like others", () => {
    const asked = new AskedQuestions(rates, { ...rates, slo: "other" }, ofJob("a"));
    const plan = asked.plan();
    expect(plan.map(({ kind, feeds }) => [kind, feeds.length])).toEqual([
      ["samples", 2],
      ["rates", 2],
      ["rates", 2],
      ["rates", 2],
    ]);
    const isTotal = (promql: string): boolean => promql.startsWith("sum(sum(rate(orders_total");
    const fail = (promql: string) => (isTotal(promql) ? failed("timeout") : answered());
    for (let i = 0; i < 5; i++) expect(asked.step(fail)).toHaveLength(4);
    expect(asked.step(fail)).toHaveLength(3);
    const feed = asked.feeds.find(({ feed: { role } }) => role === "total rate");
    expect(feed?.failure?.message).toBe(
      "too much; it failed 5 times in a row, and is asked every 1m until it is answered",
    );
    expect(asked.step()).toHaveLength(4);
    // Once answered, it has all patience again.
    for (let i = 0; i < 5; i++) expect(asked.step(fail)).toHaveLength(4);
    expect(asked.step(fail)).toHaveLength(3);
  });
});

describe("who is to blame for a failure", () => {
  const isX = (promql: string): boolean => promql.startsWith("x");
  const fourOfX = ["a", "b", "c", "d"].map((job) => ofJob(job));

  it("is who fails while others are answered: it is asked in eight parts at once", () => {
    const asked = new AskedQuestions(...fourOfX, ofJob("other", "y_total"));
    expect(asked.step((promql) => (isX(promql) ? failed("unreachable") : answered()))).toHaveLength(2);
    expect(asked.step()).toHaveLength(5);
  });

  it("is nobody where nobody is reached: all are asked as before", () => {
    const asked = new AskedQuestions(...fourOfX, ofJob("other", "y_total"));
    for (let i = 0; i < 10; i++) expect(asked.step(() => failed("unreachable"))).toHaveLength(2);
    expect(asked.feeds.every(({ failure }) => failure?.message === "too much")).toBe(true);
  });

  it("is one of those that are all too slow, and each that brings no answer at all is asked in halves", () => {
    const slow = new AskedQuestions(...fourOfX, ofJob("e", "y_total"), ofJob("f", "y_total"));
    slow.step(() => failed("timeout"));
    expect(slow.step()).toHaveLength(4 + 1);
    const invalid = new AskedQuestions(...fourOfX, ofJob("e", "y_total"), ofJob("f", "y_total"));
    invalid.step(() => failed("invalid"));
    expect(invalid.step()).toHaveLength(2 + 2);
  });

  it("is one selector at last, which is asked alone until it is answered", () => {
    const asked = new AskedQuestions(...fourOfX);
    const fail = (promql: string) => (promql.includes('"c') ? failed("timeout") : answered());
    asked.step(() => failed("timeout"));
    expect(asked.step(fail)).toHaveLength(4);
    // Put together again after an hour, without the one that was found.
    expect(asked.step(fail, HOUR_MS - STEP_MS)).toHaveLength(4);
    expect(asked.step(fail)).toEqual(['x_total{job=~"a|b|d"}[2m30s]', 'x_total{job="c"}[1h3m]']);
    asked.step();
    expect(asked.step()).toHaveLength(2);
    // The same feeds are no news.
    expect(unpaused(asked.questions.follow(asked.feeds))).toBe(false);
    expect(asked.step()).toHaveLength(2);
    expect(unpaused(asked.questions.follow(asked.feeds.slice(2)))).toBe(true);
    expect(asked.step()).toEqual(['x_total{job=~"b|c|d"}[2m30s]']);
  });

  it("is remembered when others are followed, as long as its selector is among them", () => {
    const asked = new AskedQuestions(ofJob("a"), ofJob("b"), ofJob("c"));
    const fail = (promql: string) => (promql.includes('"c"') ? failed("timeout") : answered());
    asked.step(() => failed("timeout"));
    for (let i = 0; i < 5; i++) asked.step(fail);
    const again = [ofJob("a"), ofJob("c"), ofJob("d")].flatMap((one) => track(one).feeds);
    asked.feeds = again;
    unpaused(asked.questions.follow(again));
    // It has its rest all the same.
    expect(asked.step(fail)).toEqual([expect.stringContaining('x_total{job=~"a|d"}')]);
    expect(asked.step(fail)).toHaveLength(2);
    unpaused(asked.questions.follow(again.filter(({ text }) => !text.includes('"c"'))));
    unpaused(asked.questions.follow(again));
    expect(asked.step(fail)).toEqual([expect.stringContaining('x_total{job=~"a|c|d"}')]);
  });
});
