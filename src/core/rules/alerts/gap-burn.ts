import type { BurnCondition } from "../../objective/alert-policy.ts";
import { type BurnWindow, SHORTEST_WINDOW, windowLength } from "../../objective/burn-window.ts";
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
 * Where a page is due for what nobody scraped while it happened: recorded with the steadier ratios, because it reads
 * more than a page may every 30 s. For as long as after any other burn: the length of the short window. Tickets need
 * no such thing: their 6 h reach back beyond a gap as far as a page's do.
 */
export function gapRecordings(objective: Objective): readonly RecordingRule[] {
  const [first, ...rest] = hiddenByGaps(objective).map((condition) =>
    withEnoughEvents(
      objective,
      condition,
      binary(exceeds(objective, condition, condition.longWindow), "and", burntUnseen(objective, condition)),
    ),
  );
  if (first === undefined) return [];
  const burnt = rest.reduce((left, right) => binary(left, "or", right), first);
  return [record(objective, RECORDED.burntUnseen, own(objective, burnt))];
}

/** The recording, which has a sample only while a page is due. */
export const recordedGapBurn = (objective: Objective): Expression | undefined =>
  hiddenByGaps(objective).length === 0 ? undefined : recorded(objective, RECORDED.burntUnseen);

/**
 * The same below zero, by which the alert's text tells it from all else: only where nothing burns that was scraped
 * since. What goes on is told as what goes on.
 */
export function gapBurnAlone(objective: Objective): Expression | undefined {
  const gapBurn = recordedGapBurn(objective);
  const [lowest] = reachable(objective, "page").toSorted((a, b) => a.above - b.above);
  if (gapBurn === undefined || lowest === undefined) return undefined;
  return binary(number(0), "-", binary(gapBurn, "unless", exceeds(objective, lowest, SHORTEST_WINDOW)));
}

/** How far back a page for a gap may reach; undefined where there is none. */
export const gapReach = (objective: Objective): Seconds | undefined =>
  hiddenByGaps(objective)
    .map(({ longWindow }) => windowLength(longWindow))
    .toSorted((a, b) => b - a)[0];

/** The conditions of pages whose long window may know what the short one does not. */
const hiddenByGaps = (objective: Objective): readonly BurnCondition[] =>
  mayOutliveGaps(objective)
    ? reachable(objective, "page").filter(({ longWindow }) => windowLength(longWindow) > SPANNED)
    : [];

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
