import type { BurnCondition, Severity } from "../../objective/alert-policy.ts";
import { type BurnWindow, windowLength } from "../../objective/burn-window.ts";
import { hasExclusions } from "../../objective/exclusion.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { binary, type Expression, number } from "../../promql/expression.ts";
import { readEvery } from "../../sli/groups-table.ts";
import { countsSeconds } from "../../sli/indicator-parts.ts";
import { countedRates } from "../../sli/rates.ts";
import { errorRatioSeries, RECORDED, totalEventsSeries } from "../../sli/series-names.ts";
import { seconds, type Seconds } from "../../units/seconds.ts";
import { seenRatio } from "../elements/ratios.ts";
import { overTime, own, recorded } from "../elements/recorded.ts";
import { record, type RecordingRule } from "../elements/rule.ts";
import { exceeds, reachable, withEnoughEvents } from "./burn-condition.ts";

// Counters go on while nobody scrapes them. The first scrape after a gap brings all that happened in it, but only to
// the windows that reach back beyond the gap: a short one begins anew with that scrape, and is fine.

/** Counters and averages of rates differ a little also where nothing is missing, and more where the burn is worse. */
const NOISE = 1.1;

/** A window that is hardly longer than the rates themselves spans no gap that they do not. */
const SPANNED = 2 * windowLength("5m");

/**
 * Whether an objective's long windows know more than its recorded rates: of seconds that nobody probed nothing is
 * known, with exclusions these rates are all there is, and those of an author's quotient pause without any gap.
 */
export const mayOutliveGaps = (objective: Objective): boolean =>
  !hasExclusions(objective) &&
  !countsSeconds(objective.indicator) &&
  !countedRates(objective, windowLength("5m")).mayBeNoCount;

/**
 * The windows of the conditions of one severity that burn because of what nobody scraped while it happened. For as long
 * as after any other burn: the length of the short window.
 */
export function gapBurn(objective: Objective, severity: Severity): Expression | undefined {
  if (!mayOutliveGaps(objective)) return undefined;
  const conditions = reachable(objective, severity).filter(({ longWindow }) => windowLength(longWindow) > SPANNED);
  const [first, ...rest] = conditions.map((condition) =>
    withEnoughEvents(
      objective,
      condition,
      binary(exceeds(objective, condition, condition.longWindow), "and", burntUnseen(objective, condition)),
    ),
  );
  return first && rest.reduce((left, right) => binary(left, "or", right), first);
}

/** The same of pages, which look at it every 30 s: it is recorded with the steadier ratios. */
export const recordedGapBurn = (objective: Objective): Expression | undefined =>
  gapBurn(objective, "page") && recorded(objective, RECORDED.burntUnseen);

/** Its recording; it has a sample only while a page is due. */
export function gapRecordings(objective: Objective): readonly RecordingRule[] {
  const burnt = gapBurn(objective, "page");
  return burnt === undefined ? [] : [record(objective, RECORDED.burntUnseen, own(objective, burnt))];
}

/** The bad events of a long window that no rate has seen burn by themselves, and rates were missing a while ago. */
const burntUnseen = (objective: Objective, { shortWindow, longWindow, above }: BurnCondition): Expression =>
  binary(
    binary(unseen(objective, longWindow), ">", number(above * errorBudget(objective))),
    "and",
    ratesWereMissing(objective, toldFor(shortWindow, longWindow)),
  );

/** The error ratio of a window, less what the recorded rates tell of it. */
const unseen = (objective: Objective, window: BurnWindow): Expression =>
  binary(
    recorded(objective, errorRatioSeries(window)),
    "-",
    binary(number(NOISE), "*", seenRatio(objective, windowLength(window))),
  );

/** A while in which our rules ran, but some of the time without any rate. */
function ratesWereMissing(objective: Objective, within: Seconds): Expression {
  const { by } = objective;
  return binary(
    overTime(objective, "count_over_time", totalEventsSeries("5m"), within),
    "<",
    overTime(objective, "count_over_time", RECORDED.objective, within),
    by.length === 0 ? undefined : { ignoring: by, groupLeft: [] },
  );
}

/** The long window is read only so often, and the first rate comes with the second scrape after a gap. */
const toldFor = (shortWindow: BurnWindow, longWindow: BurnWindow): Seconds =>
  seconds(windowLength(shortWindow) + Math.max(windowLength("5m"), readEvery(longWindow)));
