import type { Birth } from "../reading/births.ts";
import { familyOf, targetOf } from "../reading/series-keys.ts";
import { type Fall, hasRestart, restartsOf } from "./restarts.ts";
import type { SeriesDigest } from "./series-digest.ts";

type Labels = Readonly<Record<string, string>>;

/** When the series of a target, or of one metric of it, had samples. */
interface Sightings {
  /** Of each series its labels' own object, and start and end of each piece. */
  readonly pieces: { readonly of: Labels; readonly fromMs: number; readonly toMs: number }[];
  readonly series: SeriesDigest[];
  /** When the target began anew, once somebody asked. */
  restarts: readonly Fall[] | undefined;
}

/** What the series of a span tell of their targets: whether one that appears, or comes back, can be new. */
export class Presence {
  readonly #sightings = new Map<string, Sightings>();

  /** Notes what a series tells of its target, and of its metric's other series there. */
  add(series: SeriesDigest): void {
    const { labels, pieces } = series;
    for (const known of this.#of(labels)) {
      for (let i = 0; i < pieces.length; i += 4)
        known.pieces.push({ of: labels, fromMs: pieces[i] ?? 0, toMs: pieces[i + 2] ?? 0 });
      known.series.push(series);
      known.restarts = undefined;
    }
  }

  /** Notes that a series has samples from one time to another. */
  see(labels: Labels, fromMs: number, toMs: number): void {
    for (const { pieces } of this.#of(labels)) pieces.push({ of: labels, fromMs, toMs });
  }

  /** What is known of its target, and of its metric there. */
  #of(labels: Labels): readonly Sightings[] {
    return [targetOf(labels), familyOf(labels)].map((key) => {
      const known = this.#sightings.get(key) ?? { pieces: [], series: [], restarts: undefined };
      this.#sightings.set(key, known);
      return known;
    });
  }

  /**
   * When other series of the target, and of the same metric of it, were seen last at a time, undefined where none was
   * seen before it; and how long none of the target was seen just before it, if too long.
   */
  seenAt(labels: Labels, atMs: number): Pick<Birth, "targetMs" | "metricMs" | "gapMs"> {
    const target = this.#seenAt(targetOf(labels), labels, atMs);
    return {
      targetMs: target?.atMs,
      metricMs: this.#seenAt(familyOf(labels), labels, atMs)?.atMs,
      gapMs: target === undefined || target.isWithin ? 0 : atMs - target.beforeMs,
    };
  }

  /** Whether a counter of the target began anew within (fromMs, toMs], for sure. */
  hasReset(labels: Labels, fromMs: number, toMs: number): boolean {
    return hasRestart(this.restartsOf(labels), fromMs, toMs);
  }

  /** When the target of a series began anew, oldest first. */
  restartsOf(labels: Labels): readonly Fall[] {
    const known = this.#sightings.get(targetOf(labels));
    if (known === undefined) return [];
    known.restarts ??= restartsOf(known.series);
    return known.restarts;
  }

  /** The last sight at a time, and the last before it; and whether some series had samples on both sides of it. */
  #seenAt(
    key: string,
    labels: Labels,
    atMs: number,
  ): { readonly atMs: number; readonly beforeMs: number; readonly isWithin: boolean } | undefined {
    let [beforeMs, isWithin, isThere] = [Number.NEGATIVE_INFINITY, false, false];
    for (const { of, fromMs, toMs } of this.#sightings.get(key)?.pieces ?? []) {
      if (of === labels || fromMs > atMs) continue;
      if (fromMs < atMs) beforeMs = Math.max(beforeMs, Math.min(toMs, atMs));
      isThere ||= toMs >= atMs;
      isWithin ||= fromMs < atMs && toMs >= atMs;
    }
    // What was never seen before is a new target.
    if (!Number.isFinite(beforeMs)) return undefined;
    return { atMs: isThere ? atMs : beforeMs, beforeMs, isWithin };
  }
}
