import type { Matcher } from "../../promql/selector.ts";
import { CAUSE_KINDS, type CauseKind } from "./cause-kinds.ts";
import { metricWords } from "./metric-words.ts";
import { aboveAll, isFailure, isFelt, symptomOf } from "./symptom-metrics.ts";

/**
 * The kind of cause that a metric measures, if it is one. Its words decide, and for a metric of many things, such as a
 * state or an alarm, the words of the label that picks one of them.
 */
export function causeOf(metric: string, matchers: readonly Matcher[] = []): CauseKind | undefined {
  const words = metricWords(metric);
  if (aboveAll(words) !== undefined) return undefined;
  const kind = kindOf(words);
  if (kind !== undefined || symptomOf(words, matchers) !== undefined) return kind;
  return matchers
    .filter(({ label, operator }) => PICKS.has(label) && (operator === "=" || operator === "=~"))
    .map(({ value }) => kindOf(metricWords(value), "pressing"))
    .find((picked) => picked !== undefined);
}

/** Labels that say which of many things a metric of states, alarms or beans measures. */
const PICKS: ReadonlySet<string> = new Set([
  "alarm",
  "attribute",
  "check",
  "condition",
  "counter",
  "item",
  "metric",
  "name",
  "resource",
  "sensor",
]);

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
