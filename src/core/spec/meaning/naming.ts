import type { Told } from "../../diagnostics/fault.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import { type AlertNaming, type GivenNaming, named } from "../../objective/alert-naming.ts";
import type { Severity } from "../../objective/alert-policy.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { LIMITS } from "../text/limits.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";
import { reservedOnAlerts } from "./labels.ts";

/** What is wrong with names that contradict each other or what Headroom sets itself, and the way to the field. */
export type NamingFault = Told<Place> & { readonly path: Path };

const SEVERITIES: readonly Severity[] = ["page", "ticket"];

/** Names that fit no set of alerts, however they came together: from settings, flags and a spec. */
export function namingFaults({ names, severities, labels }: AlertNaming): readonly NamingFault[] {
  const taken = Object.values(names).find((name, i, all) => all.indexOf(name) < i);
  const told: NamingFault[] = [];
  if (taken !== undefined)
    told.push({
      path: ["name"],
      code: "duplicate-name",
      problem: `two kinds of alerts are named ${taken}`,
      remedy: "give each kind of alert a name of its own",
    });
  if (severities.page === severities.ticket)
    told.push({
      path: ["severities"],
      code: "duplicate-name",
      problem: `pages and tickets both have the severity ${severities.page}, so no route can tell them apart`,
      remedy: "give page and ticket a name each, such as {page: critical, ticket: warning}",
    });
  return [...told, ...SEVERITIES.flatMap((severity) => labelFaults(labels[severity], ["labels", severity]))];
}

function labelFaults(labels: Readonly<Record<string, string>>, path: Path): readonly NamingFault[] {
  const given = Object.keys(labels);
  const reserved = given.flatMap((label) => {
    const fault = reservedOnAlerts(label);
    return fault === undefined ? [] : [{ path: [...path, label], ...fault }];
  });
  if (given.length <= LIMITS.labels) return reserved;
  const problem = `there are ${given.length} labels, expected at most ${LIMITS.labels}`;
  return [...reserved, { path, code: "wrong-count", problem, remedy: "keep the labels that alerts are routed by" }];
}

type AlertsDraft = Draft<NonNullable<SpecData["slos"][number]["alerts"]>>;

/** What an SLO's alerts are called: as it says itself, else as the settings say. */
export function toNaming(
  { name, severities, labels }: AlertsDraft,
  base: AlertNaming,
  slo: { readonly path: Path; readonly by: readonly string[]; readonly labels: Readonly<Record<string, string>> },
  report: FieldReport,
): AlertNaming {
  const own: GivenNaming = {
    name,
    severities,
    labels: { page: given(labels?.page), ticket: given(labels?.ticket) },
  };
  const naming = named(behind(base, slo.labels), own);
  if (name !== undefined || severities !== undefined || labels !== undefined)
    for (const { path, ...fault } of namingFaults(naming))
      if (path[0] === "labels" && path.length > 2) report.atKey([...slo.path, "alerts", ...path], fault);
      else report.at([...slo.path, "alerts", ...path], fault);
  slo.by.forEach((label, i) => reportGroupLabel(label, naming, [...slo.path, "by", i], report));
  return naming;
}

/** The names of the settings, without the labels that a spec gives itself: it is nearer to what the alerts are about. */
export function behind(base: AlertNaming, labels: Readonly<Record<string, string>>): AlertNaming {
  const left = (severity: Severity) =>
    Object.fromEntries(Object.entries(base.labels[severity]).filter(([label]) => !Object.hasOwn(labels, label)));
  return { ...base, labels: { page: left("page"), ticket: left("ticket") } };
}

function reportGroupLabel(label: string, { labels }: AlertNaming, path: Path, report: FieldReport): void {
  const severity = SEVERITIES.find((each) => Object.hasOwn(labels[each], label));
  if (severity === undefined) return;
  report.at(path, {
    code: "reserved-label",
    problem: `the label ${label} is set for every ${severity}, in the SLO's alerts.labels or in the settings`,
    remedy: "delete it there, or choose another label here",
  });
}

const given = (labels: Readonly<Record<string, string | undefined>> | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(labels ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
