import type { ScalingPolicy, ScheduledFloor } from "../../objective/scaling-policy.ts";
import { ratio } from "../../units/ratio.ts";
import { minutes, type Seconds, seconds } from "../../units/seconds.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { toBacklog } from "./backlog.ts";
import { toCapacity } from "./capacity.ts";
import { toDriven } from "./autoscaler.ts";
import { cronFault } from "./cron.ts";
import { listOf } from "../text/describe.ts";
import { checkFormula } from "./formula.ts";
import type { Path } from "../text/node.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { parseQueryField } from "./query.ts";
import type { ScalingContext } from "./scaling-context.ts";
import type { FieldReport } from "../text/field-report.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { parseTimezone } from "./timezone.ts";
import { parseDuration, parseDurationOr } from "./window.ts";

type ScalingDraft = Draft<NonNullable<SpecData["scaling"]>[number]>;

/** Two steps of the control loop: anything younger would be called stale between two readings. */
const SHORTEST_AGE = minutes(1);

/** One entry of `scaling`. @returns undefined when something in it is wrong, which is reported */
export async function toScalingPolicy(
  scaling: ScalingDraft,
  context: ScalingContext,
  path: Path,
  report: FieldReport,
): Promise<ScalingPolicy | undefined> {
  const slos = toSloNames(scaling.slos ?? [], context, [...path, "slos"], report);
  const replicas = parseQueryField(scaling.replicas, [...path, "replicas"], report);
  const demand = parseQueryField(scaling.demand, [...path, "demand"], report);
  const capacity = toCapacity(scaling, [...path, "capacity"], report);
  const backlog = toBacklog(scaling.backlog, [...path, "backlog"], report);
  const saturation = toSaturation(scaling.saturation, [...path, "saturation"], report);
  const limits = toLimits(scaling.limits, [...path, "limits"], report);
  const change = toChange(scaling.change, [...path, "change"], report);
  const stale = toStale(scaling.stale, [...path, "stale"], report);
  const startup = parseDurationOr(DEFAULTS.scaling.startup, scaling.startup, [...path, "startup"], report);
  const schedule = toSchedule(scaling.schedule, limits?.max, [...path, "schedule"], report);
  const formula = await toFormula(scaling, path, report);
  const driven = toDriven(scaling, context, path, report);
  if (driven === undefined || demand === undefined || capacity === undefined || limits === undefined) return undefined;
  return {
    ...driven,
    slos,
    replicas,
    demand,
    capacity,
    backlog,
    saturation,
    formula,
    overload: toOverload(scaling.overload),
    change,
    limits,
    stale,
    startup,
    tolerance: ratio(scaling.tolerance ?? DEFAULTS.scaling.tolerance),
    schedule,
    forecast: toForecast(scaling.forecast, startup, [...path, "forecast"], report),
    place: report.placeOf([...path, "name"]),
  };
}

/** Replicas that are asked for now have to be there when what is foretold comes. */
function toForecast(
  forecast: ScalingDraft["forecast"],
  startup: Seconds,
  path: Path,
  report: FieldReport,
): ScalingPolicy["forecast"] {
  if (forecast === undefined) return undefined;
  const lead = parseDuration(forecast.lead, "10m", [...path, "lead"], report) ?? seconds(startup + MEAN_LEAD_SECONDS);
  if (lead > LONGEST_LEAD)
    report.at([...path, "lead"], {
      code: "out-of-range",
      problem: `lead must be at most ${printPromDuration(LONGEST_LEAD)}, found ${printPromDuration(lead)}`,
      remedy: "write 10m, or a schedule for what is known longer ahead",
    });
  return { lead, days: forecast.days ?? DEFAULTS.forecast.days };
}

const MEAN_LEAD_SECONDS = 60;
/** Further ahead a floor costs more than it brings. */
const LONGEST_LEAD = minutes(60);

function toSaturation(
  saturation: ScalingDraft["saturation"],
  path: Path,
  report: FieldReport,
): ScalingPolicy["saturation"] {
  const query = parseQueryField(saturation?.query, [...path, "query"], report);
  if (saturation !== undefined && !report.has([...path.slice(0, -1), "replicas"]))
    report.at(path, {
      code: "saturation-without-replicas",
      severity: "warning",
      problem: "saturation is shared out over the replicas, and no query tells how many there are",
      remedy: 'add replicas: count(up{job="checkout"} == 1)',
    });
  return query === undefined || saturation?.limit === undefined ? undefined : { query, limit: ratio(saturation.limit) };
}

/** A boost costs more than it brings where the capacity is right, so it is there for those who ask for it alone. */
const toOverload = (overload: ScalingDraft["overload"]): ScalingPolicy["overload"] => ({
  boostMax: overload === undefined ? 1 : (overload.boostMax ?? DEFAULTS.overload.boostMax),
  burnAbove: overload?.burnAbove ?? DEFAULTS.overload.burnAbove,
});

function toChange(change: ScalingDraft["change"], path: Path, report: FieldReport): ScalingPolicy["change"] {
  return {
    window: parseDurationOr(DEFAULTS.change.window, change?.window, [...path, "window"], report),
    versionLabel: change?.versionLabel ?? DEFAULTS.change.versionLabel,
    capacityLossMax: change?.capacityLossMax ?? DEFAULTS.change.capacityLossMax,
  };
}

/** The formula, checked against what it may name; a wrong one is reported. */
async function toFormula({ formula, slos = [] }: ScalingDraft, path: Path, report: FieldReport): Promise<string> {
  if (formula === undefined) return DEFAULTS.scaling.formula;
  const inputs = {
    backlog: report.has([...path, "backlog"]),
    saturation: report.has([...path, "saturation"]),
    slos: slos.length > 0,
  };
  for (const fault of await checkFormula(formula, inputs)) report.inside([...path, "formula"], fault);
  return formula;
}

function toSloNames(
  names: readonly (string | undefined)[],
  { slos }: ScalingContext,
  path: Path,
  report: FieldReport,
): readonly string[] {
  names.forEach((name, i) => {
    if (name === undefined || slos.includes(name)) return;
    const meant = nearest(name, slos);
    report.at([...path, i], {
      code: "unknown-slo",
      problem: `this file has no SLO named ${name}`,
      remedy: meant === undefined ? `its SLOs are ${listOf(slos, "and")}` : `did you mean ${meant}?`,
    });
  });
  return names.filter((name) => name !== undefined);
}

function toLimits(
  limits: ScalingDraft["limits"],
  path: Path,
  report: FieldReport,
): ScalingPolicy["limits"] | undefined {
  if (limits?.min === undefined || limits.max === undefined) return undefined;
  const { min, max } = limits;
  if (min > max) {
    report.at([...path, "min"], {
      code: "replica-limits",
      problem: `min is ${min}, more than max, ${max}`,
      remedy: `write min: ${max} and max: ${min}, if they were exchanged`,
    });
  } else if (min === 0) {
    report.at([...path, "min"], {
      code: "scale-to-zero",
      severity: "warning",
      problem: "min is 0: without demand the workload is stopped, and its next request finds nobody",
      remedy: "write min: 2, unless that is what you want",
    });
  } else if (min === 1) {
    report.at([...path, "min"], {
      code: "few-replicas",
      severity: "warning",
      problem: "one replica is no replica while it restarts",
      remedy: "write min: 2",
    });
  }
  return { min, max };
}

function toStale(stale: ScalingDraft["stale"], path: Path, report: FieldReport): ScalingPolicy["stale"] {
  const maxAge = parseDurationOr(DEFAULTS.stale.maxAge, stale?.maxAge, [...path, "maxAge"], report);
  if (maxAge < SHORTEST_AGE) {
    report.at([...path, "maxAge"], {
      code: "stale-too-short",
      severity: "warning",
      problem: `data is read every 30s, so data older than ${maxAge}s is common`,
      remedy: `write ${DEFAULTS.stale.maxAge}`,
    });
  }
  return { maxAge };
}

const toSchedule = (
  entries: ScalingDraft["schedule"] = [],
  max: number | undefined,
  path: Path,
  report: FieldReport,
): readonly ScheduledFloor[] => entries.flatMap((entry, i) => toScheduledFloor(entry, max, [...path, i], report) ?? []);

function toScheduledFloor(
  entry: NonNullable<ScalingDraft["schedule"]>[number],
  max: number | undefined,
  path: Path,
  report: FieldReport,
): ScheduledFloor | undefined {
  const fault = entry?.cron === undefined ? undefined : cronFault(entry.cron);
  if (fault !== undefined) report.inside([...path, "cron"], fault);
  const timezone = parseTimezone(entry?.timezone, [...path, "timezone"], report);
  const duration = parseDuration(entry?.for, "2h", [...path, "for"], report);
  const floor = entry?.floor;
  if (floor !== undefined && max !== undefined && floor > max) {
    report.at([...path, "floor"], {
      code: "replica-limits",
      problem: `floor is ${floor}, more than limits.max, ${max}`,
      remedy: `write ${max} or less, or raise max`,
    });
  }
  if (entry?.cron === undefined || duration === undefined || floor === undefined) return undefined;
  return { cron: entry.cron.trim(), timezone, duration, floor };
}
