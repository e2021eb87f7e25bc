/** What is measured against what was promised. */
interface Row {
  readonly name: string;
  readonly unit: string;
  readonly goal: { readonly atLeast: number } | { readonly atMost: number } | undefined;
}

/** A line of the result with its number. */
export interface Measured extends Row {
  readonly measured: number;
}

/** One line of the result; where it cannot be measured on this machine, it says why. */
export type Measurement = Measured | (Row & { readonly skipped: string });

/** What could not be measured misses no goal. */
export function isMet(row: Measurement): boolean {
  const { goal } = row;
  if (goal === undefined || "skipped" in row) return true;
  return "atLeast" in goal ? row.measured >= goal.atLeast : row.measured <= goal.atMost;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/** Below it are 99 of 100, or another share of them. */
export const slowest = (took: readonly number[], share = 0.99): number =>
  took.toSorted((a, b) => a - b)[Math.floor(took.length * share)] ?? Number.NaN;

export function printTable(rows: readonly Measurement[]): string {
  const cells = rows.map((row) => [
    row.name,
    "skipped" in row ? "SKIPPED" : `${round(row.measured)} ${row.unit}`,
    printGoal(row),
    "skipped" in row ? row.skipped : row.goal === undefined ? "" : isMet(row) ? "pass" : "FAIL",
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function printGoal({ goal, unit }: Measurement): string {
  if (goal === undefined) return "";
  return "atLeast" in goal ? `at least ${goal.atLeast} ${unit}` : `at most ${goal.atMost} ${unit}`;
}

const round = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
