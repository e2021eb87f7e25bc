import { PLAUSIBLE } from "../../sli/plausible.ts";

/** What is known about a series that appears for the first time. */
export interface Birth {
  readonly firstMs: number;
  /** Of its first sample: all events since its counter began. */
  readonly value: number;
  /** The end of the previous successful answer that would have held it; undefined when there was none. */
  readonly coveredToMs: number | undefined;
  /** Newest sample of any series of the same target, and of the same metric of it; undefined when never seen. */
  readonly targetMs: number | undefined;
  readonly metricMs: number | undefined;
  /** How long nobody saw the target before this sample, where that is longer than scrapes are apart. */
  readonly gapMs: number;
  /** Events per second that the objective has lately counted in all; most first values are small, whatever these are. */
  readonly eventsPerSecond: () => number;
  /** The newest sample of the objective before this answer; undefined when never seen. */
  readonly objectiveNewestMs: number | undefined;
}

/**
 * `count`: the first value counts from zero; `baseline`: only what follows counts; `implausible`: so does it, for the
 * value is more than can be new, and people are told.
 */
export type BirthVerdict = "count" | "baseline" | "implausible";

/** Without samples for longer, targets may have come and gone unseen. */
const LONGEST_SILENCE_MS = 5 * 60_000;

/**
 * Whether the first value of a new series counts from zero. A series that is born with the first error starts above
 * zero, and to ignore that loses up to half of all errors; but a counter that is merely new to us (relabelled, or
 * a target back from a long absence) would bring a lifetime of events in one step.
 */
export function judgeBirth(birth: Birth): BirthVerdict {
  const { firstMs, coveredToMs, targetMs, metricMs, objectiveNewestMs } = birth;
  if (coveredToMs === undefined) return "baseline";
  if (targetMs !== undefined) {
    // All samples of a scrape carry one time: a target that lives has other series with this very time or later.
    if (targetMs < firstMs) return "baseline";
    // The metric's other series ended as this one began: the same counters under new labels.
    if (metricMs !== undefined && metricMs < firstMs) return "baseline";
  } else if (objectiveNewestMs !== undefined && firstMs - objectiveNewestMs > LONGEST_SILENCE_MS) return "baseline";
  const unseenSeconds = Math.max(PLAUSIBLE.unseenSeconds, (firstMs - coveredToMs) / 1000, birth.gapMs / 1000);
  const isPlausible =
    birth.value <= mostPlausible(0, unseenSeconds) ||
    birth.value <= mostPlausible(birth.eventsPerSecond(), unseenSeconds);
  return isPlausible ? "count" : "implausible";
}

/** How much a new counter may show, where the whole objective counts so many events a second. */
export const mostPlausible = (eventsPerSecond: number, unseenSeconds: number = PLAUSIBLE.unseenSeconds): number =>
  Math.max(PLAUSIBLE.floorPerSecond, PLAUSIBLE.factor * eventsPerSecond) * unseenSeconds;
