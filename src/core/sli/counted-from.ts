import { type RateWindow, windowLength } from "../objective/burn-window.ts";
import { hasExclusions } from "../objective/exclusion.ts";
import type { Objective } from "../objective/objective.ts";
import { hasSubquery } from "../promql/has-subquery.ts";
import type { SloWindow } from "../objective/slo-window.ts";
import { days } from "../units/seconds.ts";
import { GROUP_INTERVALS } from "./groups-table.ts";
import { partsOf } from "./indicator-parts.ts";
import { withWindow } from "./rates.ts";

/** SLO windows up to this length are counted from the 5 m rates: half an hour would be a visible part of them. */
const COUNTED_FINELY_UP_TO = days(3);

/** Which recorded rates an SLO window is counted from. */
export interface CountedFrom {
  /** The window of the rates. */
  readonly rateWindow: RateWindow;
  /** How many samples of them a fully observed SLO window holds. */
  readonly samples: number;
}

/**
 * The rates that tell how much of a rolling SLO window was observed, and stand for its count while there is none: the
 * 5 m ones for short windows, else half-hourly ones.
 */
export function countedFrom({ length }: Extract<SloWindow, { kind: "rolling" }>): CountedFrom {
  return length <= COUNTED_FINELY_UP_TO
    ? { rateWindow: "5m", samples: Math.floor(length / GROUP_INTERVALS.fast) }
    : { rateWindow: "30m", samples: Math.floor(length / GROUP_INTERVALS.history) };
}

/**
 * Whether rules count a window of days from its raw samples. Of an objective with exclusions some of them may not
 * count, and an author's subquery would be calculated for each of its steps.
 */
export const isCountedWhole = (objective: Pick<Objective, "exclusions" | "indicator">): boolean =>
  !hasExclusions(objective) &&
  !partsOf(objective.indicator).some(
    (part) => part.kind === "query" && hasSubquery(withWindow(part.query, windowLength("5m"))),
  );
