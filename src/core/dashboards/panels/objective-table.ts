import { asTitle, BUDGET_LEFT } from "../../budget/print.ts";
import { type TableCellOptions, TableCellDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import { type DynamicConfigValue, MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { dashboardUid } from "../../objective/dashboard-uid.ts";
import { call, type Expression, string } from "../../promql/expression.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { SERVICE_LABEL } from "../../sli/series-names.ts";
import { STATE_LOOKS } from "../elements/palette.ts";
import { table, UNIT } from "../elements/panels.ts";
import { refId } from "../elements/query.ts";
import { budgetLeft, burn, coverage, haste, SOURCE, targetOf, timeToEmpty } from "../elements/quantities.ts";
import type { Scope } from "../elements/scope.ts";
import { present, stateCode } from "../elements/state.ts";

interface Column {
  readonly name: string;
  readonly expression: Expression;
  readonly unit: string;
  readonly decimals: number;
  readonly more?: readonly DynamicConfigValue[];
}

/** Hidden: only sorted by. */
const HASTE = "Haste";

const UID_LABEL = "uid";
const HIDDEN: readonly DynamicConfigValue[] = [
  { id: "custom.hidden", value: true },
  { id: "custom.hideFrom", value: { viz: true, legend: true, tooltip: true } },
];

/** The objectives of a scope, the most urgent first. */
export function objectiveTable(scope: Scope, title: string, grouped: string): TablePanel {
  const columns = columnsOf(scope);
  const panel = table({
    title,
    description: `${SOURCE.either} Sorted by state, then by time to empty, then by burn. ${grouped} Burn is a multiple of the rate that spends the budget exactly within the SLO window. A dash under "Empty in": the budget does not shrink, or is not known.`,
    unit: UNIT.count,
    decimals: 2,
    queries: columns.map(({ expression }) => ({ expression, legend: "" })),
  });
  const valueOf = (i: number): string => `Value #${refId(i)}`;
  panel
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({ id: "organize", options: organized(scope, columns, valueOf) });
  // One sort takes one field and keeps the order of equals: the last one rules.
  for (const field of ["Burn 1h", HASTE, "State"])
    panel.withTransformation({ id: "sortBy", options: { fields: {}, sort: [{ field, desc: true }] } });
  for (const { name, unit, decimals, more } of columns)
    panel.overrideByName(name, [{ id: "unit", value: unit }, { id: "decimals", value: decimals }, ...(more ?? [])]);
  if (scope.oneService) return panel.overrideByName(SERVICE_LABEL, [...HIDDEN]);
  return panel
    .overrideByName(SERVICE_LABEL, [
      {
        id: "links",
        value: [
          {
            title: "Open the service's dashboard",
            url: `/d/\${__data.fields.${UID_LABEL}}?\${__url_time_range}&\${datasource:queryparam}`,
          },
        ],
      },
    ])
    .overrideByName(UID_LABEL, [...HIDDEN]);
}

function columnsOf(scope: Scope): readonly Column[] {
  return [
    {
      name: "State",
      expression: scope.oneService ? stateCode(scope) : withUid(scope, stateCode(scope)),
      unit: UNIT.count,
      decimals: 0,
      more: STATE_CELL,
    },
    {
      name: "Target",
      expression: targetOf(scope, present(scope)),
      unit: UNIT.ratio,
      decimals: decimalsOfTargets(scope),
    },
    { name: asTitle(BUDGET_LEFT), expression: budgetLeft(scope), unit: UNIT.ratio, decimals: 1 },
    { name: "Burn 1h", expression: burn(scope, "1h"), unit: UNIT.burn, decimals: 1 },
    { name: "Burn 6h", expression: burn(scope, "6h"), unit: UNIT.burn, decimals: 1 },
    {
      name: "Empty in",
      expression: timeToEmpty(scope),
      unit: UNIT.seconds,
      decimals: 1,
      more: [{ id: "noValue", value: "–" }],
    },
    { name: "Observed", expression: coverage(scope), unit: UNIT.ratio, decimals: 1 },
    { name: HASTE, expression: haste(scope), unit: UNIT.count, decimals: 1, more: HIDDEN },
  ];
}

/** As many as the most exact target has: 99.995 % must not read as 100 %. */
const decimalsOfTargets = (scope: Scope): number =>
  Math.max(...scope.objectives.map(({ target }) => formatNumber(target * 100).split(".")[1]?.length ?? 0));

const STATE_WORDS: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      STATE_LOOKS.map(({ code, word, fill }, index) => [String(code), { text: word, color: fill, index }]),
    ),
  },
];

const FILLED: TableCellOptions = { type: TableCellDisplayMode.ColorBackground };
const STATE_CELL: readonly DynamicConfigValue[] = [
  { id: "mappings", value: STATE_WORDS },
  { id: "custom.cellOptions", value: FILLED },
];

function organized(scope: Scope, columns: readonly Column[], valueOf: (i: number) => string): object {
  const order = [valueOf(0), ...scope.labels, ...columns.slice(1).map((_, i) => valueOf(i + 1))];
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(order.map((name, i) => [name, i])),
    renameByName: Object.fromEntries(columns.map(({ name }, i) => [valueOf(i), name])),
  };
}

/**
 * Gives each row the uid of its service's dashboard, for the link: readable ones from the name, hashed ones one by one.
 */
function withUid(scope: Scope, state: Expression): Expression {
  const services = [...new Set(scope.objectives.map((o) => o.service))].toSorted();
  const set = (e: Expression, uid: string, pattern: string): Expression =>
    call("label_replace", e, string(UID_LABEL), string(uid), string(SERVICE_LABEL), string(pattern));
  const readable = set(state, "headroom-$1", "(.*)");
  return services
    .filter((service) => dashboardUid(service) !== `headroom-${service}`)
    .reduce((e, service) => set(e, dashboardUid(service), service), readable);
}
