import type { ObjectiveStatus } from "../../budget/status.ts";
import { conditionsOf, type Exclusion, isSpan } from "../../objective/exclusion.ts";
import { instant } from "../../units/instant.ts";
import { FUTURE_TOLERANCE_MS } from "./valid-sample.ts";

/** A stretch of time, (fromMs, toMs]. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What conditions said until they were looked at last, as plain values. */
export interface KeptExclusions {
  readonly told: readonly TimeSpan[];
  readonly toldToMs: number | undefined;
}

/** When nothing counts for an objective: by the spans of its spec, and by what its conditions said. */
export class ExcludedTime {
  #exclusions: readonly Exclusion[];
  /** What conditions said, oldest first, none touching another. */
  #told: TimeSpan[] = [];
  /** Both in one list of the same kind; undefined until somebody asks. */
  #merged: readonly TimeSpan[] | undefined;
  readonly #hasConditions: boolean;
  #toldToMs = Number.NEGATIVE_INFINITY;

  constructor(exclusions: readonly Exclusion[]) {
    this.#exclusions = exclusions;
    this.#hasConditions = conditionsOf(exclusions).length > 0;
  }

  /** When the conditions were looked at last; undefined before that. */
  get toldToMs(): number | undefined {
    return Number.isFinite(this.#toldToMs) ? this.#toldToMs : undefined;
  }

  /** Takes over changed spans; what conditions said stays. */
  revise(exclusions: readonly Exclusion[]): void {
    this.#exclusions = exclusions;
    this.#merged = undefined;
  }

  /** What {@link load} takes over. */
  keep(): KeptExclusions {
    return { told: this.#told, toldToMs: this.toldToMs };
  }

  /** Takes over what conditions said before. */
  load({ told, toldToMs }: KeptExclusions): void {
    this.#toldToMs = toldToMs ?? Number.NEGATIVE_INFINITY;
    this.tellHistory(told);
  }

  /** A live look at the conditions: what held at the end is taken to have held since the look before. */
  tell(span: TimeSpan, holds: boolean): void {
    this.#toldToMs = Math.max(this.#toldToMs, span.toMs);
    if (holds) this.tellHistory([span]);
  }

  /** What conditions said of the past. */
  tellHistory(spans: readonly TimeSpan[]): void {
    if (spans.length === 0) return;
    this.#told = merge([...this.#told, ...spans]);
    this.#merged = undefined;
  }

  /** Forgets what ended before. */
  forgetBefore(oldestMs: number): void {
    if ((this.#told[0]?.toMs ?? oldestMs) >= oldestMs) return;
    this.#told = this.#told.filter(({ toMs }) => toMs >= oldestMs);
    this.#merged = undefined;
  }

  /** Whether some of (fromMs, toMs] is excluded; of a moment, where both are equal, whether it is. */
  touches(fromMs: number, toMs: number): boolean {
    const span = this.#firstEndingAfter(fromMs === toMs ? fromMs - 1 : fromMs);
    return span !== undefined && span.fromMs < toMs;
  }

  /** Whether nothing of (fromMs, toMs] may be counted: it is excluded, or nobody knows yet whether it is. */
  keepsOut(fromMs: number, toMs: number): boolean {
    return toMs > this.#knownToMs || this.touches(fromMs, toMs);
  }

  /** How much of (fromMs, toMs] is excluded, in milliseconds. */
  lengthWithin(fromMs: number, toMs: number): number {
    return this.#within(fromMs, toMs).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  }

  /** The parts of (fromMs, toMs] that are known to count, oldest first. */
  outside(fromMs: number, toMs: number): readonly TimeSpan[] {
    const parts: TimeSpan[] = [];
    let sinceMs = fromMs;
    const endMs = Math.min(toMs, this.#knownToMs);
    for (const span of this.#within(fromMs, endMs)) {
      if (span.fromMs > sinceMs) parts.push({ fromMs: sinceMs, toMs: span.fromMs });
      sinceMs = span.toMs;
    }
    return sinceMs < endMs ? [...parts, { fromMs: sinceMs, toMs: endMs }] : parts;
  }

  /** The spans that touch (fromMs, toMs], oldest first, none touching another. */
  spansWithin(fromMs: number, toMs: number): readonly TimeSpan[] {
    return this.#within(fromMs, toMs);
  }

  /** The exclusion that holds at a moment, or that held at the last look at the conditions; undefined for none. */
  at(atMs: number): ObjectiveStatus["exclusion"] {
    const ofSpec = this.#exclusions.filter(isSpan).find(({ from, to }) => from < atMs && atMs <= to);
    if (ofSpec !== undefined) return { since: ofSpec.from, until: ofSpec.to, reason: ofSpec.reason };
    const told = this.#told.at(-1);
    if (told === undefined || told.toMs < this.#toldToMs) return undefined;
    const conditions = this.#exclusions.filter((exclusion) => !isSpan(exclusion));
    // All are asked in one query, which does not say which of them holds.
    const reason = conditions.length === 1 ? conditions[0]?.reason : undefined;
    return { since: instant(told.fromMs), until: undefined, reason };
  }

  /** Beyond the last look at the conditions nobody knows. A sample may be dated a little later than the look. */
  get #knownToMs(): number {
    return this.#hasConditions ? this.#toldToMs + FUTURE_TOLERANCE_MS : Number.POSITIVE_INFINITY;
  }

  #within(fromMs: number, toMs: number): readonly TimeSpan[] {
    const all = this.#all;
    // As it is for nearly every objective, at each of its samples.
    if (all.length === 0) return all;
    return all
      .filter((span) => span.toMs > fromMs && span.fromMs < toMs)
      .map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) }));
  }

  /** By halving: a flapping condition leaves thousands, and each sample asks. */
  #firstEndingAfter(ms: number): TimeSpan | undefined {
    const all = this.#all;
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.toMs ?? ms) > ms) high = middle;
      else low = middle + 1;
    }
    return all[low];
  }

  get #all(): readonly TimeSpan[] {
    this.#merged ??= merge([...spansOf(this.#exclusions), ...this.#told]);
    return this.#merged;
  }
}

/**
 * What of the spans has happened by then, as a text that is equal where the same counts were kept out: those that are
 * still to come may change and cost no count.
 */
export const pastOf = (exclusions: readonly Exclusion[], { fromMs, toMs }: TimeSpan): string =>
  JSON.stringify(
    merge(
      spansOf(exclusions)
        .map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) }))
        .filter((span) => span.fromMs < span.toMs),
    ),
  );

const spansOf = (exclusions: readonly Exclusion[]): readonly TimeSpan[] =>
  exclusions.filter(isSpan).map(({ from, to }) => ({ fromMs: from, toMs: to }));

/** Sorted, with those that touch made one. */
function merge(spans: readonly TimeSpan[]): TimeSpan[] {
  const merged: TimeSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last === undefined || span.fromMs > last.toMs) merged.push(span);
    else merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return merged;
}
