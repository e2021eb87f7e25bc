import type { Indicator } from "../objective/indicator.ts";
import type { Service } from "../objective/objective.ts";
import { binary, number } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { countedRates } from "../sli/rates.ts";
import { hours } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Two metrics are scraped a moment apart, and rates are extrapolated: that much more than the total is no proof. */
const TOLERATED = 1.05;

/** Parts that count more events than their total, so that they cannot be parts of it. */
export function checkSurplus(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective, path }) => {
    const part = partOf(objective.indicator);
    if (part === undefined) return [];
    const rates = countedRates(objective, hours(1));
    const share = binary(rates.part, "/", binary(rates.total, ">", number(0)));
    const found = live.series(binary(share, ">", number(TOLERATED))) ?? [];
    const largest = Math.max(0, ...found.map(({ values }) => values[0] ?? 0));
    if (largest === 0) return [];
    return [
      {
        path: [...path, ...part.field],
        code: "events-exceed-total",
        severity: "warning",
        problem: `within the last hour ${part.name} counted ${formatNumber(Number(largest.toPrecision(3)))} times as many events as total`,
        remedy: `write selectors of the same events: everything that ${part.name} counts must be counted in total as well`,
      },
    ];
  });
}

function partOf(indicator: Indicator): { readonly name: string; readonly field: readonly string[] } | undefined {
  switch (indicator.kind) {
    case "events":
      return { name: indicator.counted.as, field: ["events", indicator.counted.as] };
    case "promql":
      return { name: "errors", field: ["promql", "errors"] };
    case "latency":
    case "probe":
      return undefined;
  }
}
