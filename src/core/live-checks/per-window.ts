import type { Service } from "../objective/objective.ts";
import { windowLength } from "../objective/burn-window.ts";
import { aggregate } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import { partsOf } from "../sli/indicator-parts.ts";
import { fillWindow } from "../sli/rates.ts";
import { seconds, type Seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

const SHORT = windowLength("5m");
const LONG = windowLength("30m");

/** How many short windows side by side are the long one. */
const PIECES = LONG / SHORT;

/**
 * Queries that yield the events of a window in place of events per second. A rate over the long window is the mean of
 * the rates over the short ones that it is made of, whatever the load did meanwhile, and a count is their sum.
 */
export function checkCounts(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective, path }) =>
    partsOf(objective.indicator).flatMap((part) => {
      if (part.kind !== "query") return [];
      const over = (window: Seconds, ago: number): number | undefined => {
        const sum = live.series(aggregate("sum", [], fillWindow(part.query, window)), seconds(ago));
        return sum && (sum[0]?.values[0] ?? 0);
      };
      const pieces = Array.from({ length: PIECES }, (_, i) => over(SHORT, i * SHORT));
      const [short] = pieces;
      const long = over(LONG, 0);
      const sum = pieces.reduce<number | undefined>(
        (all, one) => (all === undefined || one === undefined ? undefined : all + one),
        0,
      );
      // Nearer to the sum than to the mean, as factors go.
      if (
        short === undefined ||
        long === undefined ||
        sum === undefined ||
        !(long * Math.sqrt(PIECES) > sum) ||
        sum <= 0
      )
        return [];
      return [
        {
          path: [...path, ...part.field],
          code: "counts-per-window",
          severity: "warning",
          problem: `${String(part.field.at(-1))} grows with its window, from ${rounded(short)} over 5m to ${rounded(long)} over 30m: it counts the events of each`,
          remedy:
            "write rate in place of increase, or divide by the seconds of the window, so that it yields events per second",
        },
      ];
    }),
  );
}

const rounded = (value: number): string => formatNumber(Number(value.toPrecision(3)));
