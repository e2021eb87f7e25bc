import { describe, expect, it } from "vitest";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { SeriesDigester } from "../../../../src/core/ledger/past/series-digester.ts";
import { SpanReading } from "../../../../src/core/ledger/past/span-reading.ts";
import type { Tail } from "../../../../src/core/ledger/reading/heads.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS } from "../driven-ledger.ts";
import { cellOf, track } from "../track.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The two hours before the live part. */
const span = { fromMs: START_MS - 2 * HOUR_MS, toMs: START_MS, stepMs: 5 * MINUTE_MS };
/** By minutes from the beginning of the span. */
const at = (minutes: number): number => span.fromMs + minutes * MINUTE_MS;
type Told = readonly (readonly [minutes: number, value: number])[];
type Labels = Readonly<Record<string, string>>;

class Read {
  readonly all: readonly TrackedObjective[];
  readonly reading: SpanReading;

  constructor(...objectives: readonly Objective[]) {
    this.all = (objectives.length === 0 ? [objective()] : objectives).map((one) => track(one));
    const feeds = this.all.flatMap((tracked) => tracked.feeds);
    const selector = { metric: feeds[0]?.metric ?? "", matchers: [] };
    this.reading = unpaused(SpanReading.open(span, [{ selector, feeds, only: undefined }]));
  }

  get question() {
    return this.reading.questions[0] ?? expect.fail();
  }

  take(labels: Labels, told: Told): this {
    const digester = new SeriesDigester(this.question.query.plan);
    digester.add(
      told.map(([minutes]) => at(minutes)),
      told.map(([, value]) => value),
    );
    this.question.take([digester.take(labels) ?? expect.fail()]);
    return this;
  }

  commit(): readonly Tail[] {
    return unpaused(this.reading.commit());
  }

  /** Of all events and of the bad ones, once all is counted. */
  counts(i = 0): readonly [total: number, counted: number] {
    const { bank, index } = cellOf(this.all[i] ?? expect.fail()).place;
    const { total, counted } = bank.between(index, span.fromMs, span.toMs);
    return [total, counted];
  }
}
/** A counter that grows by 10 a minute, from a minute on. */
const steady = (from: number, to: number, start = 1000): Told =>
  Array.from({ length: to - from + 1 }, (_, i) => [from + i, start + 10 * i]);
const good = requests("200");
const bad = requests("500");

describe("what is asked of a span", () => {
  it("reaches six hours further back, for what chains go on from, and counts within the span alone", () => {
    const { query } = new Read().question;
    expect(query).toEqual({
      selector: { metric: "http_requests_total", matchers: [] },
      plan: {
        fromMs: span.fromMs - 6 * HOUR_MS,
        toMs: span.toMs,
        countFromMs: span.fromMs,
        stepMs: span.stepMs,
        counted: "by its increase",
        excluded: [[]],
      },
      replicas: ["replica"],
    });
    const probe = new Read(objective({ indicator: indicators.probe }));
    expect(probe.question.query.plan.counted).toBe("by the time it holds");
  });

  it("has one set of exclusions for all objectives that have the same", () => {
    const excluded = { kind: "span", from: instant(at(10)), to: instant(at(20)), reason: undefined } as const;
    const read = new Read(
      objective(),
      objective({ slo: "moved", exclusions: [excluded] }),
      objective({ slo: "other" }),
      objective({ slo: "moved too", exclusions: [excluded] }),
    );
    expect(read.question.query.plan.excluded).toEqual([[], [{ fromMs: at(10), toMs: at(20) }]]);
    read.take(good, steady(-10, 119)).commit();
    expect([0, 1, 2, 3].map((i) => read.counts(i)[0])).toEqual([1190, 1090, 1190, 1090]);
  });
});

describe("a span that was read", () => {
  it("counts nothing before it is whole, and then each series by its increase", () => {
    const read = new Read().take(good, steady(-10, 119)).take(bad, steady(-10, 119));
    expect(read.counts()).toEqual([0, 0]);
    read.commit();
    expect(read.counts()).toEqual([2380, 1190]);
    const cell = cellOf(read.all[0] ?? expect.fail());
    expect([cell.historyToMs, cell.spacingMs]).toEqual([at(119), MINUTE_MS]);
    expect(cell.place.bank.between(cell.place.index, span.fromMs, span.toMs).observedMs).toBe(2 * HOUR_MS);
  });

  it("tells where each series ended that somebody reads", () => {
    const read = new Read().take(good, steady(0, 50)).take({ ...good, job: "other" }, steady(0, 50));
    read.take(bad, [
      [0, 1],
      [1, 2],
      [40, 3],
    ]);
    expect(read.commit()).toEqual([
      { labels: good, atMs: at(50), value: 1500 },
      { labels: bad, atMs: at(40), value: 3 },
    ]);
  });

  it("counts a histogram's buckets by their bounds, and a gauge by how long it holds", () => {
    const latency = new Read(objective({ indicator: indicators.classic }));
    const bucket = (le: string) => ({ __name__: "http_request_duration_seconds_bucket", job: "checkout", le });
    for (const le of ["0.1", "0.3", "+Inf"]) latency.take(bucket(le), steady(-1, le === "0.3" ? 60 : 119));
    latency.commit();
    expect(latency.counts()).toEqual([1190, 600]);
    const probe = new Read(objective({ indicator: indicators.probe }));
    const success = { __name__: "probe_success", job: "blackbox", target: "checkout" };
    probe.take(success, [
      [0, 1],
      [1, 0],
      [2, 1],
      [3, 1],
    ]);
    probe.commit();
    expect(probe.counts()).toEqual([180, 60]);
  });

  it("counts nothing in a cell that was given back, and pauses after each cell", () => {
    const read = new Read(objective(), objective({ slo: "other" })).take(good, steady(-1, 60));
    cellOf(read.all[0] ?? expect.fail()).isGivenBack = true;
    expect([...read.reading.commit()]).toHaveLength(1);
    expect([read.counts(0), read.counts(1)]).toEqual([
      [0, 0],
      [600, 0],
    ]);
  });

  it("pauses after every 20 series, as they are judged together and by themselves, and after each cell", () => {
    const read = new Read();
    for (let i = 0; i < 50; i++) read.take(requests("200", `${i}`), [[1, 5]]);
    expect([...read.reading.commit()]).toHaveLength(2 + 2 + 1);
  });

  it("meets the live part of what is read live from its end on", () => {
    const read = new Read();
    const [tracked] = read.all;
    if (tracked === undefined) throw new Error("one objective is read");
    expect([read.reading.meetsLive(tracked), read.reading.objectives]).toEqual([true, new Set([tracked])]);
    tracked.feeds[0]?.reopen(START_MS + 1);
    expect(read.reading.meetsLive(tracked)).toBe(true);
    for (const feed of tracked.feeds) feed.reopen(START_MS - 1);
    expect(read.reading.meetsLive(tracked)).toBe(false);
  });
});

describe("a series that appears within a span", () => {
  it("counts from zero on a target that lives", () => {
    const read = new Read().take(good, steady(-10, 119)).take(bad, steady(30, 119, 7));
    read.commit();
    expect(read.counts()).toEqual([1190 + 7 + 890, 7 + 890]);
  });

  it("counts nothing of what it began with before the span, or at its very beginning", () => {
    for (const from of [-5, 0]) {
      const read = new Read().take(good, steady(-30, 119)).take(bad, steady(from, 119, 7));
      read.commit();
      expect(read.counts()[1]).toBe(1190);
    }
  });

  it("is only a baseline within five minutes of the first sample of all: its scraping begins then", () => {
    const read = (minutes: number) => {
      const one = new Read().take(good, steady(10, 119)).take(bad, [[10 + minutes, 7]]);
      one.commit();
      return one.counts()[1];
    };
    expect([read(4), read(5)]).toEqual([0, 7]);
  });

  it("is only a baseline where the metric's others ended before it: they have new labels", () => {
    const read = new Read().take(good, steady(-10, 30)).take({ ...good, version: "2" }, steady(31, 60, 7));
    read.commit();
    expect(read.counts()[0]).toBe(300 + 290);
  });

  it("makes a baseline of all of its target that begins with it where it is too large to be new, and says so", () => {
    const [large, small, later] = [requests("200", "old"), requests("500", "old"), requests("404", "old")];
    const read = new Read()
      .take(good, steady(-10, 119))
      .take(large, [[30, 9_000_000]])
      .take(small, [[30, 7]])
      .take(later, [[31, 3]]);
    read.take(large, [
      [30, 9_000_000],
      [31, 9_000_000],
      [119, 9_000_000],
    ]);
    read.commit();
    expect(read.counts()).toEqual([1190 + 3, 0]);
    expect(cellOf(read.all[0] ?? expect.fail()).refusedBirth).toEqual({ atMs: at(30), value: 9_000_000 });
  });

  it("is nothing in excluded time", () => {
    const excluded = { kind: "span", from: instant(at(29)), to: instant(at(31)), reason: undefined } as const;
    const read = new Read(objective({ exclusions: [excluded] }));
    read.take(good, steady(-10, 119)).take(bad, [[30, 7]]);
    read.commit();
    expect(read.counts()[1]).toBe(0);
  });

  it("is no birth where it is a gauge", () => {
    const probe = new Read(objective({ indicator: indicators.probe }));
    const success = { __name__: "probe_success", job: "blackbox", target: "checkout" };
    probe.take(success, steady(-10, -10, 1)).take({ ...success, instance: "x" }, [[60, 1]]);
    probe.commit();
    expect(probe.counts()).toEqual([0, 0]);
  });
});

describe("a counter that was away within a span and comes back no lower", () => {
  /** A target whose requests begin anew at a minute, and failures that are away for eight minutes around it. */
  function away(back: number, { resetAt = 33, goneAt = 30, gone = 3 } = {}): number {
    const requestsOf: Told = [...steady(-10, resetAt), ...steady(resetAt + 1, 119, 4)];
    const before = Array.from({ length: goneAt + 21 }, (_, i) => i - 20);
    const failures: Told = [...before.map((minutes) => [minutes, gone] as const), [goneAt + 8, back]];
    const read = new Read().take(good, requestsOf).take(bad, failures);
    read.commit();
    return read.counts()[1];
  }

  it("has begun anew where another of its target did meanwhile", () => {
    expect([away(3), away(5)]).toEqual([3, 5]);
  });

  it("goes on where none began anew, or not meanwhile", () => {
    expect(away(5, { resetAt: 60 })).toBe(2);
  });

  it("goes on where it shows more than can be new", () => {
    // Twenty times ten events a minute, over a minute, are 200.
    expect([away(190, { gone: 190 }), away(210, { gone: 210 })]).toEqual([190, 0]);
  });

  it("is of the span before where it came back by the beginning of this one", () => {
    expect([away(3, { resetAt: -5, goneAt: -8 }), away(3, { resetAt: -5, goneAt: -7 })]).toEqual([0, 3]);
  });
});

describe("a counter that began anew between two samples and stands no lower", () => {
  /** A target whose requests begin anew after a minute, and failures that are told each minute. */
  function restarted(before: number, after: number, resetAt = 33) {
    const read = new Read().take(good, [...steady(-10, resetAt), ...steady(resetAt + 1, 119, 4)]);
    read.take(
      bad,
      steady(-10, 119).map(([minutes]) => [minutes, minutes <= resetAt ? before : after]),
    );
    read.commit();
    return { read, counted: read.counts()[1] };
  }

  it("has counted what it shows after it, where another of its target shows the restart", () => {
    expect([restarted(3, 5).counted, restarted(3, 3).counted, restarted(0, 5).counted]).toEqual([5, 3, 5]);
    const { reading } = restarted(3, 5).read;
    expect([reading.hasReset(bad, at(33), at(34)), reading.hasReset(bad, at(34), at(119))]).toEqual([true, false]);
  });

  it("is of the span before where that was by the beginning of this one", () => {
    expect([restarted(3, 3, -1).counted, restarted(3, 3, 0).counted]).toEqual([0, 3]);
  });
});

describe("what is known of series that are read live", () => {
  const appeared = (liveToMinutes?: number): number => {
    const read = new Read().take(good, steady(-10, 30)).take(bad, [[60, 7]]);
    if (liveToMinutes !== undefined) read.reading.seeLive(good, at(30), at(liveToMinutes));
    read.commit();
    return read.counts()[1];
  };

  it("says that a target lives on which another one appears", () => {
    expect([appeared(), appeared(119)]).toEqual([0, 7]);
  });
});

it("a series that is too large to be new is refused where it begins within the span alone", () => {
  const refused = (from: number) => {
    const read = new Read().take(good, steady(-30, 119)).take(bad, [[from, 9_000_000]]);
    read.commit();
    return cellOf(read.all[0] ?? expect.fail()).refusedBirth;
  };
  expect([refused(-20), refused(0), refused(20)]).toEqual([undefined, undefined, { atMs: at(20), value: 9_000_000 }]);
});
