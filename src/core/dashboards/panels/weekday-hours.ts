import { type TableCellOptions, TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId, MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { type Expression, range, verbatim } from "../../promql/expression.ts";
import { printExpression } from "../../promql/print.ts";
import { windowLength } from "../../objective/burn-window.ts";
import { badEventsSeries } from "../../sli/series-names.ts";
import { table, UNIT } from "../elements/panels.ts";
import { SOURCE } from "../elements/quantities.ts";
import type { Scope } from "../elements/scope.ts";

/** Prometheus counts days from Sunday; a working week starts on Monday. */
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

const HOUR = "hour";
const WEEKDAY = "weekday";
/** How Grafana names the first column of a matrix. */
const CORNER = `${WEEKDAY}\\${HOUR}`;

/** Bad events by weekday and hour: nightly jobs and Monday mornings show at a glance. */
export function weekdayHours(scope: Scope): TablePanel {
  const cell: TableCellOptions = { type: TableCellDisplayMode.ColorBackground };
  return table({
    title: "Bad events by weekday and hour (UTC), the last 28 days",
    description: `${SOURCE.rules} Each cell adds up the bad events of its hour over four weeks, from half-hour counts, for the SLOs chosen above; hours are UTC, and a count may fall half an hour beside its event. Hours that were never observed have no number.`,
    unit: UNIT.count,
    decimals: 0,
    queries: [{ expression: badEventsByHour(scope), legend: "" }],
  })
    .withTransformation({ id: "sortBy", options: { fields: {}, sort: [{ field: HOUR }] } })
    .withTransformation({
      id: "groupingToMatrix",
      options: { columnField: HOUR, rowField: WEEKDAY, valueField: "Value", emptyValue: "null" },
    })
    .withTransformation({ id: "sortBy", options: { fields: {}, sort: [{ field: CORNER }] } })
    .min(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.ContinuousBlues))
    .cellOptions(cell)
    .overrideByName(CORNER, [
      { id: "displayName", value: "UTC" },
      {
        id: "mappings",
        value: [
          {
            type: MappingType.ValueToText,
            options: Object.fromEntries(WEEKDAYS.map((day, index) => [String(index), { text: day, index }])),
          },
        ],
      },
      { id: "custom.cellOptions", value: { type: TableCellDisplayMode.Auto } },
    ]);
}

/**
 * PromQL cannot group by the hour of a sample, but `count_values` turns the hour of each step of a subquery into a
 * label, by which the sums are then told apart.
 */
function badEventsByHour(scope: Scope): Expression {
  const step = windowLength("30m");
  const bad = `sum(last_over_time(${printExpression(range({ metric: badEventsSeries("30m"), matchers: scope.matchers }, step))}))`;
  // A recorded half-hour is met up to half an hour after its end, so its middle lies half an hour back on average.
  const at = `vector(time() - ${step})`;
  const labelled = `${bad} * on () group_left (${HOUR}) ${asLabel(HOUR, `hour(${at})`)} * on () group_left (${WEEKDAY}) ${asLabel(WEEKDAY, `(day_of_week(${at}) + 6) % 7`)}`;
  const sums = `sum by (${WEEKDAY}, ${HOUR}) (sum_over_time((${labelled})[28d:30m])) * ${step}`;
  // Two digits, so that 10 does not sort before 2.
  return verbatim(`label_replace(${sums}, "${HOUR}", "0$1", "${HOUR}", "(.)")`);
}

const asLabel = (label: string, value: string): string => `count_values("${label}", ${value})`;
