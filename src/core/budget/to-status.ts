import { GROUP_LIVES_FOR } from "../objective/burn-window.ts";
import type { Objective } from "../objective/objective.ts";
import type { NoDataReason, Reading } from "../objective/reading.ts";
import { instant, type Instant, secondsBetween } from "../units/instant.ts";
import { shareLeft, maxBurnRate } from "./burn.ts";
import { calendarEnd } from "./calendar.ts";
import { secondsToExhaustion } from "./forecast.ts";
import { toState } from "./state.ts";
import type { ObjectiveStatus } from "./status.ts";
import { whyNoNumber, toWindowStatus, type WindowCounts } from "./window-counts.ts";

/** What the ledger knows about one objective or group; the status follows from it alone. */
export interface StatusFacts {
  readonly objective: Objective;
  readonly by: Readonly<Record<string, string>>;
  readonly at: Instant;
  readonly newest: Instant | undefined;
  /** Why nothing can be read, if so. */
  readonly noReading: NoDataReason | undefined;
  /** Why the budget cannot be read, if so: what was left when the newest sample came is known while no burn is. */
  readonly noBudget: NoDataReason | undefined;
  readonly note: string | undefined;
  /** The short windows. */
  readonly windows: readonly WindowCounts[];
  readonly slo: WindowCounts;
  /** Conditions, by their place in the policy, that hold or have not been cleared. */
  readonly held: ReadonlySet<number>;
  readonly exclusion: ObjectiveStatus["exclusion"];
  readonly changes: ObjectiveStatus["changes"];
  readonly approximate: boolean;
  readonly latency: ObjectiveStatus["latency"];
}

/** The status of an objective from its counts: a pure function, the same on every replay. */
export function toStatus(facts: StatusFacts): ObjectiveStatus {
  const { objective, at, noReading, slo } = facts;
  // Closed readings never show their time, so any will do.
  const newest = facts.newest ?? instant(at);
  const context = { target: objective.target, noReading, newest };
  const windows = facts.windows.map((counts) => toWindowStatus(counts, context));
  const unused = isUnused(objective, facts.windows) ? "no-traffic" : undefined;
  const sloContext = { ...context, noReading: noReading ?? unused };
  const reason = whyNoNumber(slo, facts.noBudget ?? unused);
  const reading = <T>(value: T | undefined): Reading<T> =>
    reason === undefined && value !== undefined
      ? { kind: "value", value, at: newest }
      : { kind: "noData", reason: reason ?? "no-traffic" };
  const budgetLeft = reading(shareLeft(Math.min(slo.bad, slo.total), slo.total, objective.target));
  const badEventsLeft = slo.total / maxBurnRate(objective.target) - slo.bad;
  return {
    objective,
    by: facts.by,
    at,
    state: toState({ alerts: objective.alerts, windows, budgetLeft, noReading, held: facts.held }),
    note: facts.note,
    exclusion: facts.exclusion,
    changes: facts.changes,
    windows: [...windows, toWindowStatus(slo, sloContext)],
    budget: {
      left: budgetLeft,
      badEventsLeft: reading(badEventsLeft),
      secondsToExhaustion: toExhaustion(facts, { budgetLeft, badEventsLeft, windows }),
    },
    ageSeconds: facts.newest === undefined ? undefined : Math.max(0, secondsBetween(facts.newest, at)),
    coverage: slo.coverage,
    approximate: facts.approximate,
    latency: facts.latency,
  };
}

type Forecast = Parameters<typeof secondsToExhaustion>[0];

const toExhaustion = (
  { objective, at, noReading }: StatusFacts,
  known: Pick<Forecast, "budgetLeft" | "badEventsLeft" | "windows">,
): ReturnType<typeof secondsToExhaustion> =>
  noReading === undefined
    ? secondsToExhaustion({ window: objective.window, ...known, secondsToRenewal: secondsToRenewal(objective, at) })
    : { kind: "noData", reason: noReading };

/** Whether this is a group without any event for so long that it has no budget; the rules say the same. */
export const isUnused = ({ by }: Pick<Objective, "by">, windows: readonly WindowCounts[]): boolean =>
  by.length > 0 && windows.some(({ window, total }) => window === GROUP_LIVES_FOR && total === 0);

function secondsToRenewal({ window }: Objective, at: Instant): number | undefined {
  return window.kind === "calendar" ? secondsBetween(at, calendarEnd(window.unit, window.timezone, at)) : undefined;
}
