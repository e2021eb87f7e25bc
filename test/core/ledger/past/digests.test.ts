import { describe, expect, it } from "vitest";
import { Increases } from "../../../../src/core/ledger/past/row-sums.ts";
import type { DigestPlan } from "../../../../src/core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../../src/core/ledger/past/series-digester.ts";
import { START_MS } from "../driven-ledger.ts";
import { at, plan, type Told } from "./told-samples.ts";

const LABELS = { pod: "a" };
const probe: DigestPlan = { ...plan, counted: "by the time it holds" };

function digest(told: Told, of = plan, digester = new SeriesDigester(of)) {
  digester.add(
    told.map(([minutes]) => at(minutes)),
    told.map(([, value]) => value),
  );
  return digester.take(LABELS);
}
/** Amounts by their rows, from the first after the start. */
const amounts = (told: Told, of = plan, set = 0) => {
  const { rows, amounts: found } = digest(told, of)?.counts[set] ?? expect.fail();
  return Array.from(rows, (row, i) => [row - START_MS / plan.stepMs, found[i]]);
};
const every = (minutes: number, count: number, from = 0): Told =>
  Array.from({ length: count }, (_, i) => [from + i * minutes, (from + i * minutes) * 10]);

describe("the digest of a counter", () => {
  it("is none where it has no sample within the stretch", () => {
    expect(digest([])).toBeUndefined();
    expect(digest([[-10, 1]])).toBeUndefined();
    expect(digest([[60.1, 1]])).toBeUndefined();
    expect(digest([[60, 1]])?.pieces).toEqual([at(60), 1, at(60), 1]);
    expect(digest([[-9.9, 1]])?.pieces).toEqual([at(-9.9), 1, at(-9.9), 1]);
  });

  it("has increases in the row that holds the later sample, after the moment from which it counts", () => {
    expect(
      amounts([
        [-1, 5],
        [0, 7],
        [1, 10],
        [5, 20],
        [5.1, 21],
        [10, 30],
      ]),
    ).toEqual([
      [1, 13],
      [2, 10],
    ]);
  });

  it("counts of the row in which it begins to count only what comes after that moment", () => {
    const told: Told = [
      [1, 5],
      [2, 7],
      [3, 10],
      [5, 14],
      [6, 15],
    ];
    expect(amounts(told, { ...plan, countFromMs: at(2) })).toEqual([
      [1, 3 + 4],
      [2, 1],
    ]);
  });

  it("is in pieces where it was silent for more than five minutes, and has no time of what is away", () => {
    const told: Told = [
      [0, 1],
      [1, 2],
      [6, 3],
      [11.1, 4],
      [12, 5],
    ];
    expect(digest(told)?.pieces).toEqual([at(0), 1, at(6), 3, at(11.1), 4, at(12), 5]);
    // So it is where that is usual.
    const slow: Told = [
      [0, 1],
      [4, 2],
      [8, 3],
      [13.1, 4],
      [17, 5],
    ];
    expect(digest(slow)?.pieces).toEqual([at(0), 1, at(8), 3, at(13.1), 4, at(17), 5]);
  });

  it("ends with the last sample of the stretch, though the counter goes on at its pace", () => {
    const { pieces = [], counts = [] } = digest(every(1, 70)) ?? {};
    expect(pieces).toEqual([at(0), 0, at(60), 600]);
    expect(counts[0]?.amounts).toEqual(Array.from({ length: 12 }, () => 50));
  });

  it("knows where it began anew, and counts what it shows since", () => {
    const told: Told = [
      [0, 100],
      [1, 110],
      [2, 4],
      [3, 9],
      [4, 2],
    ];
    expect(digest(told)?.resets).toEqual([at(1), at(2), at(3), at(4)]);
    expect(amounts(told)).toEqual([[1, 10 + 4 + 5 + 2]]);
  });

  it("knows where it was away for more than one and a half usual intervals and came back no lower", () => {
    const absences = (gap: number, value: number, first = 10) =>
      digest([
        [0, first],
        [1, first],
        [1 + gap, value],
      ])?.absences;
    expect(absences(1.5, 20)).toEqual([]);
    expect(absences(1.6, 20)).toEqual([at(1), 10, at(2.6), 20]);
    expect(absences(1.6, 10)).toEqual([at(1), 10, at(2.6), 10]);
    expect([absences(1.6, 9), absences(1.6, 5, 0)]).toEqual([[], []]);
    // Five minutes and a half are not much where four are usual.
    expect(
      digest([
        [0, 10],
        [4, 10],
        [8, 10],
        [13.5, 10],
      ])?.absences,
    ).toEqual([]);
    // The second sample tells what is usual, and is not away itself.
    expect(
      digest([
        [0, 1],
        [30, 2],
      ])?.absences,
    ).toEqual([]);
  });

  it("knows how far apart its samples usually are: a gap weighs no more than two of them", () => {
    expect(digest([[0, 1]])?.spacingMs).toBe(0);
    expect(digest(every(0.5, 20))?.spacingMs).toBe(30_000);
    expect(
      digest([
        [0, 1],
        [1, 2],
        [2.5, 3],
      ])?.spacingMs,
    ).toBeCloseTo(63_000, 6);
    expect(
      digest([
        [0, 1],
        [1, 2],
        [20, 3],
      ])?.spacingMs,
    ).toBeCloseTo(66_000, 6);
    expect(
      digest([
        [0, 1],
        [1, 2],
        [1.5, 3],
      ])?.spacingMs,
    ).toBeCloseTo(57_000, 6);
  });

  it("takes no sample that is no number of events, and none that comes before the last", () => {
    expect(
      amounts([
        [0, 1],
        [1, Number.NaN],
        [2, -1],
        [2.5, Number.POSITIVE_INFINITY],
        [3, 9],
        [2, 50],
        [3, 60],
        [4, 11],
      ]),
    ).toEqual([[1, 10]]);
  });

  it("tells nothing of one series in the next", () => {
    const digester = new SeriesDigester(plan);
    digest(
      [
        [0, 100],
        [1, 10],
        [9, 20],
        [40, 30],
      ],
      plan,
      digester,
    );
    expect(digest([[3, 7]], plan, digester)).toEqual({
      labels: LABELS,
      counts: [{ rows: [], amounts: [], bad: [] }],
      pieces: [at(3), 7, at(3), 7],
      resets: [],
      absences: [],
      lows: [at(3), 7],
      spacingMs: 0,
    });
    expect(digester.take(LABELS)).toBeUndefined();
  });

  it("has its counts of each set of exclusions, without the stretches that one touches", () => {
    const spans = [
      { fromMs: at(1.5), toMs: at(1.7) },
      { fromMs: at(3), toMs: at(4) },
      { fromMs: at(30), toMs: at(31) },
    ];
    const of = { ...plan, excluded: [[], spans] };
    // Ten a minute: two of the seven minutes do not count.
    expect(amounts(every(1, 8), of)).toEqual([
      [1, 50],
      [2, 20],
    ]);
    expect(amounts(every(1, 8), of, 1)).toEqual([
      [1, 30],
      [2, 20],
    ]);
    // The next series is looked at from the first exclusion on again.
    const digester = new SeriesDigester(of);
    digest(every(1, 40), of, digester);
    expect(digest(every(1, 8), of, digester)?.counts[1]?.amounts).toEqual([30, 20]);
  });

  it("is the same for more samples at once than there was room for", () => {
    const many = every(0.1, 600);
    expect(amounts(many)).toEqual(
      Array.from({ length: 12 }, (_, i) => [i + 1, i === 11 ? expect.closeTo(49, 6) : expect.closeTo(50, 6)]),
    );
    const room = new Increases();
    const shared = [new SeriesDigester(plan, room), new SeriesDigester(probe, room)];
    expect(
      shared.map(
        (one, i) =>
          digest(
            many.map(([m, v]) => [m, i === 0 ? v : 1]),
            plan,
            one,
          )?.counts[0]?.rows.length,
      ),
    ).toEqual([12, 12]);
  });
});

describe("the digest of a gauge", () => {
  const both = (told: Told) => {
    const { amounts: seconds, bad } = digest(told, probe)?.counts[0] ?? expect.fail();
    return [Array.from(seconds), Array.from(bad)];
  };

  it("lets each value hold until the next sample, with the seconds without success beside", () => {
    expect(
      both([
        [0, 1],
        [1, 0],
        [2, 0.25],
        [3, 1],
        [6, 1],
      ]),
    ).toEqual([
      [180, 120],
      [60 + 45, 0],
    ]);
  });

  it("lets it hold for two usual intervals at most", () => {
    expect(
      both([
        [0, 1],
        [1, 0],
        [4, 1],
      ]),
    ).toEqual([[60 + 120], [120]]);
  });

  it("takes no sample of more than 1, and has neither restarts nor absences", () => {
    expect(
      both([
        [0, 1],
        [1, 2],
        [2, 1],
      ]),
    ).toEqual([[120], [0]]);
    expect(
      digest(
        [
          [0, 1],
          [1, 0],
          [3, 0],
          [9, 1],
        ],
        probe,
      ),
    ).toMatchObject({
      resets: [],
      absences: [],
      lows: [],
      pieces: [at(0), 1, at(3), 0, at(9), 1, at(9), 1],
    });
  });

  it("has rows of nothing but success as well, and none of the series before", () => {
    const digester = new SeriesDigester(probe);
    digest(
      [
        [0, 0],
        [1, 0],
      ],
      probe,
      digester,
    );
    expect(
      digest(
        [
          [0, 1],
          [1, 1],
        ],
        probe,
        digester,
      )?.counts,
    ).toEqual([{ rows: [START_MS / plan.stepMs + 1], amounts: [60], bad: [0] }]);
  });
});
