import type { Objective, ServiceFacts } from "../objective/objective.ts";
import { type Ratio, ratio } from "../units/ratio.ts";
import { toAlertPolicy } from "./alerts.ts";
import { toIndicator } from "./indicator.ts";
import type { Path } from "./node.ts";
import type { FieldReport } from "./field-report.ts";
import type { Draft, SpecData } from "./shape.ts";
import { toByLabels } from "./labels.ts";
import { toSloWindow } from "./window.ts";

type SloDraft = Draft<SpecData["slos"][number]>;

/** One entry of `slos`. @returns undefined when something in it is wrong, which is reported */
export function toObjective(
  slo: SloDraft,
  facts: ServiceFacts,
  path: Path,
  report: FieldReport,
): Objective | undefined {
  const target = parseTarget(slo.target);
  const window = toSloWindow(slo.window, [...path, "window"], report);
  const indicator = toIndicator(slo, path, report);
  const alerts = toAlertPolicy(slo.alerts ?? {}, target, window, path, report);
  const by = toByLabels(slo.by ?? [], facts.labels, [...path, "by"], report);
  if (slo.name === undefined || target === undefined || window === undefined || indicator === undefined)
    return undefined;
  return {
    ...facts,
    slo: slo.name,
    description: slo.description,
    target,
    window,
    indicator,
    by,
    alerts,
    place: report.placeOf([...path, "name"]),
  };
}

function parseTarget(target: string | number | undefined): Ratio | undefined {
  if (target === undefined) return undefined;
  // "99.9e-2" is exact where 99.9 / 100 is not.
  return ratio(typeof target === "number" ? target : Number(`${target.replace(/\s?%$/, "")}e-2`));
}
