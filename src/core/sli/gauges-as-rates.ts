import { type EventsIndicator, WINDOW_PLACEHOLDER } from "../objective/indicator.ts";
import { printSelector, type Selector } from "../promql/selector.ts";

/** An indicator of recorded rates, as `promql:` reads them: their mean over the window, as a field of a spec. */
export function gaugesAsRates({ total, counted: { as, selectors } }: EventsIndicator): string {
  const [all, part] = [total, selectors].map((list) => list.map(meanOf).join(" + "));
  const errors = as === "bad" ? part : `${all} - ${selectors.length > 1 ? `(${part})` : part}`;
  return `promql: {errors: ${quoted(errors)}, total: ${quoted(all)}}`;
}

/** The mean of a gauge over the window, summed over its series. */
export const meanOf = (selector: Selector): string =>
  `sum(avg_over_time(${printSelector(selector)}[${WINDOW_PLACEHOLDER}]))`;

const quoted = (text = ""): string => `'${text.replaceAll("'", "''")}'`;
