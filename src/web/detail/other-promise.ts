import { shareLeft, toBurnRate } from "../../core/budget/burn.ts";
import { type Firing, replayAlerts } from "../../core/budget/replay.ts";
import { burnRate } from "../../core/units/burn-rate.ts";
import { parsePromDuration } from "../../core/units/prom-duration.ts";
import { ratio } from "../../core/units/ratio.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { HistoryView, SloDetailView } from "../../service/http/view.ts";

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

/** The alerts that would have fired, the newest first. */
export function firingsWith(
  { points, stepSeconds }: HistoryView,
  { burn, minBadEvents }: SloDetailView["alerts"],
  target: number,
): readonly Firing[] {
  const steps = points.map(({ at, bad, total }) => ({ atMs: Date.parse(at), bad, total }));
  const conditions = burn.map(({ shortWindow, longWindow, above, severity }) => ({
    short: parsePromDuration(shortWindow) ?? seconds(0),
    long: parsePromDuration(longWindow) ?? seconds(0),
    above: burnRate(above),
    severity,
  }));
  const promise = { conditions, target: ratio(target), minBadEvents };
  return replayAlerts(steps, seconds(stepSeconds), promise).toSorted((a, b) => b.fromMs - a.fromMs);
}
