import type { ObjectiveStatus } from "../../budget/status.ts";
import { printDuration } from "../../budget/print.ts";
import { LEAST_SLO_COVERAGE, type WindowCounts } from "../../budget/window-counts.ts";
import { GROUP_LIVES_FOR } from "../../objective/burn-window.ts";
import { printWindow } from "../../objective/slo-window.ts";
import { formatNumber } from "../../promql/format-number.ts";
import { LONGEST_LABEL_VALUE } from "../../promql/label-value.ts";
import type { Instant } from "../../units/instant.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { seconds } from "../../units/seconds.ts";
import type { Cell } from "../counting/cell.ts";
import type { NoReading } from "./freshness.ts";
import { MOST_GROUP_CHARACTERS, MOST_GROUPS, type TrackedObjective } from "../following/tracked-objective.ts";

/** What a note is made from. */
export interface NoteFacts {
  readonly noReading: NoReading | undefined;
  readonly slo: WindowCounts;
  /** A group without any event of late. */
  readonly isUnused: boolean;
  readonly at: Instant;
  /** Some of the window was read by range queries. */
  readonly holdsHistory: boolean;
  readonly exclusion: ObjectiveStatus["exclusion"];
}

const LONG_LABELS = `groups are not followed whose labels are longer than ${LONGEST_LABEL_VALUE} characters, or than ${MOST_GROUP_CHARACTERS} with those of all others`;

/** A clamped birth is told for a day. */
const TOLD_FOR_MS = 86_400_000;

/**
 * One sentence about why there is no number, or what makes the numbers less than exact, the gravest first; and what
 * Prometheus remarks on the queries, which may be the reason.
 */
export function noteOf(tracked: TrackedObjective, cell: Cell, facts: NoteFacts): string | undefined {
  const remark =
    tracked.feeds.find((feed) => feed.remark !== undefined)?.remark ??
    (facts.holdsHistory ? tracked.historyRemark : undefined);
  const notes = [
    exclusionNote(facts.exclusion),
    ownNote(tracked, cell, facts),
    tracked.refusedValues ? LONG_LABELS : undefined,
    facts.holdsHistory && tracked.whyRates !== undefined
      ? `its history is counted from rates, which miss events: ${tracked.whyRates}`
      : undefined,
    remark,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join("; ");
}

/** `excluded since 2026-11-28 22:00 UTC, until 2026-11-29 02:00 UTC: The database moves` */
function exclusionNote(exclusion: NoteFacts["exclusion"]): string | undefined {
  if (exclusion === undefined) return undefined;
  const { since, until, reason } = exclusion;
  const end = until === undefined ? "" : `, until ${minuteOf(until)}`;
  return `excluded since ${minuteOf(since)}${end}${reason === undefined ? "" : `: ${reason}`}`;
}

function ownNote(
  tracked: TrackedObjective,
  cell: Cell,
  { noReading, slo, isUnused, at }: NoteFacts,
): string | undefined {
  if (noReading !== undefined) return noReadingNote(noReading, tracked);
  const { objective, countsRates } = tracked;
  if (slo.coverage < LEAST_SLO_COVERAGE)
    return `only ${partOf(slo, slo.coverage)} of the ${printWindow(objective.window)} window was observed, expected at least ${partOf(slo, LEAST_SLO_COVERAGE)}`;
  if (slo.total === 0 && slo.excluded === 0) return `no events in the ${printWindow(objective.window)} window`;
  if (isUnused) return `no events for ${GROUP_LIVES_FOR}: no budget until this group is used again`;
  if (tracked.refusedGroups)
    return `more than ${MOST_GROUPS} groups by ${objective.by.join(", ")}; the others are not followed`;
  const { refusedBirth } = cell;
  if (refusedBirth !== undefined && at - refusedBirth.atMs <= TOLD_FOR_MS) {
    return `a counter appeared with ${formatNumber(refusedBirth.value)} events, too many to be new; it counts from its second sample`;
  }
  if (tracked.lostHistory)
    return "some selectors were not read for over an hour while others were; their events of that time are missing";
  if (countsRates) return "counted from rates over 5m, not from raw counters";
  return undefined;
}

function noReadingNote({ detail }: NoReading, { feeds, objective }: TrackedObjective): string {
  // The ledger's clock is behind by the delay; people's is not.
  const delayMs = objective.delay * 1000;
  switch (detail.kind) {
    case "failing":
      return detail.message;
    case "never seen":
      return `no samples yet of ${feeds.find(({ channels }) => channels.total)?.text ?? "the total"}`;
    case "old":
      return `the newest sample is ${duration(detail.ageMs + delayMs)} old, expected at most ${duration(detail.maxAgeMs + delayMs)}`;
    case "silent":
      return `nothing since about ${minuteOf(detail.sinceMs)}, ${duration(Math.max(1000, detail.ageMs + delayMs))} ago; the budget is as of then`;
    case "future":
      return `samples are dated ${duration(detail.aheadMs)} after the time of their Prometheus; they are not counted`;
    case "invalid":
      return detail.what;
    case "no such bucket":
      return `no bucket le="${formatNumber(detail.bound)}"; ${nearest(detail.bound, detail.bounds)}`;
  }
}

/** The bounds beside the wanted one, as something to write into the spec. */
function nearest(bound: number, bounds: readonly number[]): string {
  const finite = bounds.filter(Number.isFinite).toSorted((a, b) => a - b);
  const near = [finite.findLast((one) => one < bound), finite.find((one) => one > bound)].filter(
    (one) => one !== undefined,
  );
  return near.length === 0
    ? "the histogram has no finite buckets"
    : `the nearest are ${near.map(formatNumber).join(" and ")}`;
}

const duration = (ms: number): string => printPromDuration(seconds(Math.max(1, Math.round(ms / 1000))));

/** `2026-11-26 06:39 UTC` */
const minuteOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** As time, which says more than a thousandth of a percent. */
const partOf = ({ length }: WindowCounts, share: number): string => printDuration(length * share);
