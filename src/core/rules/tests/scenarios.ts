import type { AlertKind } from "../../objective/alert-names.ts";
import { maxBurnRate } from "../../budget/burn.ts";
import type { BurnCondition, Severity } from "../../objective/alert-policy.ts";
import { isCounted, windowLength } from "../../objective/burn-window.ts";
import { errorBudget, type Objective } from "../../objective/objective.ts";
import { countsSeconds } from "../../sli/indicator-parts.ts";
import { GROUP_INTERVALS } from "../../sli/groups-table.ts";
import { minutes, type Seconds, seconds } from "../../units/seconds.ts";
import { reachable } from "../alerts/burn-condition.ts";
import { mayOutliveGaps } from "../alerts/gap-burn.ts";
import { roundsAlike } from "./rounds-alike.ts";
import { type Phase, wholeShare } from "./sample-values.ts";

/** Test data steps as the fast group does. */
export const TEST_STEP = GROUP_INTERVALS.fast;

/** What must be seen at one moment. */
export interface Expectation {
  readonly at: Seconds;
  /** Alerts whose firing is checked, and those of them that must fire. */
  readonly watched: readonly WatchedAlert[];
  readonly firing: readonly WatchedAlert[];
}

/** An alert that a test looks at: its kind, and the severity that tells two of one kind apart. */
export interface WatchedAlert {
  readonly alert: AlertKind;
  readonly severity: Severity;
}

/** A story told in samples, and what the alerts make of it. */
export interface Scenario {
  readonly name: "quiet" | "fast burn" | "slow burn" | "no data" | "recovery" | "errors in a scrape gap" | "crash loop";
  /** Of one series after the other, each with a single sample, after so many steps; else of series that stay. */
  readonly lives?: readonly number[];
  readonly phases: readonly Phase[];
  readonly expectations: readonly Expectation[];
  /** The constant share of bad events whose texts are foretold; undefined where they are not. */
  readonly foretold: number | undefined;
}

const QUIET_FOR = minutes(10);
/** How long the story of a page burns. */
export const FAST_FOR = minutes(10);
const SLOW_FOR = minutes(30);
const GONE_FOR = minutes(12);

/** Short windows of pages whose gap is told: a longer story would take promtool minutes. */
const LONGEST_TOLD = minutes(30);

/** Above the longest short window of a page, and how long scrapes are back when the page is there. */
const UNSEEN_MARGIN = minutes(10);
const BACK_FOR = minutes(2);

/** A series every minute, seen once. */
const LIFE = minutes(1);
const LOOPS_FOR = minutes(6);

/**
 * A probe's slow burn is a bad sample now and then: the story is so long that each half hour of the recorded history
 * holds some of them, and it is further above the threshold.
 */
const PROBE_SLOW_FOR = minutes(120);
const PROBE_CLEAR = 3.5;
const FEWEST_BAD_SAMPLES = 5;

/** Above the short window: its last bad sample, the steps in between, and the time that a page is kept firing. */
const RESOLVE_MARGIN = minutes(5);

/** Far enough from a threshold that rounding decides nothing, in multiples of it. */
const CLEAR = 1.5;

/** Edges of windows between two samples are told by rates. */
const CLEAR_OF_EDGES = 1.03;

const BURN_PAGE: WatchedAlert = { alert: "burn", severity: "page" };
const BURN_TICKET: WatchedAlert = { alert: "burn", severity: "ticket" };

/**
 * The stories of an objective: quiet, fast burn, slow burn, no data, recovery, errors in a scrape gap, crash loop;
 * without those that its alerts rule out.
 *
 * @param events - in each step
 */
export function scenarios(of: Objective, events: number): readonly Scenario[] {
  const objective: Told = { ...of, events };
  return [
    quiet(objective),
    ...fastBurn(objective),
    ...slowBurn(objective),
    noData(objective),
    ...recovery(objective),
    ...gapBurn(objective),
    ...crashLoop(objective),
  ];
}

/** An objective, and the events in each step of its stories. */
type Told = Objective & { readonly events: number };

function quiet(objective: Told): Scenario {
  const share = shareAt(objective, 0.1);
  return {
    name: "quiet",
    phases: [phase(QUIET_FOR, share)],
    expectations: [{ at: QUIET_FOR, watched: [BURN_PAGE, BURN_TICKET, ...stateAlerts(objective)], firing: [] }],
    foretold: undefined,
  };
}

function fastBurn(objective: Told): readonly Scenario[] {
  const burn = fastBurnRate(objective);
  if (burn === undefined) return [];
  const share = shareAt(objective, burn);
  const firing = [BURN_PAGE, BURN_TICKET].filter(({ severity }) =>
    playable(objective, severity).some(({ above }) => burn > above),
  );
  return [
    {
      name: "fast burn",
      phases: [phase(FAST_FOR, share)],
      expectations: [{ at: FAST_FOR, watched: [BURN_PAGE, BURN_TICKET], firing }],
      foretold: roundsAlike(objective, share) ? share : undefined,
    },
  ];
}

/** Fast enough for a ticket, too slow for a page. */
function slowBurn(objective: Told): readonly Scenario[] {
  const lowest = (severity: Severity): number =>
    Math.min(maxBurnRate(objective.target), ...playable(objective, severity).map(({ above }) => above));
  const ticket = lowest("ticket");
  const isProbe = countsSeconds(objective.indicator);
  const burn = Math.min(ticket * (isProbe ? PROBE_CLEAR : CLEAR), (ticket + lowest("page")) / 2);
  const share = shareAt(objective, burn);
  const length = isProbe ? PROBE_SLOW_FOR : SLOW_FOR;
  // Too few bad samples would make a story of chance.
  const isTold = !isProbe || (share * length) / TEST_STEP >= FEWEST_BAD_SAMPLES;
  if (playable(objective, "ticket").length === 0 || burn < ticket * 1.1 || !isTold) return [];
  return [
    {
      name: "slow burn",
      phases: [phase(length, share)],
      expectations: [{ at: length, watched: [BURN_PAGE, BURN_TICKET], firing: [BURN_TICKET] }],
      foretold: undefined,
    },
  ];
}

function noData(objective: Objective): Scenario {
  const { noData: severity } = objective.alerts;
  const missing: readonly WatchedAlert[] = severity === "off" ? [] : [{ alert: "noData", severity }];
  return {
    name: "no data",
    phases: [phase(QUIET_FOR, 0), { steps: GONE_FOR / TEST_STEP, badShare: "gone" }],
    expectations: [{ at: seconds(QUIET_FOR + GONE_FOR), watched: [BURN_PAGE, ...missing], firing: missing }],
    foretold: undefined,
  };
}

/** The page goes soon after the failures end, although its long window still holds them. */
function recovery(objective: Told): readonly Scenario[] {
  const burn = fastBurnRate(objective);
  const pages = playable(objective, "page");
  if (burn === undefined || pages.length === 0) return [];
  const calm = seconds(Math.max(...pages.map(({ shortWindow }) => windowLength(shortWindow))) + RESOLVE_MARGIN);
  return [
    {
      name: "recovery",
      phases: [phase(FAST_FOR, shareAt(objective, burn)), phase(calm, 0)],
      expectations: [
        { at: FAST_FOR, watched: [BURN_PAGE], firing: [BURN_PAGE] },
        { at: seconds(FAST_FOR + calm), watched: [BURN_PAGE], firing: [] },
      ],
      foretold: undefined,
    },
  ];
}

/** Everything fails while nobody scrapes, for longer than a short window knows; then all is well. */
function gapBurn(objective: Told): readonly Scenario[] {
  const burn = fastBurnRate(objective);
  const pages = playable(objective, "page").filter(({ shortWindow }) => windowLength(shortWindow) <= LONGEST_TOLD);
  const gap = seconds(Math.max(0, ...pages.map(({ shortWindow }) => windowLength(shortWindow))) + UNSEEN_MARGIN);
  if (burn === undefined || !mayOutliveGaps(objective)) return [];
  const [calm, bad] = [shareAt(objective, 0.1), shareAt(objective, burn)];
  const length = QUIET_FOR + gap + BACK_FOR;
  const share = (bad * gap + calm * (length - gap)) / length;
  // A lenient target may be kept by the minutes around the gap.
  const isDue = pages.some(
    ({ longWindow, above }) =>
      windowLength(longWindow) > length && share > above * errorBudget(objective) * CLEAR_OF_EDGES,
  );
  if (!isDue) return [];
  return [
    {
      name: "errors in a scrape gap",
      phases: [phase(QUIET_FOR, calm), { ...phase(gap, bad), unscraped: true }, phase(BACK_FOR, calm)],
      expectations: [
        { at: seconds(QUIET_FOR + gap), watched: [BURN_PAGE], firing: [] },
        { at: seconds(QUIET_FOR + gap + BACK_FOR), watched: [BURN_PAGE], firing: [BURN_PAGE] },
      ],
      foretold: undefined,
    },
  ];
}

/** Samples come in, of series that live too short for any rate. A probe's single sample tells a second of its own. */
function crashLoop(objective: Told): readonly Scenario[] {
  const { noData: severity } = objective.alerts;
  if (severity === "off" || countsSeconds(objective.indicator)) return [];
  const missing: WatchedAlert = { alert: "noData", severity };
  return [
    {
      name: "crash loop",
      phases: [],
      lives: Array.from({ length: LOOPS_FOR / LIFE + 1 }, (_, i) => (i * LIFE) / TEST_STEP),
      expectations: [{ at: LOOPS_FOR, watched: [BURN_PAGE, missing], firing: [missing] }],
      foretold: undefined,
    },
  ];
}

/** Clearly above every threshold that can be reached; everything bad for a probe, which knows no shares. */
function fastBurnRate(objective: Objective): number | undefined {
  const conditions = [...playable(objective, "page"), ...playable(objective, "ticket")];
  if (conditions.length === 0) return undefined;
  const most = maxBurnRate(objective.target);
  return countsSeconds(objective.indicator)
    ? most
    : // A tenth, as texts print it.
      Math.min(most, Math.ceil(CLEAR * Math.max(...conditions.map(({ above }) => above)) * 10 - 1e-9) / 10);
}

/** Conditions whose short window a story of minutes can fill: a slow one wants an hour of recordings at least. */
const playable = (objective: Objective, severity: Severity): readonly BurnCondition[] =>
  reachable(objective, severity).filter(({ shortWindow }) => !isCounted(shortWindow));

function stateAlerts({ alerts }: Objective): readonly WatchedAlert[] {
  const { exhausted, noData: missing } = alerts;
  const kinds: readonly (readonly [AlertKind, Severity | "off"])[] = [
    ["exhausted", exhausted],
    ["noData", missing],
  ];
  return kinds.flatMap(([alert, severity]) => (severity === "off" ? [] : [{ alert, severity }]));
}

const shareAt = (objective: Told, burn: number): number =>
  wholeShare(Math.min(1, burn * errorBudget(objective)), objective.events);

const phase = (length: Seconds, badShare: number): Phase => ({ steps: length / TEST_STEP, badShare });
