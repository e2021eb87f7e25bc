import type { Indicator } from "../../objective/indicator.ts";
import { gaugesAsRates, meanOf } from "../../sli/gauges-as-rates.ts";
import { countersOf, partsOf } from "../../sli/indicator-parts.ts";
import { shorten } from "../text/describe.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";

/**
 * Warns of the first recording that is read as if it were a counter. By convention only recording rules write colons,
 * and what they write is a rate, a ratio or a sum.
 *
 * @param path - the way to the SLO
 */
export function checkRecordings(indicator: Indicator, path: Path, report: FieldReport): void {
  for (const part of partsOf(indicator)) {
    const recording = countersOf(part).find(({ metric }) => metric.includes(":"));
    if (recording === undefined) continue;
    const field = [...path, ...part.field];
    const rate = indicator.kind === "events" ? gaugesAsRates(indicator) : meanOf(recording);
    report.at(report.has(field) ? field : field.slice(0, -1), {
      code: "gauge-as-counter",
      severity: "warning",
      problem: `${shorten(recording.metric)} is recorded by a rule, as its colon says, and does not grow with each event`,
      remedy: `name the counter behind it; or, if it is a rate, write ${rate}`,
    });
    return;
  }
}
