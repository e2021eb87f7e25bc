import { calendarEnd, windowStart } from "../../core/budget/calendar.ts";
import type { CalendarUnit } from "../../core/objective/slo-window.ts";
import { instant } from "../../core/units/instant.ts";
import type { HistoryView, SloDetailView } from "../../service/http/view.ts";
import type { Line } from "../components/chart-parts.ts";

/** What has not happened takes at most so much of what has. */
const MOST_AHEAD = 0.2;

interface BudgetLines {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

interface Ahead {
  /** Seconds until the budget is empty; null where nothing is told of what is ahead. */
  readonly toEmpty: number | null;
  readonly promise: Pick<SloDetailView, "window" | "timezone">;
}

/** The budget over time, where it goes at the present burn, and the pace that would just use up a calendar window. */
export function budgetLines(
  { points }: HistoryView,
  times: readonly number[],
  { toEmpty, promise }: Ahead,
): BudgetLines {
  const past = points.map(({ budgetLeft }) => budgetLeft);
  const [first, last, left] = [times[0], times.at(-1), past.at(-1)];
  const isAhead = first !== undefined && last !== undefined && typeof left === "number" && left > 0 && toEmpty !== null;
  const ahead = isAhead ? Math.min(toEmpty, (last - first) * MOST_AHEAD) : 0;
  const drawn = isAhead ? [...times, last + ahead] : times;
  const projection: Line = {
    label: "At the present burn",
    colour: "--warn",
    values: isAhead ? [...past.slice(1).map(() => null), left, left * (1 - ahead / toEmpty)] : past.map(() => null),
    isDashed: true,
  };
  return {
    times: drawn,
    lines: [
      { label: "Budget left", colour: "--ok", values: isAhead ? [...past, null] : past },
      ...paceOf(promise, drawn),
      ...(isAhead ? [projection] : []),
    ],
  };
}

const UNITS: readonly CalendarUnit[] = ["week", "month", "quarter", "year"];

/** Of a rolling window, which loses its old events as it gains new ones, there is no pace. */
function paceOf({ window, timezone }: Ahead["promise"], times: readonly number[]): readonly Line[] {
  const unit = UNITS.find((each) => each === window);
  if (unit === undefined || timezone === null) return [];
  // Looked up once for each period: calendars of time zones are slow.
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const paceAt = (time: number): number => {
    const at = instant(time * 1000);
    if (at < start || at >= end) {
      start = windowStart({ kind: "calendar", unit, timezone }, at);
      end = calendarEnd(unit, timezone, at);
    }
    return 1 - (at - start) / (end - start);
  };
  return [{ label: "Even pace", colour: "--text-quiet", values: times.map(paceAt), isDashed: true }];
}
