import type { AlertNaming } from "../../objective/alert-naming.ts";
import type { Objective, ServiceFacts } from "../../objective/objective.ts";
import { type Ratio, ratio } from "../../units/ratio.ts";
import { describe } from "../text/describe.ts";
import { toAlertPolicy } from "./alerts.ts";
import { toIndicator } from "./indicator.ts";
import type { Path } from "../text/node.ts";
import { checkRecordings } from "./recordings.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { toExclusions } from "./exclude.ts";
import { toGrouping } from "./grouping.ts";
import { toLabels } from "./labels.ts";
import { toNaming } from "./naming.ts";
import { toDelay, toSloWindow } from "./window.ts";

type SloDraft = Draft<SpecData["slos"][number]>;

/** One entry of `slos`. @returns undefined when something in it is wrong, which is reported */
export function toObjective(
  slo: SloDraft,
  facts: ServiceFacts,
  naming: AlertNaming,
  path: Path,
  report: FieldReport,
): Objective | undefined {
  const target = toTarget(slo.target, [...path, "target"], report);
  const window = toSloWindow(slo.window, [...path, "window"], report);
  const indicator = toIndicator(slo, path, report);
  if (indicator !== undefined) checkRecordings(indicator, path, report);
  const alerts = toAlertPolicy(slo.alerts ?? {}, target, window, path, report);
  const labels = { ...facts.labels, ...toLabels(slo.labels, [...path, "labels"], report) };
  const grouping = toGrouping(slo.by ?? [], labels, path, report);
  const ownNaming = toNaming(slo.alerts ?? {}, naming, { path, by: grouping.by, labels }, report);
  if (slo.name === undefined || target === undefined || window === undefined || indicator === undefined)
    return undefined;
  return {
    ...facts,
    labels,
    runbook: slo.runbook ?? facts.runbook,
    delay: toDelay(slo.delay, [...path, "delay"], report) ?? facts.delay,
    exclusions: [...facts.exclusions, ...toExclusions(slo.exclude, [...path, "exclude"], report)],
    slo: slo.name,
    description: slo.description,
    target,
    window,
    indicator,
    ...grouping,
    alerts,
    naming: ownNaming,
    place: report.placeOf([...path, "name"]),
  };
}

/**
 * The strictest promise that can be kept: one bad event in a billion. Below that, what is left of 1 in binary is no
 * longer the budget that was meant, and no service sees so many events.
 */
const STRICTEST = { target: 0.999999999, written: "99.9999999%" } as const;

function toTarget(written: SloDraft["target"], path: Path, report: FieldReport): Ratio | undefined {
  if (written === undefined) return undefined;
  const target = parseTarget(written);
  if (target <= STRICTEST.target) return target;
  report.at(path, {
    code: "objective-out-of-range",
    problem: `the target leaves less than one bad event in a billion, found ${describe(written)}`,
    remedy: `write ${STRICTEST.written} or less`,
  });
  return undefined;
}

/** "99.9e-2" is exact where 99.9 / 100 is not. */
const parseTarget = (written: string | number): Ratio =>
  ratio(typeof written === "number" ? written : Number(`${written.replace(/\s?%$/, "")}e-2`));
