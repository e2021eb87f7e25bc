import type { RateWindow } from "../objective/burn-window.ts";
import type { SloWindow } from "../objective/slo-window.ts";
import { days } from "../units/seconds.ts";
import { GROUP_INTERVALS } from "./groups-table.ts";

/** SLO windows up to this length are counted from the 5 m rates: half an hour would be a visible part of them. */
const COUNTED_FINELY_UP_TO = days(3);

/** Which recorded rates an SLO window is counted from. */
export interface CountedFrom {
  /** The window of the rates. */
  readonly rateWindow: RateWindow;
  /** How many samples of them a fully observed SLO window holds. */
  readonly samples: number;
}

/** The rates from which the rules count a rolling SLO window: the 5 m ones for short windows, else half-hourly ones. */
export function countedFrom({ length }: Extract<SloWindow, { kind: "rolling" }>): CountedFrom {
  return length <= COUNTED_FINELY_UP_TO
    ? { rateWindow: "5m", samples: Math.floor(length / GROUP_INTERVALS.fast) }
    : { rateWindow: "30m", samples: Math.floor(length / GROUP_INTERVALS.history) };
}
