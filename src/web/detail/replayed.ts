import {
  type Firing,
  type FiringSince,
  firingSince,
  type ReplayedCondition,
  type ReplayedStep,
  replayAlerts,
} from "../../core/budget/replay.ts";
import { burnRate } from "../../core/units/burn-rate.ts";
import { parsePromDuration } from "../../core/units/prom-duration.ts";
import { ratio } from "../../core/units/ratio.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { HistoryView, SloDetailView } from "../../service/http/view.ts";

type Alerts = SloDetailView["alerts"];

/** The alerts that would have fired, the newest first. */
export function firingsWith(history: HistoryView, alerts: Alerts, target: number): readonly Firing[] {
  const promise = {
    conditions: conditionsOf(alerts),
    target: ratio(target),
    minBadEvents: alerts.minBadEvents,
  };
  return replayAlerts(stepsOf(history), seconds(history.stepSeconds), promise).toSorted((a, b) => b.fromMs - a.fromMs);
}

/** Since when it has been burning fast enough to page; undefined where it does not, as far as the history tells. */
export const pagingSince = (history: HistoryView, alerts: Alerts, target: number): FiringSince | undefined =>
  firingSince(firingsWith(history, alerts, target), stepsOf(history), conditionsOf(alerts), "page");

const stepsOf = ({ points }: HistoryView): readonly ReplayedStep[] =>
  points.map(({ at, bad, total }) => ({ atMs: Date.parse(at), bad, total }));

const conditionsOf = ({ burn }: Alerts): readonly ReplayedCondition[] =>
  burn.map(({ shortWindow, longWindow, above, severity }) => ({
    short: parsePromDuration(shortWindow) ?? seconds(0),
    long: parsePromDuration(longWindow) ?? seconds(0),
    above: burnRate(above),
    severity,
  }));
