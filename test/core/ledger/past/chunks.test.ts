import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { applyChunk } from "../../../../src/core/ledger/past/apply-chunk.ts";
import {
  type Chunk,
  conditionsOnly,
  type Part,
  questionsOf,
  rangeKey,
  toChunk,
} from "../../../../src/core/ledger/past/history-chunk.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const FINE_MS = 300_000;
const HOUR_MS = 12 * FINE_MS;
const both = { total: true, counted: true };

/** Values of the steps of a chunk, the first of them first; undefined where there is none. */
type Values = readonly (number | undefined)[];

/** A chunk of so many steps that end at the start, and what is told of its steps. */
class Told {
  readonly store = new CellStore(STEP_MS);
  readonly tracked: TrackedObjective;
  readonly #stepMs: number;
  readonly #count: number;

  constructor(of: Objective = objective(), stepMs = FINE_MS, count = 4) {
    this.store.advance(START_MS);
    this.tracked = track(of, this.store);
    this.#stepMs = stepMs;
    this.#count = count;
  }

  get span() {
    return { fromMs: START_MS - this.#count * this.#stepMs, toMs: START_MS, stepMs: this.#stepMs };
  }

  end(step: number): number {
    return this.span.fromMs + (step + 1) * this.#stepMs;
  }

  series(values: Values, labels: SampleSeries["labels"] = {}): SampleSeries {
    const told = values.flatMap((value, i) => (value === undefined ? [] : [[this.end(i), value] as const]));
    return { labels, timestamps: told.map(([atMs]) => atMs), values: told.map(([, value]) => value) };
  }

  apply(
    answers: Partial<Record<Part, readonly SampleSeries[]>>,
    more: Partial<Pick<Chunk, "hole" | "channels">> = {},
  ): ReturnType<typeof applyChunk> {
    const { tracked, span } = this;
    const chunk = toChunk({ tracked, span, hole: span, channels: both, questions: new Map(), ...more });
    for (const [part, series] of Object.entries(answers)) chunk.answers.set(part as Part, series);
    return applyChunk(chunk);
  }

  /** What was counted within each step: all, the counted ones, and for how many seconds. */
  counts(): readonly (readonly number[])[] {
    const { bank, index } = cellOf(this.tracked).place;
    return Array.from({ length: this.#count }, (_, i) => {
      const { total, counted, observedMs } = bank.between(index, this.end(i - 1), this.end(i));
      return [total, counted, observedMs / 1000].map((one) => Math.round(one * 1e6) / 1e6);
    });
  }
}

describe("the questions about history", () => {
  it("are rates, what is new, and how many samples there are, of each step", () => {
    const questions = questionsOf(objective(), FINE_MS, []);
    expect([...questions.keys()]).toEqual(["total", "bad", "newTotal", "newCounted", "samples"]);
    expect(questions.get("total")).toContain("[5m]");
    expect(questionsOf(objective(), HOUR_MS, []).get("total")).toContain("[1h]");
    const exclusions = [{ kind: "condition", when: "up == 0", reason: undefined }] as const;
    const excluding = track(objective({ exclusions }));
    expect([...questionsOf(excluding.objective, FINE_MS, []).keys()].at(-1)).toBe("excluded");
    expect([...conditionsOnly(excluding)]).toEqual([["excluded", "group(up == 0)"]]);
    expect([...conditionsOnly(track())]).toEqual([]);
    expect([...questionsOf(objective({ indicator: indicators.promql }), FINE_MS, []).keys()]).toEqual([
      "total",
      "bad",
      "samples",
    ]);
  });

  it("begin with the first step, that of all events with the one before, and conditions are asked by the minute", () => {
    const { tracked, span } = new Told();
    const questions = new Map<Part, string>([
      ["total", "a"],
      ["bad", "b"],
      ["excluded", "c"],
    ]);
    const { queries } = toChunk({ tracked, span, hole: span, channels: both, questions });
    const asked = [...queries].map(([part, { promql, from, to, step }]) => [
      part,
      promql,
      from - span.fromMs,
      to,
      step,
    ]);
    expect(asked).toEqual([
      ["total", "a", 0, START_MS, 300],
      ["bad", "b", FINE_MS, START_MS, 300],
      ["excluded", "c", 60_000, START_MS, 60],
    ]);
    const [total, bad] = [...queries.values()];
    if (total === undefined || bad === undefined) throw new Error("two are asked");
    expect(new Set([rangeKey(total), rangeKey(bad), rangeKey({ ...total, from: instant(1) })]).size).toBe(3);
    expect(rangeKey({ ...total })).toBe(rangeKey(total));
  });
});

describe("history that is counted from rates", () => {
  it("is the rate of each step times its length, in the order of time", () => {
    const told = new Told();
    const total = told.series([1, 2, undefined, 4]);
    const reversed = { ...total, timestamps: total.timestamps.toReversed(), values: total.values.toReversed() };
    expect(told.apply({ total: [reversed], bad: [told.series([0, 1, undefined, 0.5])] })).toEqual([]);
    expect(told.counts()).toEqual([
      [300, 0, 300],
      [600, 300, 300],
      [0, 0, 0],
      [1200, 150, 300],
    ]);
    const cell = cellOf(told.tracked);
    expect([told.tracked.approximateUntilMs, cell.historyToMs]).toEqual([START_MS, START_MS]);
  });

  it("has good events where those are counted, and never more bad ones than all", () => {
    const told = new Told(objective({ indicator: indicators.good }));
    told.apply({ total: [told.series([2, 2])], bad: [told.series([0.5, 3])] });
    expect(told.counts().slice(0, 2)).toEqual([
      [600, 450, 300],
      [600, 0, 300],
    ]);
  });

  it("has no bad events where none are told of, unless that is broken data", () => {
    const events = new Told();
    events.apply({ total: [events.series([1])] });
    expect(events.counts()[0]).toEqual([300, 0, 300]);
    const histogram = new Told(objective({ indicator: indicators.native }));
    histogram.apply({ total: [histogram.series([1])] });
    expect(histogram.counts()[0]).toEqual([0, 0, 0]);
  });

  it("skips what is no rate, and takes an idle step's quotient for none", () => {
    const told = new Told();
    told.apply({
      total: [told.series([Number.NaN, 1, -1, 0])],
      bad: [told.series([0, Number.POSITIVE_INFINITY, 0, Number.NaN])],
    });
    expect(told.counts()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 300],
    ]);
  });

  it("takes of each step the share that is not counted already", () => {
    const told = new Told();
    const hole = { fromMs: told.span.fromMs + 60_000, toMs: START_MS - FINE_MS - 240_000 };
    told.apply({ total: [told.series([1, 1, 1, 1])] }, { hole });
    expect(told.counts()).toEqual([
      [240, 0, 240],
      [300, 0, 300],
      [60, 0, 60],
      [0, 0, 0],
    ]);
    expect(told.tracked.approximateUntilMs).toBe(hole.toMs);
  });

  it("fills the counts alone that lack it", () => {
    const [total, bad] = [new Told(), new Told()];
    const rates = (told: Told) => ({ total: [told.series([1])], bad: [told.series([0.5])] });
    total.apply(rates(total), { channels: { total: true, counted: false } });
    bad.apply(rates(bad), { channels: { total: false, counted: true } });
    expect([total.counts()[0], bad.counts()[0]]).toEqual([
      [300, 0, 300],
      [0, 150, 0],
    ]);
    // Bad events alone do not tell of samples.
    expect([cellOf(total.tracked).historyToMs, cellOf(bad.tracked).historyToMs]).toEqual([total.end(0), undefined]);
  });

  it("sums the series of one cell, and finds the groups of the past", () => {
    const told = new Told(objective({ by: ["pod"] }));
    const of = (pod: string, value: number, more = {}) => told.series([value], { pod, ...more });
    told.apply({
      total: [of("a", 1), of("b", 2), of("a", 3, { zone: "z" }), of("x".repeat(2000), 9)],
      bad: [of("b", 1)],
    });
    const found = [...told.tracked.cells].map(({ by, place: { bank, index } }) => {
      const { total, counted } = bank.between(index, told.span.fromMs, START_MS);
      return [by["pod"], total, counted];
    });
    expect(found).toEqual([
      ["a", 1200, 0],
      ["b", 600, 300],
    ]);
  });

  it("is nothing of a step of which some is excluded, by a span or by what a condition said each minute", () => {
    const span = {
      kind: "span",
      from: instant(START_MS - 2.5 * FINE_MS),
      to: instant(START_MS - 2.4 * FINE_MS),
      reason: undefined,
    } as const;
    const told = new Told(objective({ exclusions: [span] }));
    told.apply({
      total: [told.series([1, 1, 1, 1])],
      excluded: [{ labels: {}, timestamps: [START_MS - 60_000], values: [1] }],
    });
    expect(told.counts().map(([total]) => total)).toEqual([300, 0, 300, 0]);
    expect(told.tracked.excluded.lengthWithin(START_MS - FINE_MS, START_MS)).toBe(60_000);
  });
});

describe("what new series began with", () => {
  const apply = (newTotal: Values, newCounted: Values, total: Values = [1, 1]) => {
    const told = new Told();
    const series = (values: Values) => [told.series(values)];
    told.apply({ total: series(total), newTotal: series(newTotal), newCounted: series(newCounted) });
    return told.counts().slice(0, 2);
  };

  it("is added in a step that has events before it", () => {
    expect(apply([undefined, 7], [undefined, 5])).toEqual([
      [300, 0, 300],
      [307, 5, 300],
    ]);
    expect(apply([7], [5])[0]).toEqual([300, 0, 300]);
    expect(apply([undefined, 7], [undefined, 5], [undefined, 1])[1]).toEqual([300, 0, 300]);
  });

  it("is nothing where it is more than can be new: twenty times the usual of a minute", () => {
    expect(apply([undefined, 1200], [undefined, 1200])[1]).toEqual([1500, 1200, 300]);
    expect(apply([undefined, 1201], [undefined, 5])[1]).toEqual([300, 0, 300]);
    expect(apply([undefined, 5], [undefined, 1201])[1]).toEqual([300, 0, 300]);
  });
});

describe("the samples that a step has", () => {
  it("say how much of it was observed, and how far apart they usually are", () => {
    const told = new Told();
    told.apply({ total: [told.series([1, 1, 1, 1])], samples: [told.series([20, 20, 0, 20])] });
    expect(told.counts().map(([, , observed]) => observed)).toEqual([300, 300, 0, 300]);
    expect(cellOf(told.tracked).spacingMs).toBe(15_000);
  });

  it("say which share of a step is observed where a hole begins or ends within it", () => {
    const told = new Told(objective(), FINE_MS, 5);
    told.apply({ total: [told.series([1, 1, 1, 1, 1])], samples: [told.series([20, 5, 0, 10, 20])] });
    // Less half a spacing at each edge of the hole.
    expect(told.counts().map(([, , observed]) => observed)).toEqual([300, 67.5, 0, 142.5, 300]);
  });

  it("say nothing of what is usual where there is but one, or steps are longer than any scraping", () => {
    const one = new Told();
    one.apply({ total: [one.series([1])], samples: [one.series([1])] });
    const coarse = new Told(objective(), HOUR_MS);
    coarse.apply({ total: [coarse.series([1])], samples: [coarse.series([240])] });
    const none = new Told();
    none.apply({ total: [none.series([1])], samples: [none.series([Number.NaN])] });
    expect([one, coarse, none].map(({ tracked }) => cellOf(tracked).spacingMs)).toEqual([0, 0, 0]);
  });

  it("ask for finer steps where an hour lacks some, which are not counted before", () => {
    const told = new Told(objective(), HOUR_MS);
    const samples = [told.series([240, 100, 240, 240])];
    expect(told.apply({ total: [told.series([1, 1, 1, 1])], samples })).toEqual([
      { fromMs: told.end(0), toMs: told.end(1), stepMs: FINE_MS },
    ]);
    expect(told.counts().map(([total]) => total)).toEqual([3600, 0, 3600, 3600]);
    const bad = new Told(objective(), HOUR_MS);
    const of = { total: [bad.series([1, 1])], samples: [bad.series([240, 100])] };
    expect(bad.apply(of, { channels: { total: false, counted: true } })).toEqual([]);
  });

  it("ask for finer steps where some of an hour is excluded, whatever they are", () => {
    const span = {
      kind: "span",
      from: instant(START_MS - 1.5 * HOUR_MS),
      to: instant(START_MS - 0.5 * HOUR_MS),
      reason: undefined,
    } as const;
    const told = new Told(objective({ exclusions: [span] }), HOUR_MS);
    expect(told.apply({ total: [told.series([1, 1, 1, 1])] })).toEqual([
      { fromMs: told.end(1), toMs: START_MS, stepMs: FINE_MS },
    ]);
    expect(told.counts().map(([total]) => total)).toEqual([3600, 3600, 0, 0]);
  });
});
