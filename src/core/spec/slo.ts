import type { Objective, ServiceFacts } from "../objective/objective.ts";
import { type Ratio, ratio } from "../units/ratio.ts";
import { readAlerts } from "./alerts.ts";
import { readIndicator } from "./indicator.ts";
import type { Path } from "./node.ts";
import type { SpecReader } from "./reader.ts";
import type { Draft, SpecData } from "./shape.ts";
import { readBy } from "./labels.ts";
import { readWindow } from "./window.ts";

type SloDraft = Draft<SpecData["slos"][number]>;

/** One entry of `slos`. @returns undefined when something in it is wrong, which is reported */
export function readSlo(slo: SloDraft, facts: ServiceFacts, path: Path, reader: SpecReader): Objective | undefined {
  const target = readTarget(slo.target);
  const window = readWindow(slo.window, [...path, "window"], reader);
  const indicator = readIndicator(slo, path, reader);
  const alerts = readAlerts(slo.alerts ?? {}, target, window, path, reader);
  const by = readBy(slo.by ?? [], facts.labels, [...path, "by"], reader);
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
    place: reader.placeOf([...path, "name"]),
  };
}

function readTarget(target: string | number | undefined): Ratio | undefined {
  if (target === undefined) return undefined;
  // "99.9e-2" is exact where 99.9 / 100 is not.
  return ratio(typeof target === "number" ? target : Number(`${target.replace(/\s?%$/, "")}e-2`));
}
