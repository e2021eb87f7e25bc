import type { Objective } from "../objective/objective.ts";
import { formatNumber } from "../promql/format-number.ts";
import { identity } from "./recorded.ts";

/**
 * Text inside an annotation that Prometheus must not run: every run of braces that could begin an action, or that
 * could join the brace of an action behind it, comes out of an action itself.
 */
export const literal = (author: string): string => author.replaceAll(/\{{2,}|\{$/g, (braces) => `{{"${braces}"}}`);

/** The value of the alert, as PromQL: templates cannot calculate, but queries can. */
export const ALERT_VALUE = "$value";

/**
 * An action that asks Prometheus for one number and prints it; `otherwise` when there is none.
 * `query` is a template expression of type string, see {@link queryText}.
 */
export const ask = (query: string, print: string, otherwise = ""): string =>
  `{{ with query ${query} }}{{ . | first | value | ${print} }}${otherwise === "" ? "" : `{{ else }}${otherwise}`}{{ end }}`;

/** A query with numbers of the template filled in: `queryText("%.12g * 100", "$value")`. */
export const queryText = (format: string, ...values: readonly string[]): string => `(printf \`${format}\` ${values.join(" ")})`;

/** Formats for {@link ask}. */
export const TIMES = 'printf "%.1fx"';
export const PERCENT = 'printf "%.3g%%"';
export const PERCENT_OF_BUDGET = 'printf "%.1f%%"';
/** Two units are enough at night: `13h 38m`. */
export const DURATION = 'humanizeDuration | reReplaceAll `^(\\S+ \\S+) .*$` `$1`';

/** `$value` times a factor, printed. */
export const scaledValue = (factor: number, print: string): string => ask(queryText(`%.12g * ${formatNumber(factor)}`, ALERT_VALUE), print);

/** The matchers of the very group that alerts, and the values that fill them in. */
export function groupMatchers(objective: Objective): { readonly format: string; readonly values: readonly string[] } {
  const fixed = Object.entries(identity(objective)).map(([label, value]) => `${label}="${value}"`);
  // %q quotes as Go does, which is how PromQL reads strings.
  const grouped = objective.by.map((label) => `${label}=%q`);
  return { format: `{${[...fixed, ...grouped].join(",")}}`, values: objective.by.map((label) => `$labels.${label}`) };
}

/** Asks for a query over recorded series of the group that alerts; `{}` in the query stands for its matchers. */
export function askGroup(objective: Objective, query: string, print: string, otherwise = ""): string {
  return ask(groupQuery(objective, query), print, otherwise);
}

/** The template expression for a query over the group that alerts; `{}` stands for its matchers. */
export function groupQuery(objective: Objective, query: string): string {
  const { format, values } = groupMatchers(objective);
  const places = query.split("{}").length - 1;
  const filled = query.replaceAll("{}", format);
  return values.length === 0 ? `\`${filled}\`` : queryText(filled, ...Array.from({ length: places }, () => values).flat());
}

/** How the text names what alerts: `checkout-latency`, and the group when there are several. */
export function nameInText({ service, slo, by }: Objective): string {
  const group = by.map((label) => `${label}={{ $labels.${label} }}`);
  return by.length === 0 ? `${service}-${slo}` : `${service}-${slo} (${group.join(", ")})`;
}
