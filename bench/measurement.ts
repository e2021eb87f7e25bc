/** One line of the result: what was measured against what was promised. */
export interface Measurement {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  readonly goal: { readonly atLeast: number } | { readonly atMost: number } | undefined;
}

export function isMet({ measured, goal }: Measurement): boolean {
  if (goal === undefined) return true;
  return "atLeast" in goal ? measured >= goal.atLeast : measured <= goal.atMost;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/** Below it are 99 of 100. */
export const slowest = (took: readonly number[]): number =>
  took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;

export function printTable(rows: readonly Measurement[]): string {
  const cells = rows.map((row) => [
    row.name,
    `${round(row.measured)} ${row.unit}`,
    printGoal(row),
    row.goal === undefined ? "" : isMet(row) ? "pass" : "FAIL",
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
