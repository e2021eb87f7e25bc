import { shareLeft, toBurnRate } from "../../core/budget/burn.ts";
import { ratio } from "../../core/units/ratio.ts";
import type { HistoryView } from "../../service/http/view.ts";

/** Windows that people promise, in days. */
export const LENGTHS = [7, 14, 28] as const;

const DAY_MS = 86_400_000;

/** The points of the last days; all of them for none. */
export function lastOf({ points }: HistoryView, days: number): HistoryView["points"] {
  const last = points.at(-1);
  if (days === 0 || last === undefined) return points;
  const fromMs = Date.parse(last.at) - days * DAY_MS;
  return points.filter(({ at }) => Date.parse(at) > fromMs);
}

/** The budget that would be left, by the core's own arithmetic; undefined where nothing happened. */
export function budgetWith(
  points: HistoryView["points"],
  target: number,
): { readonly share: number; readonly burn: number } | undefined {
  let [bad, total] = [0, 0];
  for (const point of points) {
    bad += point.bad ?? 0;
    total += point.total ?? 0;
  }
  const share = shareLeft(bad, total, ratio(target));
  return share === undefined ? undefined : { share, burn: toBurnRate(ratio(bad / total), ratio(target)) };
}
