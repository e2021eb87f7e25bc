import { type BurnWindow, windowLength } from "../objective/burn-window.ts";
import type { Reading } from "../objective/reading.ts";
import { nominalLength, type SloWindow } from "../objective/slo-window.ts";
import type { WindowStatus } from "./status.ts";

/** The burn of the last hour tells where things go; of six hours where the last one was idle. */
const FORECAST_WINDOWS: readonly BurnWindow[] = ["1h", "6h"];

/** What a forecast starts from. */
export interface ForecastFacts {
  readonly window: SloWindow;
  /** 1 = untouched, negative = overspent. */
  readonly budgetLeft: Reading<number>;
  /** Bad events that may still happen. */
  readonly badEventsLeft: number;
  readonly windows: readonly WindowStatus[];
  /** Seconds until the calendar window starts anew; undefined for rolling windows. */
  readonly secondsToRenewal: number | undefined;
}

/**
 * Seconds until the budget is empty if the burn of the last hour goes on.
 *
 * A rolling window loses its old traffic as fast as it gains new, so `budgetLeft` shrinks by burn / window a second,
 * and at a burn of 1 or less never ends below zero. A calendar window only grows: its budget is empty when the bad
 * events exceed the allowed share of all events so far, and full again when the next period begins.
 *
 * @returns null when the budget does not shrink to nothing; no value without an hour of data
 */
export function secondsToExhaustion(facts: ForecastFacts): Reading<number | null> {
  const { budgetLeft } = facts;
  if (budgetLeft.kind === "noData") return budgetLeft;
  if (budgetLeft.value <= 0) return { ...budgetLeft, value: 0 };
  const readings = FORECAST_WINDOWS.flatMap((name) => facts.windows.filter(({ window }) => window === name));
  const basis = readings.find(({ burnRate }) => burnRate.kind === "value");
  if (basis?.burnRate.kind !== "value") {
    const [hour] = readings;
    return hour?.burnRate.kind === "noData" ? hour.burnRate : { kind: "noData", reason: "insufficient" };
  }
  const burn = basis.burnRate.value;
  if (burn <= 1) return { ...budgetLeft, value: null };
  const inSeconds =
    facts.window.kind === "rolling"
      ? (budgetLeft.value * nominalLength(facts.window)) / burn
      : untilOverspent(facts, basis, burn);
  const renewed = facts.secondsToRenewal !== undefined && inSeconds >= facts.secondsToRenewal;
  return { ...budgetLeft, value: renewed ? null : inSeconds };
}

/** Each second brings bad events, and a smaller number of further ones that are allowed. */
function untilOverspent(facts: ForecastFacts, { bad, window, coverage }: WindowStatus, burn: number): number {
  const length = window === "slo" ? nominalLength(facts.window) : windowLength(window);
  const badPerSecond = bad / (length * Math.max(coverage, Number.EPSILON));
  return facts.badEventsLeft / (badPerSecond * (1 - 1 / burn));
}
