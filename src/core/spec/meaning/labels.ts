import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import type { Path } from "../text/node.ts";
import { SERVICE_LABEL, SLO_LABEL } from "../../sli/series-names.ts";
import { LIMITS } from "../text/limits.ts";
import type { FieldReport } from "../text/field-report.ts";

/** Labels that generated series and alerts carry already, with where their value comes from. */
const TAKEN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [SERVICE_LABEL]: "the field service",
    [SLO_LABEL]: "the SLO's name",
    namespace: "the field namespace",
    owner: "the field owner",
    target: "the SLO's target",
    window: "the SLO's window",
    state: "the SLO's state",
    severity: "the alert: page or ticket",
    alertname: "Prometheus",
    alertstate: "Prometheus",
    le: "the histogram",
    quantile: "the histogram",
  }),
);

/** Where the value of a label comes from that no group may carry; undefined for a free one. */
export const setByHeadroom = (label: string): string | undefined =>
  label === TIER_LABEL ? "the alert: fast or slow" : TAKEN.get(label);

/** Set on burn alerts alone; an author's label of that name still stands on slo_info. */
const TIER_LABEL = "tier";

/** Labels of a service or of one of its SLOs, at the path of the field. */
export function toLabels(
  labels: Readonly<Record<string, string | undefined>> | undefined,
  path: Path,
  report: FieldReport,
): Readonly<Record<string, string>> {
  const given = Object.entries(labels ?? {});
  if (given.length > LIMITS.labels) {
    report.atKey(path, {
      code: "wrong-count",
      problem: `there are ${given.length} labels, expected at most ${LIMITS.labels}`,
      remedy: "keep the labels that alerts are routed by",
    });
  }
  for (const [name] of given) {
    const source = TAKEN.get(name);
    if (source !== undefined) report.atKey([...path, name], reserved(name, source));
    if (name !== TIER_LABEL) continue;
    report.atKey([...path, name], {
      code: "reserved-label",
      severity: "warning",
      problem:
        "burn alerts set the label tier themselves (fast or slow); this one only stands on other alerts and on slo_info",
      remedy: "write service_tier",
    });
  }
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** The SLO's own labels, or those of the file. */
export const setIn = (label: string, slo: Path, report: FieldReport): Path =>
  report.has([...slo, "labels", label]) ? [...slo, "labels", label] : ["labels", label];

/** What is wrong with setting this label on alerts; undefined where authors may. */
export function reservedOnAlerts(label: string): Told<Place> | undefined {
  const source = setByHeadroom(label);
  return source === undefined ? undefined : reserved(label, source);
}

/** What authors mean who set these labels has a field of its own. */
const INSTEAD: Readonly<Record<string, string>> = {
  severity: "write alerts: {severities: {page: critical, ticket: warning}} in the SLO, or in the settings for all",
  alertname: "write alerts: {name: ShopBurnsBudget} in the SLO, or in the settings for all",
};

const reserved = (label: string, source: string): Told<Place> => ({
  code: "reserved-label",
  problem: `the label ${label} is set by headroom (from ${source})`,
  remedy: INSTEAD[label] ?? `choose another name, such as my_${label}`,
});
