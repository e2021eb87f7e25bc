import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { RawHistory } from "../../../../src/core/ledger/past/raw-history.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { printSelector } from "../../../../src/core/promql/selector.ts";
import { seconds } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { track } from "../track.ts";

const HOUR_MS = 3_600_000;
const store = new CellStore(STEP_MS);
const followed = (slo: string, more: Partial<Objective> = {}): TrackedObjective =>
  track(objective({ slo, ...more }), store);
const hours = (from: number, to: number) => ({ fromMs: START_MS + from * HOUR_MS, toMs: START_MS + to * HOUR_MS });
const timeout = { kind: "failed", reason: "timeout", message: "too slow" } as const;
const unreachable = { kind: "failed", reason: "unreachable", message: "gone" } as const;

function wanting(...wants: readonly (readonly [tracked: TrackedObjective, from: number, to: number])[]): RawHistory {
  const history = new RawHistory(STEP_MS);
  for (const [{ feeds }, from, to] of wants) history.add(feeds, hours(from, to), START_MS);
  return history;
}
/** Whose feeds are read together, and over which hours. */
const wants = (history: RawHistory) =>
  history.wanted.map(({ feeds, span: { fromMs, toMs }, tries }) => [
    [...new Set(feeds.map(({ tracked }) => tracked.objective.slo))].join(" "),
    (fromMs - START_MS) / HOUR_MS,
    (toMs - START_MS) / HOUR_MS,
    tries,
  ]);

describe("history that is wanted from raw samples", () => {
  it("is read newest first, together for all that want the same time", () => {
    const [a, b, c] = [followed("a"), followed("b"), followed("c")];
    const history = wanting([a, -20, -10], [b, -2, 0], [c, -2, 0]);
    expect(wants(history)).toEqual([
      ["b c", -2, 0, 0],
      ["a", -20, -10, 0],
    ]);
    expect(history.size).toBe(2);
    const next = unpaused(history.next());
    expect([next?.want.feeds, next?.reading.span]).toEqual([
      [...b.feeds, ...c.feeds],
      { ...hours(-2, 0), stepMs: STEP_MS },
    ]);
    // Nothing of it counts before it is settled, and nobody joins it.
    expect([history.size, wants(history).length]).toEqual([1, 2]);
    history.add(a.feeds, hours(-2, 0), START_MS);
    expect(wants(history)).toEqual([
      ["b c", -2, 0, 0],
      ["a", -2, 0, 0],
      ["a", -20, -10, 0],
    ]);
    history.settle();
    expect(wants(history).map(([whose]) => whose)).toEqual(["a", "a"]);
  });

  it("is read for five hundred objectives at once, and no more", () => {
    const history = new RawHistory(STEP_MS);
    for (let i = 0; i < 501; i++) history.add([], hours(-2, 0), START_MS);
    expect(history.size).toBe(2);
  });

  it("is none where nothing is wanted", () => {
    const history = new RawHistory(STEP_MS);
    expect([unpaused(history.next()), history.wanted, history.size]).toEqual([undefined, [], 0]);
  });

  it("is forgotten for those that are followed no more, a span at a time", () => {
    const [a, b] = [followed("a"), followed("b")];
    const history = wanting([a, -2, 0], [b, -2, 0], [a, -20, -10]);
    expect([...history.retain(new Set([b]))]).toHaveLength(2);
    expect(wants(history)).toEqual([["b", -2, 0, 0]]);
    // What is wanted from then on is read for itself.
    history.add(a.feeds, hours(-2, 0), START_MS);
    expect(wants(history).map(([whose]) => whose)).toEqual(["b", "a"]);
  });

  it("may be read while others are forgotten", () => {
    const [a, b] = [followed("a"), followed("b")];
    const history = wanting([a, -2, 0], [b, -20, -10]);
    const work = history.retain(new Set([a]));
    unpaused(history.next());
    history.settle();
    for (const _ of work);
    expect(wants(history)).toEqual([]);
  });

  it("is wanted no more once it is given up", () => {
    const history = wanting([followed("a"), -2, 0]);
    expect([history.giveUp().length, history.size]).toEqual([1, 0]);
  });
});

describe("a reading of which one question failed", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((slo) => followed(slo)) as [
    TrackedObjective,
    TrackedObjective,
    TrackedObjective,
    TrackedObjective,
  ];
  function failing(
    of: readonly TrackedObjective[],
    answer: typeof timeout | typeof unreachable,
    guilty = of,
    [from, to] = [-2, 0],
  ) {
    const history = wanting(...of.map((one) => [one, from, to] as const));
    const { want } = unpaused(history.next()) ?? expect.fail();
    const group = {
      selector: { metric: "x", matchers: [] },
      feeds: guilty.flatMap(({ feeds }) => feeds),
      only: undefined,
    };
    return { over: history.putBack(want, group, answer), history, group };
  }

  it("is read again: the others as before, and of those at fault each half for itself", () => {
    const { over, history } = failing([a, b, c, d], timeout, [a, b, c]);
    expect(over).toEqual([]);
    expect(wants(history)).toEqual([
      ["d", -2, 0, 0],
      ["a b", -2, 0, 0],
      ["c", -2, 0, 0],
    ]);
  });

  it("is halved until its fault is found, where it was refused, and no other is asked for as much", () => {
    const history = wanting([a, -200, -80], [b, -200, -80]);
    const refused = { kind: "failed", reason: "invalid", message: "too many samples" } as const;
    for (let i = 0; i < 2; i++) {
      const { want } = unpaused(history.next()) ?? expect.fail();
      history.putBack(want, { selector: { metric: "x", matchers: [] }, feeds: want.feeds, only: undefined }, refused);
    }
    const read = [];
    for (let next = unpaused(history.next()); next !== undefined; next = unpaused(history.next())) {
      const { feeds, span, tries } = next.want;
      read.push([feeds[0]?.tracked.objective.slo, (span.toMs - span.fromMs) / HOUR_MS, tries]);
      history.settle();
    }
    expect(read).toEqual([
      ["b", 60, 0],
      ["b", 60, 0],
      ["a", 60, 1],
      ["a", 60, 1],
    ]);
  });

  it("is read again as a whole where nobody was reached, later than what never failed", () => {
    const { history } = failing([a, b], unreachable);
    history.add(c.feeds, hours(-20, -10), START_MS);
    expect(wants(history)).toEqual([
      ["c", -20, -10, 0],
      ["a b", -2, 0, 1],
    ]);
  });

  it("is tried three times for one objective, and then no more", () => {
    const { history, group, over } = failing([a], timeout);
    expect([over, wants(history)]).toEqual([[], [["a", -2, 0, 1]]]);
    const again = () => history.putBack(unpaused(history.next())?.want ?? expect.fail(), group, timeout);
    expect([again(), wants(history)]).toEqual([[], [["a", -2, 0, 2]]]);
    expect(again().map(({ feeds, tries }) => [feeds, tries])).toEqual([[a.feeds, 3]]);
    expect(wants(history)).toEqual([]);
  });

  it("is read in halves of its time for one objective, and in halves of those, down to days", () => {
    const { history, group } = failing([a], timeout, [a], [-200, -80]);
    expect(wants(history)).toEqual([
      ["a", -140, -80, 1],
      ["a", -200, -140, 1],
    ]);
    const again = () => history.putBack(unpaused(history.next())?.want ?? expect.fail(), group, timeout);
    expect(again()).toEqual([]);
    expect(wants(history)).toEqual([
      ["a", -200, -140, 1],
      ["a", -110, -80, 2],
      ["a", -140, -110, 2],
    ]);
    expect([...again(), ...again()].map(({ span, tries }) => [span.toMs - span.fromMs, tries])).toEqual([
      [30 * 3_600_000, 3],
    ]);
    expect(wants(history)).toEqual([
      ["a", -140, -110, 2],
      ["a", -170, -140, 2],
      ["a", -200, -170, 2],
    ]);
  });

  it.each([
    { what: "less than a day", span: [-95, -72], reason: timeout },
    { what: "whoever was not reached", span: [-200, -80], reason: unreachable },
  ])("is not read in halves of its time for $what", ({ span: [from = 0, to = 0], reason }) => {
    expect(wants(failing([a], reason, [a], [from, to]).history)).toEqual([["a", from, to, 1]]);
  });
});

describe("the questions of a reading", () => {
  const asked = (...all: readonly TrackedObjective[]) => {
    const history = wanting(...all.map((one) => [one, -2, 0] as const));
    return (unpaused(history.next())?.reading.questions ?? []).map(({ query: { selector, plan }, group }) => [
      printSelector(selector),
      plan.counted,
      group.feeds.length,
    ]);
  };

  it("are one for each metric, and ask of a histogram the buckets alone that are counted", () => {
    const classic = (slo: string, under: number) =>
      followed(slo, { indicator: { ...indicators.classic, under: seconds(under) } });
    expect(asked(followed("a"), classic("b", 0.3), classic("c", 1), classic("d", 1))).toEqual([
      ['http_requests_total{job="checkout"}', "by its increase", 2],
      [
        expect.stringMatching(
          /^http_request_duration_seconds_bucket\{job="checkout",le=~"\[\+\]Inf\|[^"|]*0\[\.\]3[^"|]*\|[^"]*1[^"]*"\}$/u,
        ),
        "by its increase",
        3,
      ],
    ]);
  });

  it("keep counters and gauges apart", () => {
    expect(asked(followed("a"), followed("b", { indicator: indicators.probe }))).toEqual([
      ['http_requests_total{job="checkout"}', "by its increase", 2],
      ['probe_success{job="blackbox",target="checkout"}', "by the time it holds", 1],
    ]);
  });

  it("ask for all buckets where their bounds are too many to be named", () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      followed(`${i}`, { indicator: { ...indicators.classic, under: seconds(1 + i / 1000) } }),
    );
    expect(asked(...many)).toEqual([['http_request_duration_seconds_bucket{job="checkout"}', "by its increase", 400]]);
  });
});
