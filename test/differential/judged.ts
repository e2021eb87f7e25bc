import { expect, it } from "vitest";
import { type Point, summarize, type Summary } from "./comparison.ts";
import { limitsOf, type Path } from "./limits.ts";
import { printSummaries } from "./table.ts";
import { CATEGORIES } from "./world/categories.ts";
import { SEED } from "./world/world.ts";

/** So many readings of windows make a comparison. */
const FEWEST_READINGS = 1000;

/** The readings of a path against the limits of each category; with the tables of what was measured. */
export function judge(path: Path, points: () => readonly Point[]): void {
  it("is compared at a thousand readings and more", () => {
    for (const isLong of [true, false])
      process.stdout.write(
        `\n${path}, seed ${SEED}, ${isLong ? "a day and more" : "shorter windows"}, in %\n${printSummaries(summarize(points(), isLong))}\n`,
      );
    expect(points().filter(({ deviations }) => deviations !== undefined).length).toBeGreaterThanOrEqual(
      FEWEST_READINGS,
    );
  });

  it.each(CATEGORIES)("counts within its limits: %s", (category) => {
    const of = (isLong: boolean): Summary | undefined =>
      summarize(points(), isLong).find((summary) => summary.category === category);
    const { long, short } = limitsOf(path, category);
    expect(of(true)?.worst.beyondEdges).toBeLessThanOrEqual(long);
    if (short !== undefined) expect(of(false)?.worst.beyondEdges).toBeLessThanOrEqual(short);
  });
}
