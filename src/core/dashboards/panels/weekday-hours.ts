import { type TableCellOptions, TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId, MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { aggregate, binary, call, type Expression, number, range, string, subquery } from "../../promql/expression.ts";
import { windowLength } from "../../objective/burn-window.ts";
import { badEventsSeries } from "../../sli/series-names.ts";
import { days } from "../../units/seconds.ts";
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
  const half = range({ metric: badEventsSeries("30m"), matchers: scope.matchers }, step);
  const bad = aggregate("sum", [], call("last_over_time", half));
  // A recorded half-hour is met up to half an hour after its end, so its middle lies half an hour back on average.
  const at = call("vector", binary(call("time"), "-", number(step)));
  const fromMonday = binary(binary(call("day_of_week", at), "+", number(6)), "%", number(7));
  const labelled = withLabel(withLabel(bad, HOUR, call("hour", at)), WEEKDAY, fromMonday);
  const all = aggregate("sum", [WEEKDAY, HOUR], call("sum_over_time", subquery(labelled, days(28), step)));
  // Two digits, so that 10 does not sort before 2.
  const texts = [HOUR, "0$1", HOUR, "(.)"].map(string);
  return call("label_replace", binary(all, "*", number(step)), ...texts);
}

/** Each sample with a label that says what another value is at its time. */
const withLabel = (samples: Expression, label: string, value: Expression): Expression =>
  binary(samples, "*", aggregate("count_values", [], value, string(label)), { on: [], groupLeft: [label] });
