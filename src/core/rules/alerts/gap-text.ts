import { windowLength } from "../../objective/burn-window.ts";
import type { Cause } from "../../objective/cause.ts";
import type { Objective } from "../../objective/objective.ts";
import { totalEventsSeries } from "../../sli/series-names.ts";
import { printLatency } from "../../units/latency.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { minutes, seconds, type Seconds } from "../../units/seconds.ts";
import { DURATION_FORMAT } from "../elements/number-format.ts";
import { groupQueryOfAll, ownPart, queryInText } from "../elements/query-in-text.ts";
import { isEmpty, text, type Text } from "../elements/text.ts";
import { budgetLeftAfterText } from "./budget-text.ts";

// What a page says that is for errors of a scrape gap: they are over when it comes, and only counters tell of them.

/** One text or the other, by the sign of the alert's value: below zero it is for a gap alone. */
export const inGap = (ofGap: Text, usual: Text): Text => ({
  template: `{{ if lt $value 0.0 }}${ofGap.template}{{ else }}${usual.template}{{ end }}`,
  plain: (shown) => (shown.value < 0 ? ofGap : usual).plain(shown),
});

/** When it was, at most, and what is left of the budget. */
export function gapSummary(objective: Objective, reach: Seconds): Text {
  const { indicator } = objective;
  const failed = indicator.kind === "latency" ? `was slower than ${printLatency(indicator.under)}` : "failed";
  const left = budgetLeftAfterText(objective);
  return text`${failed} while nothing was scraped, at most ${gapAge(objective, reach)} ago; what was scraped since does not burn${isEmpty(left) ? "" : text`: ${left}`}`;
}

/** What it means for the reader. */
export const gapNextStep = (causes: readonly Cause[], reach: Seconds): Text =>
  text`Nobody could be told earlier: the first scrape afterwards brought it to light. Next: find out why nothing was scraped, or no rate of it recorded, which may have the same cause${named(causes)}; the query shows the worst series of the last ${printPromDuration(reach)}.`;

const named = (causes: readonly Cause[]): string =>
  causes.length === 0 ? "" : `, and look at ${causes.map(({ name }) => name).join(", ")}`;

/** Rates are recorded for so long after the last scrape, … */
const RATES_LAST = windowLength("5m");
/** … and read for so long after Prometheus itself has died. */
const READ_FOR = minutes(5);

/** So many moments are looked at, and more where {@link FINEST} is enough. */
const MOMENTS = 180;
const FINEST = minutes(2);

/**
 * How long ago the first gap began, or somewhat longer: the first moment without a rate is a little later. Never more
 * than the reach, since nothing older is counted, and as much where no such moment is found.
 */
function gapAge(objective: Objective, reach: Seconds): Text {
  const step = minutes(Math.max(FINEST / 60, Math.ceil(reach / MOMENTS / 60)));
  const seen = ownPart(objective, `${totalEventsSeries("5m")}{}`);
  const first = `min_over_time((vector(time()) unless on () (${seen}))[${printPromDuration(reach)}:${printPromDuration(step)}])`;
  const late = seconds(RATES_LAST + READ_FOR + step + objective.delay);
  const query = groupQueryOfAll(objective, `clamp_max(time() - ${first} + ${late}, ${reach})`);
  return queryInText(query, () => undefined, DURATION_FORMAT, text`${printPromDuration(reach)}`);
}
