import { describe, expect, it } from "vitest";
import { mergeReplicas } from "../../../../src/core/ledger/reading/merge-replicas.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";

const REPLICA = ["prometheus_replica"];

/** Samples of a counter that grows by one a second, scraped at these seconds. */
const scraped = (replica: string | undefined, at: readonly number[], more = {}): SampleSeries => ({
  labels: { __name__: "x_total", ...more, ...(replica === undefined ? {} : { prometheus_replica: replica }) },
  timestamps: at.map((second) => second * 1000),
  values: [...at],
});
const secondsOf = (answer: readonly SampleSeries[]): readonly (readonly number[])[] =>
  answer.map(({ values }) => values);

describe("series of several replicas", () => {
  it("become one, which has the samples of the first by name", () => {
    const merged = mergeReplicas([scraped("b", [7, 22, 37]), scraped("a", [0, 15, 30, 45])], REPLICA);
    expect(merged).toEqual([scraped(undefined, [0, 15, 30, 45])]);
  });

  it.each([
    { what: "a missed scrape", a: [0, 15, 45, 60], b: [7, 22, 37, 52], merged: [0, 15, 45, 60] },
    {
      what: "a gap",
      a: [0, 15, 30, 120, 135],
      b: [22, 37, 52, 67, 82, 97, 112],
      merged: [0, 15, 30, 67, 82, 97, 112, 120, 135],
    },
    { what: "the end of the first", a: [0, 15, 30], b: [22, 37, 52, 67, 82], merged: [0, 15, 30, 67, 82] },
    { what: "a return close by", a: [0, 15, 30, 90, 105], b: [37, 52, 67, 88], merged: [0, 15, 30, 67, 90, 105] },
    { what: "nothing of the first", a: [], b: [1, 16], merged: [1, 16] },
    { what: "two missed scrapes and a moment", a: [0, 15, 30], b: [60, 61], merged: [0, 15, 30, 61] },
    { what: "a return half an interval later", a: [0, 16, 80, 96], b: [72, 73], merged: [0, 16, 72, 80, 96] },
    { what: "a sample of the same time", a: [0, 15, 90, 105], b: [90, 91], merged: [0, 15, 90, 105] },
    { what: "one sample, by the pace of the other", a: [0], b: [15, 30, 45, 60], merged: [0, 45, 60] },
    { what: "one sample, where nobody tells the pace", a: [0], b: [121], merged: [0, 121] },
    { what: "one sample and two minutes", a: [0], b: [120], merged: [0] },
    { what: "all that came first", a: [100, 115], b: [10, 25], merged: [10, 25, 100, 115] },
  ])("are filled in by the next one after $what, and never sooner", ({ a, b, merged }) => {
    expect(secondsOf(mergeReplicas([scraped("a", a), scraped("b", b)], REPLICA))).toEqual([merged]);
  });

  it("become one beside others that have no such label", () => {
    const plain = scraped(undefined, [5], { pod: "p" });
    const answer = [scraped("b", [1], { pod: "q" }), scraped("a", [0], { pod: "q" }), plain];
    expect(mergeReplicas(answer, REPLICA)).toEqual([scraped(undefined, [0], { pod: "q" }), plain]);
  });

  it("of other targets stay apart, and so do those of one replica", () => {
    const answer = [
      scraped("a", [0, 15], { pod: "p" }),
      scraped("a", [0, 15], { pod: "q" }),
      scraped("b", [3], { pod: "q" }),
    ];
    expect(mergeReplicas(answer, REPLICA).map(({ labels }) => labels["pod"])).toEqual(["p", "q"]);
  });

  it("are left as they are where no label tells replicas", () => {
    const answer = [scraped("a", [0]), scraped("b", [0])];
    expect(mergeReplicas(answer, [])).toBe(answer);
    expect(mergeReplicas(answer, ["replica"])).toBe(answer);
  });
});
