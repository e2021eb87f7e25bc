import { maxBurnRate } from "../../budget/burn.ts";
import {
  type AlertPolicy,
  type BurnCondition,
  defaultBurnConditions,
  type Severity,
} from "../../objective/alert-policy.ts";
import { BURN_WINDOWS, type BurnWindow, windowLength } from "../../objective/burn-window.ts";
import { nominalLength, printWindow, type SloWindow } from "../../objective/slo-window.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { burnRate } from "../../units/burn-rate.ts";
import type { Ratio } from "../../units/ratio.ts";
import type { Path } from "../text/node.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Draft, SpecData } from "../shape/shape.ts";

type AlertsDraft = Draft<NonNullable<SpecData["slos"][number]["alerts"]>>;

const MIN_BAD_EVENTS = 5;

/** When an SLO alerts, with defaults filled in. */
export function toAlertPolicy(
  alerts: AlertsDraft,
  target: Ratio | undefined,
  window: SloWindow | undefined,
  slo: Path,
  report: FieldReport,
): AlertPolicy {
  const on: Readonly<Record<Severity, boolean>> = { page: isOn(alerts.page), ticket: isOn(alerts.ticket) };
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
  const burn = wanted.filter(({ severity }) => on[severity]);
  return {
    burn,
    exhausted: severityOf(alerts.exhausted),
    noData: severityOf(alerts.noData),
    minBadEvents: alerts.minBadEvents ?? MIN_BAD_EVENTS,
  };
}

const isOn = (value: "on" | "off" | boolean | undefined): boolean => value !== "off" && value !== false;

const severityOf = (value: Severity | "off" | false | undefined): Severity | "off" =>
  value === false ? "off" : (value ?? "ticket");

function toBurnCondition(
  condition: NonNullable<AlertsDraft["burn"]>[number],
  window: SloWindow | undefined,
  path: Path,
  report: FieldReport,
): BurnCondition | undefined {
  const { short: shortWindow, long: longWindow, above, severity } = condition ?? {};
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
