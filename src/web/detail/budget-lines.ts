import type { HistoryView, SloView } from "../../service/http/view.ts";
import type { Line } from "../components/chart.tsx";

/** What has not happened takes at most so much of what has. */
const MOST_AHEAD = 0.2;

interface BudgetLines {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

/** The budget over time, and where it goes at the present burn. @param present - undefined where nothing is ahead */
export function budgetLines(
  { points }: HistoryView,
  times: readonly number[],
  present: SloView["budget"] | undefined,
): BudgetLines {
  const past = points.map(({ budgetLeft }) => budgetLeft);
  const [first, last] = [times[0], times.at(-1)];
  const left = past.at(-1);
  const toEmpty = present?.secondsToExhaustion ?? null;
  if (first === undefined || last === undefined || left === undefined || left === null || toEmpty === null || left <= 0)
    return { times, lines: [{ label: "Budget left", colour: "--ok", values: past }] };
  const ahead = Math.min(toEmpty, (last - first) * MOST_AHEAD);
  return {
    times: [...times, last + ahead],
    lines: [
      { label: "Budget left", colour: "--ok", values: [...past, null] },
      {
        label: "At the present burn",
        colour: "--warn",
        values: [...past.slice(1).map(() => null), left, left * (1 - ahead / toEmpty)],
        isDashed: true,
      },
    ],
  };
}
