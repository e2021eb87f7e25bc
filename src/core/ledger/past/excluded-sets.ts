import type { TimeSpan } from "../counting/excluded-time.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";
import { CHAIN_MEMORY_MS } from "../reading/series-table.ts";
import type { RawSpan } from "./raw-spans.ts";

/** To look at so many objectives is less than a millisecond of work. */
const AT_ONCE = 20;

/** What does not count within a span: each set of times once, since mostly all objectives have the same. */
export interface ExcludedSets {
  readonly sets: readonly (readonly TimeSpan[])[];
  /** Where the set of an objective stands. */
  readonly setOf: ReadonlyMap<TrackedObjective, number>;
}

/** What does not count of some objectives within a span, found in pieces of some milliseconds. */
export function* excludedWithin(
  { fromMs, toMs }: RawSpan,
  objectives: Iterable<TrackedObjective>,
): Generator<void, ExcludedSets> {
  const sets: (readonly TimeSpan[])[] = [];
  const places = new Map<string, number>();
  const setOf = new Map<TrackedObjective, number>();
  for (const tracked of objectives) {
    if (setOf.size % AT_ONCE === AT_ONCE - 1) yield;
    const spans = tracked.excluded.spansWithin(fromMs - CHAIN_MEMORY_MS, toMs);
    const key = JSON.stringify(spans);
    const place = places.get(key) ?? sets.push(spans) - 1;
    places.set(key, place);
    setOf.set(tracked, place);
  }
  return { sets, setOf };
}
