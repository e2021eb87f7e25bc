import type { Objective } from "../../objective/objective.ts";
import { verbatim } from "../../promql/expression.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { printExpression } from "../../promql/print.ts";
import type { NumberFormat } from "./number-format.ts";
import { identity, ownOnly } from "./recorded.ts";
import { join, type Shown, type Text } from "./text.ts";
import { labelValue } from "../../promql/label-value.ts";

/** A template expression of type string that Prometheus takes as a query. */
export type QueryExpression = string;

/**
 * An action that asks Prometheus for one number and prints it; `otherwise` when there is none.
 *
 * @param foretell - what the query answers for given numbers, in the unit of the format; undefined for no number
 */
export function queryInText(
  query: QueryExpression,
  foretell: (shown: Shown) => number | undefined,
  format: NumberFormat,
  otherwise?: Text,
): Text {
  const none = otherwise === undefined ? "" : `{{ else }}${otherwise.template}`;
  return {
    template: `{{ with query ${query} }}{{ . | first | value | ${format.template} }}${none}{{ end }}`,
    plain: (shown) => {
      const value = foretell(shown);
      return value === undefined ? (otherwise?.plain(shown) ?? "") : format.plain(value);
    },
  };
}

/** A query with numbers of the template filled in: templates cannot calculate, but queries can. */
export const calculated = (format: string, ...values: readonly string[]): QueryExpression =>
  `(printf \`${format}\` ${values.join(" ")})`;

/** The alert's value times `factor`, which brings it into the unit of the format. */
export const scaledValue = (factor: number, format: NumberFormat): Text =>
  queryInText(calculated(`%.12g * ${formatNumber(factor)}`, "$value"), ({ value }) => value * factor, format);

/** A query over our own recorded series of the very group that alerts; `{}` in it stands for its matchers. */
export const groupQuery = (objective: Grouped, query: string): QueryExpression =>
  groupQueryOfAll(objective, ownPart(objective, query));

type Grouped = Pick<Objective, "service" | "slo" | "by">;

/** The part of a query for {@link groupQueryOfAll} that this rule set recorded itself, with `{}` as it is. */
export const ownPart = (objective: Grouped, query: string): string =>
  printExpression(ownOnly(objective, verbatim(query)));

/** As {@link groupQuery}, but for the query itself, whatever it is that recorded the series. */
export function groupQueryOfAll(objective: Grouped, query: string): QueryExpression {
  const fixed = Object.entries(identity(objective)).map(([label, value]) => `${label}="${value}"`);
  // %q quotes as Go does, which is how PromQL reads strings.
  const grouped = objective.by.map((label) => `${label}=%q`);
  const filled = query.replaceAll("{}", `{${[...fixed, ...grouped].join(",")}}`);
  if (grouped.length === 0) return `\`${filled}\``;
  const places = query.split("{}").length - 1;
  return calculated(
    filled,
    ...Array.from({ length: places }, () => objective.by.map((label) => `$labels.${label}`)).flat(),
  );
}

/** How a text names what alerts: `checkout-latency`, and the group when there are several. */
export function nameOf({ service, slo, by }: Pick<Objective, "service" | "slo" | "by">): Text {
  const group = join(
    by.map((label) => join([`${label}=`, groupLabel(label)], "")),
    ", ",
  );
  return by.length === 0 ? join([`${service}-${slo}`], "") : join([`${service}-${slo} (`, group, ")"], "");
}

const groupLabel = (label: string): Text => ({
  template: `{{ $labels.${label} }}`,
  plain: ({ group }) => labelValue(group, label),
});

/** A group's label inside an address. */
export const groupLabelInUrl = (label: string): Text => ({
  template: `{{ $labels.${label} | urlquery }}`,
  plain: ({ group }) => encodeURIComponent(labelValue(group, label)),
});
