import { describe, expect, it } from "vitest";
import type { Answered } from "../../../../src/core/ledger/asking/answered.ts";
import { countAnswers } from "../../../../src/core/ledger/asking/count-answers.ts";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { Asked } from "../../../../src/core/ledger/asking/asked.ts";
import type { TrackedFeed, TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import type { LedgerAnswer } from "../../../../src/core/ledger/ports.ts";
import { ChainReader } from "../../../../src/core/ledger/reading/chain-reader.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

const END_MS = START_MS + 3 * STEP_MS;
const samples = (...values: readonly (readonly [steps: number, value: number])[]): LedgerAnswer => ({
  kind: "series",
  series: [
    {
      labels: requests("200"),
      timestamps: values.map(([steps]) => START_MS + steps * STEP_MS),
      values: values.map(([, value]) => value),
    },
  ],
});
const failed = { kind: "failed", reason: "timeout", message: "too slow" } as const;

const at = (steps: number) => instant(START_MS + steps * STEP_MS);

/** A question that ends so many steps after the start, with its answer. */
function piece(
  steps: number,
  answer: LedgerAnswer,
  feeds: readonly TrackedFeed[],
  more: Partial<Asked> = {},
): Answered {
  const query = { kind: "instant", promql: "x_total[2m]", at: at(steps) } as const;
  return { item: { query, feeds, only: undefined, kind: "samples", source: {}, ...more }, answer };
}

/** What these answers come to. */
function counted(tracked: TrackedObjective, pairs: readonly Answered[]): number {
  const chains = new ChainReader();
  unpaused(chains.follow(tracked.feeds));
  unpaused(countAnswers(pairs, instant(END_MS), chains, new ObjectiveFaults()));
  return countsOf(cellOf(tracked)).total;
}

/** The same of pieces of one source. */
function count(
  tracked: TrackedObjective,
  ...pieces: readonly (readonly [steps: number, answer: LedgerAnswer])[]
): number {
  const source = {};
  return counted(
    tracked,
    pieces.map(([steps, answer]) => piece(steps, answer, tracked.feeds, { source })),
  );
}

describe("answers that end at several times", () => {
  const [first, second, third] = [
    [1, samples([0.5, 100])],
    [2, samples([0.5, 100], [1.5, 110])],
    [3, samples([1.5, 110], [2.5, 125])],
  ] as const;

  it("are counted from the oldest to the newest, in whichever order they came", () => {
    const tracked = track();
    expect(count(tracked, third, first, second)).toBe(25);
    expect(tracked.feeds.map(({ coveredToMs }) => coveredToMs)).toEqual([END_MS, END_MS]);
  });

  it("are counted up to the first that failed: what follows is read again with it", () => {
    const tracked = track();
    expect(count(tracked, first, [2, failed], third)).toBe(0);
    expect(tracked.feeds.map(({ coveredToMs }) => coveredToMs)).toEqual([START_MS + STEP_MS, START_MS + STEP_MS]);
  });
});

describe("answers of a step", () => {
  it("are counted once it is known what does not count, wherever that stands", () => {
    const exclusions = [{ kind: "condition", when: "maintenance == 1", reason: undefined }] as const;
    const countWhile = (said: readonly SampleSeries[]): number => {
      const tracked = track(objective({ exclusions }));
      const read = tracked.feeds.filter(({ feed }) => feed.kind === "series");
      return counted(tracked, [
        piece(3, samples([0.5, 100], [1.5, 110], [2.5, 125]), read),
        piece(3, { kind: "series", series: said }, [feedOf(tracked, "excluded")], { kind: "rates" }),
      ]);
    };
    expect([countWhile([]), countWhile([{ labels: {}, timestamps: [END_MS], values: [1] }])]).toEqual([25, 0]);
  });

  it("are counted as rates of their own time where they are such", () => {
    const tracked = track(objective({ indicator: indicators.promql }));
    const said = { "total rate": 10, "bad rate": 1, "newest sample": at(2) / 1000 } as const;
    const pairs = Object.entries(said).map(([role, value]) => {
      const series = [{ labels: {}, timestamps: [at(2)], values: [value] }];
      return piece(
        2,
        { kind: "series", series },
        tracked.feeds.filter(({ feed }) => feed.role === role),
        { kind: "rates" },
      );
    });
    expect(counted(tracked, pairs)).toBe(10 * 60);
  });
});
