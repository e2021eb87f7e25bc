import type { Matcher } from "../../promql/selector.ts";
import type { CauseKind } from "./cause-kind.ts";
import { CAUSE_KINDS } from "./cause-kinds.ts";
import { CACHE, QUEUE } from "./data-causes.ts";
import { metricWords } from "./metric-words.ts";
import { aboveAll, isFailure, isFelt, isFeltByAsking, picksFailure, symptomOf } from "./symptom-metrics.ts";

/**
 * The kind of cause that a metric measures, if it is one. Its words decide, and for a metric of many things, such as a
 * state or an alarm, the words of the label that picks one of them.
 */
export function causeOf(metric: string, matchers: readonly Matcher[] = []): CauseKind | undefined {
  const words = metricWords(metric);
  if (aboveAll(words) !== undefined || isFeltByAsking(words, matchers)) return undefined;
  const kind = kindOf(words) ?? (isFailure(words) ? undefined : kindOfPicked(matchers));
  if (kind !== undefined && kind.beats !== "pressing" && matchers.some(picksFailure)) return undefined;
  if (kind !== undefined || symptomOf(words, matchers) !== undefined) return kind;
  return matchers.map(causeOfPicked).find((picked) => picked !== undefined);
}

/** Hits and misses may be counted in one metric, and what waits beside what is done: `tasks_total{state="pending"}`. */
function kindOfPicked(matchers: readonly Matcher[]): CauseKind | undefined {
  if (matchers.some(isHit)) return CACHE;
  return matchers.some(isWaiting) ? QUEUE : undefined;
}

function causeOfPicked({ label, operator, value }: Matcher): CauseKind | undefined {
  if (operator !== "=" && operator !== "=~") return undefined;
  const words = metricWords(value);
  if (MEASURES.has(label)) return isCompound(words) ? kindOf(words) : kindOf(words, "pressing");
  if (!THINGS.has(label)) return undefined;
  // The path of a bean is the name of a metric; other values may be any name.
  return PATH.test(value) ? kindOf(words) : kindOf(words, "pressing");
}

const PATH = /^[\w-]+(?:[:.][\w-]+){2,}$/;

/** Whether a value has several words, as a name of a metric has: `low_space_count`. */
const isCompound = (words: string): boolean => /^_[^_]+_[^_]+_/.test(words);

const isHit = ({ operator, value }: Matcher): boolean => operator === "=" && /^(?:hits?|miss(?:es)?)$/i.test(value);

const isWaiting = ({ label, operator, value }: Matcher): boolean =>
  /^(?:state|status|phase)$/.test(label) &&
  (operator === "=" || operator === "=~") &&
  /^(?:pending|queued|waiting|enqueued|backlog|blocked|unacked)$/i.test(value);

/** Limits by name: what is compared with one, or divided by one, is how full something is. */
export const isLimit = (metric: string): boolean =>
  /_(?:limits?|max|maximum|capacity|quota|allocatable|concurrency)_/.test(metricWords(metric));

/** Whether a metric says how much of something is taken or left, so that a share of it is how full that is. */
export const isUse = (metric: string): boolean =>
  /_(?:used|usage|in_use|busy|allocated|free|remaining)_/.test(metricWords(metric));

/** Labels that say which measure one metric of many carries. */
const MEASURES: ReadonlySet<string> = new Set(
  "attribute counter dimension kind measure metric metric_name stat statistic type".split(" "),
);

/** Labels that say what an alarm, a state or a sensor is about. */
const THINGS: ReadonlySet<string> = new Set(
  "alarm check condition event item name reason resource sensor sensor_type".split(" "),
);

function kindOf(words: string, only?: CauseKind["beats"]): CauseKind | undefined {
  return CAUSE_KINDS.find(
    ({ beats, metrics, but }) =>
      metrics.test(words) &&
      but?.test(words) !== true &&
      (only === undefined || beats === only) &&
      !isFeltDespite(words, beats),
  );
}

function isFeltDespite(words: string, beats: CauseKind["beats"]): boolean {
  switch (beats) {
    case "pressing":
      return false;
    case "slowness":
      return isFailure(words);
    case "nothing":
      return isFelt(words);
  }
}

/** Joined in to add labels, measuring nothing. */
export const isNeutral = (metric: string): boolean =>
  /_(?:info|labels|annotations|created|owner|metadata)$/.test(metric);
