import { maxBurnRate } from "../../budget/burn.ts";
import {
  type AlertPolicy,
  type BurnCondition,
  defaultBurnConditions,
  ownWindows,
  type Severity,
} from "../../objective/alert-policy.ts";
import { BURN_WINDOWS, type BurnWindow, burnWindowOf, windowLength } from "../../objective/burn-window.ts";
import { nominalLength, printWindow, type SloWindow } from "../../objective/slo-window.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { parsePromDuration, printPromDuration } from "../../units/prom-duration.ts";
import { seconds } from "../../units/seconds.ts";
import { LIMITS } from "../text/limits.ts";
import { burnRate } from "../../units/burn-rate.ts";
import type { Ratio } from "../../units/ratio.ts";
import { listOf } from "../text/describe.ts";
import type { Path } from "../text/node.ts";
import type { FieldReport } from "../text/field-report.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Draft, SpecData } from "../shape/shape.ts";

type AlertsDraft = Draft<NonNullable<SpecData["slos"][number]["alerts"]>>;

/** When an SLO alerts, with defaults filled in. */
export function toAlertPolicy(
  alerts: AlertsDraft,
  target: Ratio | undefined,
  window: SloWindow | undefined,
  slo: Path,
  report: FieldReport,
): AlertPolicy {
  const on: Readonly<Record<Severity, boolean>> = {
    page: isOn(alerts.page ?? DEFAULTS.alerts.page),
    ticket: isOn(alerts.ticket ?? DEFAULTS.alerts.ticket),
  };
  const own = alerts.burn?.map((condition, i) =>
    toBurnCondition(condition, window, [...slo, "alerts", "burn", i], report),
  );
  const wanted =
    own?.filter((condition) => condition !== undefined) ??
    (window === undefined || target === undefined ? [] : defaultBurnConditions(nominalLength(window), target));
  own?.forEach((condition, i) => {
    if (condition !== undefined && !on[condition.severity])
      reportContradiction(condition.severity, [...slo, "alerts", "burn", i], report);
    if (condition !== undefined && target !== undefined)
      checkOwnReachable(condition, target, [...slo, "alerts", "burn", i, "above"], report);
  });
  if (own !== undefined) checkCount(wanted, [...slo, "alerts", "burn"], report);
  const burn = wanted.filter(({ severity }) => on[severity]);
  return {
    burn,
    exhausted: severityOf(alerts.exhausted ?? DEFAULTS.alerts.exhausted),
    noData: severityOf(alerts.noData ?? DEFAULTS.alerts.noData),
    minBadEvents: alerts.minBadEvents ?? DEFAULTS.alerts.minBadEvents,
  };
}

const isOn = (value: "on" | "off" | boolean): boolean => value !== "off" && value !== false;

const severityOf = (value: Severity | "off" | false): Severity | "off" => (value === false ? "off" : value);

function toBurnCondition(
  condition: NonNullable<AlertsDraft["burn"]>[number],
  window: SloWindow | undefined,
  path: Path,
  report: FieldReport,
): BurnCondition | undefined {
  const { above, severity } = condition ?? {};
  const shortWindow = toBurnWindow(condition?.short, [...path, "short"], report);
  const longWindow = toBurnWindow(condition?.long, [...path, "long"], report);
  if (shortWindow === undefined || longWindow === undefined || above === undefined || severity === undefined) {
    return undefined;
  }
  if (windowLength(shortWindow) >= windowLength(longWindow)) {
    report.at([...path, "short"], {
      code: "burn-windows",
      problem: `short is ${shortWindow}, expected a window shorter than long, ${longWindow}`,
      remedy: shorterThan(longWindow),
    });
    return undefined;
  }
  if (window !== undefined && windowLength(longWindow) > nominalLength(window)) {
    report.at([...path, "long"], {
      code: "burn-windows",
      problem: `long is ${longWindow}, longer than the SLO's window, ${printWindow(window)}`,
      remedy: `write a window of at most ${printWindow(window)}`,
    });
    return undefined;
  }
  return { shortWindow, longWindow, above: burnRate(above), severity };
}

/** Below this a window holds too few evaluations of the rules, and too few scrapes, for a rate that means something. */
const SHORTEST = seconds(4 * GROUP_INTERVALS.fast);

function toBurnWindow(written: string | undefined, path: Path, report: FieldReport): BurnWindow | undefined {
  if (written === undefined) return undefined;
  const length = parsePromDuration(written);
  if (length !== undefined && length >= SHORTEST && Number.isInteger(length)) return burnWindowOf(length);
  report.at(path, {
    code: "burn-windows",
    problem: `rules are evaluated every ${GROUP_INTERVALS.fast} s, so no burn is seen over ${written}`,
    remedy: `write whole seconds, and ${printPromDuration(SHORTEST)} or more`,
  });
  return undefined;
}

function checkCount(burn: readonly BurnCondition[], path: Path, report: FieldReport): void {
  const windows = ownWindows(burn);
  if (windows.length <= LIMITS.ownWindows) return;
  report.at(path, {
    code: "burn-windows",
    problem: `there are ${windows.length} windows beside the usual ones, expected at most ${LIMITS.ownWindows}: each is recorded by rules of its own`,
    remedy: `use some of ${listOf(BURN_WINDOWS)}, which are recorded anyway`,
  });
}

function reportContradiction(severity: Severity, path: Path, report: FieldReport): void {
  report.at([...path, "severity"], {
    code: "alert-off",
    severity: "warning",
    problem: `this condition never alerts: ${severity} is off`,
    remedy: `delete ${severity}: off, or this condition`,
  });
}

/** When every event is bad, the burn is 1 / (1 - target), and "above" wants more than its threshold. */
const isReachable = ({ above }: BurnCondition, target: Ratio): boolean => above * (1 - target) < 1 - 1e-9;

const most = (target: Ratio): string => `${formatNumber(Math.round(maxBurnRate(target) * 100) / 100)}x`;

function checkOwnReachable(condition: BurnCondition, target: Ratio, path: Path, report: FieldReport): void {
  if (isReachable(condition, target)) return;
  report.at(path, {
    code: "burn-unreachable",
    problem: `a burn rate above ${formatNumber(condition.above)} never happens: with every event bad, a target of ${percent(target)} burns at ${most(target)}`,
    remedy: `write a rate below ${formatNumber(Math.round(maxBurnRate(target) * 100) / 100)}, or a stricter target`,
  });
}

const percent = (target: Ratio): string => `${formatNumber(target * 100)}%`;

/** How much longer the long window of a pair is than the short one, in the usual table of burn rates. */
const PAIR = 12;

function shorterThan(long: BurnWindow): string {
  const shorter = BURN_WINDOWS.filter((window) => windowLength(window) < windowLength(long));
  const usual = shorter.findLast((window) => windowLength(window) * PAIR <= windowLength(long)) ?? shorter[0];
  return usual === undefined ? "write a longer window in long, such as 1h" : `write ${usual}, or another below ${long}`;
}
