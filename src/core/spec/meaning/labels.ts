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

/** A service's own labels. */
export function toLabels(
  labels: Readonly<Record<string, string | undefined>> | undefined,
  report: FieldReport,
): Readonly<Record<string, string>> {
  const given = Object.entries(labels ?? {});
  if (given.length > LIMITS.labels) {
    report.atKey(["labels"], {
      code: "wrong-count",
      problem: `there are ${given.length} labels, expected at most ${LIMITS.labels}`,
      remedy: "keep the labels that alerts are routed by",
    });
  }
  for (const [name] of given) {
    const source = TAKEN.get(name);
    if (source !== undefined)
      report.atKey(["labels", name], {
        code: "reserved-label",
        problem: `the label ${name} is set by headroom (from ${source})`,
        remedy: `choose another name, such as my_${name}`,
      });
    if (name !== TIER_LABEL) continue;
    report.atKey(["labels", name], {
      code: "reserved-label",
      severity: "warning",
      problem:
        "burn alerts set the label tier themselves (fast or slow); this one only stands on other alerts and on slo_info",
      remedy: "write service_tier",
    });
  }
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
