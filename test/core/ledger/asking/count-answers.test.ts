import { describe, expect, it } from "vitest";
import type { Answered } from "../../../../src/core/ledger/asking/answered.ts";
import { countAnswers } from "../../../../src/core/ledger/asking/count-answers.ts";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import type { LedgerAnswer } from "../../../../src/core/ledger/ports.ts";
import { ChainReader } from "../../../../src/core/ledger/reading/chain-reader.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { track } from "../track.ts";

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

/** Pieces of one source that end so many steps after the start, with their answers. */
function count(
  tracked: TrackedObjective,
  ...pieces: readonly (readonly [steps: number, answer: LedgerAnswer])[]
): number {
  const source = {};
  const pairs = pieces.map(([steps, answer]): Answered => {
    const query = { kind: "instant", promql: "x_total[2m]", at: instant(START_MS + steps * STEP_MS) } as const;
    return { item: { query, feeds: tracked.feeds, only: undefined, kind: "samples", source }, answer };
  });
  const chains = new ChainReader();
  unpaused(chains.follow(tracked.feeds));
  unpaused(countAnswers(pairs, instant(END_MS), chains, new ObjectiveFaults()));
  const [cell] = tracked.cells;
  return cell === undefined ? Number.NaN : cell.place.bank.between(cell.place.index, START_MS, END_MS).total;
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
