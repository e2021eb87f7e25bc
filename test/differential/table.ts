import type { Summary } from "./comparison.ts";
import type { Verdicts } from "./paths/alerts.ts";

/** Deviations of each category in percent, as a table of Markdown. */
export function printSummaries(summaries: readonly Summary[]): string {
  const rows = summaries.map(({ category, points, unanswered, median, worst }) => [
    category,
    String(points),
    String(unanswered),
    percent(median.ratio),
    percent(worst.ratio),
    pair(median.bad, worst.bad),
    pair(median.total, worst.total),
    percent(worst.ratioOfHappened),
    percent(worst.beyondEdges),
  ]);
  return printTable(
    [
      "category",
      "readings",
      "no number",
      "ratio, median",
      "ratio, worst",
      "bad, median / worst",
      "total, median / worst",
      "ratio against all that happened, worst",
      "beyond the edges, worst",
    ],
    rows,
  );
}

/** What pages said at moments that had a verdict, as a table of Markdown. */
export function printVerdicts(verdicts: readonly Verdicts[]): string {
  const rows = verdicts.map((one) => [
    one.category,
    String(one.burning),
    String(one.missed),
    String(one.quiet),
    String(one.false),
  ]);
  return printTable(["category", "moments of a burn", "without a page", "moments of quiet", "with a page"], rows);
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

const percent = (share: number): string => (Number.isNaN(share) ? "" : (100 * share).toFixed(2));

const pair = (median: number, worst: number): string =>
  Number.isNaN(worst) ? "" : `${percent(median)} / ${percent(worst)}`;
