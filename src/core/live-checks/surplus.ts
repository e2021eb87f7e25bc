import type { Indicator } from "../objective/indicator.ts";
import type { Service } from "../objective/objective.ts";
import { binary, number } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { type FieldPath, partsOf } from "../sli/indicator-parts.ts";
import { countedRates } from "../sli/rates.ts";
import { hours } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Two metrics are scraped a moment apart, and rates are extrapolated: that much more than the total is no proof. */
const TOLERATED = 1.05;

/** Parts that count more events than their total, so that they cannot be parts of it. */
export function checkSurplus(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective, path }) => {
    const field = countedField(objective.indicator);
    if (field === undefined) return [];
    const name = String(field.at(-1));
    const rates = countedRates(objective, hours(1));
    const share = binary(rates.part, "/", binary(rates.total, ">", number(0)));
    const found = live.series(binary(share, ">", number(TOLERATED)), objective.delay) ?? [];
    const largest = Math.max(0, ...found.map(({ values }) => values[0] ?? 0));
    if (largest === 0) return [];
    return [
      {
        path: [...path, ...field],
        code: "events-exceed-total",
        severity: "warning",
        problem: `within the last hour ${name} counted ${formatNumber(Number(largest.toPrecision(3)))} times as many events as total`,
        remedy: `write selectors of the same events: everything that ${name} counts must be counted in total as well`,
      },
    ];
  });
}

/**
 * The field in which the author names the counted part apart from the total; a bucket cannot hold more than its
 * histogram.
 */
function countedField(indicator: Indicator): FieldPath | undefined {
  const part = partsOf(indicator).find(
    ({ role, absence }) => (role === "bad" || role === "good") && absence !== "judged with its histogram",
  );
  return part?.field.slice(0, 2);
}
