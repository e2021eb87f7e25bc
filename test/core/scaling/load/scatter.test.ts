import { describe, expect, it } from "vitest";
import type { Scatter } from "../../../../src/core/scaling/decision/memory.ts";
import { noteScatter, SCATTER_SECONDS, scatterOf } from "../../../../src/core/scaling/load/scatter.ts";
import { seededRandom } from "../../../../demo/backfill/random.ts";

const STEP_SECONDS = 15;
const STEPS = SCATTER_SECONDS / STEP_SECONDS;
const PER_MINUTE = 60 / STEP_SECONDS;
const HOUR = 60;

/** What is known of demand that goes on a straight line from minute to minute, after all of it was seen. */
function knownOf(minutes: readonly number[]): Scatter | undefined {
  const demands: number[] = [];
  let known: Scatter | undefined;
  for (let i = 0; i < (minutes.length - 1) * PER_MINUTE; i++) {
    const [from, share] = [Math.floor(i / PER_MINUTE), (i % PER_MINUTE) / PER_MINUTE];
    demands.unshift((minutes[from] ?? 0) * (1 - share) + (minutes[from + 1] ?? 0) * share);
    const seen = demands.slice(0, STEPS);
    known = noteScatter(known, { demands: seen, ages: seen.map((_, age) => age * STEP_SECONDS) });
  }
  return known;
}

const { normal } = seededRandom("scatter");
const drawn = (count: number, sd: number, mean = (_minute: number) => 500): readonly number[] =>
  Array.from({ length: count }, (_, minute) => mean(minute) * (1 + sd * normal()));

function walk(count: number): readonly number[] {
  let level = 0;
  return Array.from({ length: count }, () => {
    level = 0.97 * level + 0.08 * normal();
    return 500 * Math.exp(level);
  });
}

describe("the scatter of single minutes", () => {
  it.each([0.05, 0.1, 0.2])("is how far each is drawn from the mean, within a third: %d", (sd) => {
    // Between two minutes the line is nearer to the mean than at either: as a square, two thirds of it.
    const expected = sd * Math.sqrt(2 / 3);
    const wave = (minute: number): number => 500 * (1 + 0.6 * Math.sin((2 * Math.PI * minute) / 1440));
    for (const minutes of [drawn(8 * HOUR, sd), drawn(8 * HOUR, sd, wave)])
      expect(Math.abs(scatterOf(knownOf(minutes)) / expected - 1)).toBeLessThan(1 / 3);
  });

  it.each([
    ["that hardly scatters", drawn(8 * HOUR, 0.01)],
    ["that walks", walk(8 * HOUR)],
    ["that climbs and falls", Array.from({ length: 8 * HOUR }, (_, i) => 200 + 10 * (i % 120))],
    ["that has jumped once", drawn(8 * HOUR, 0.01, (minute) => (minute < 400 ? 500 : 1500))],
    ["of less than half an hour", drawn(30, 0.1)],
    ["of nothing", drawn(8 * HOUR, 0)],
    ["of zero", drawn(8 * HOUR, 0, () => 0)],
  ])("is none of a demand %s", (_what, minutes) => {
    expect(scatterOf(knownOf(minutes))).toBe(0);
  });

  it("takes a single spike for no more than six times what is usual", () => {
    const calm = drawn(8 * HOUR, 0.05);
    const spiked = calm.with(450, 50_000);
    const [before, after] = [scatterOf(knownOf(calm)), scatterOf(knownOf(spiked))];
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(1.2 * before);
  });

  it("learns nothing where a step is missing", () => {
    const known = { near: 0.01, far: 0.01, count: 700 };
    for (const ages of [[], [0, 15, 30], [0, 200, 215], [0, 120, 299]])
      expect(noteScatter(known, { demands: ages.map(() => 5), ages })).toBe(known);
    expect(noteScatter(known, { demands: [5, 5, 5], ages: [0, 120, 240] })?.count).toBe(701);
    expect(scatterOf(undefined)).toBe(0);
  });
});
