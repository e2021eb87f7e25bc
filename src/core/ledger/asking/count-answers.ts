import type { Instant } from "../../units/instant.ts";
import type { ObjectiveFaults } from "../following/objective-faults.ts";
import type { ChainReader } from "../reading/chain-reader.ts";
import { countRates } from "../reading/rate-reader.ts";
import { type Answered, tellExclusions, toReadings } from "./answered.ts";

/** Counts answers, the oldest first, in pieces of some milliseconds. A piece of a source that failed ends it. */
export function* countAnswers(
  pairs: readonly Answered[],
  at: Instant,
  chains: ChainReader,
  faults: ObjectiveFaults,
): Generator<void, void> {
  tellExclusions(pairs);
  const failed = new Set<object>();
  const byEnd = [...Map.groupBy(pairs, ({ item }) => item.query.at)].toSorted(([a], [b]) => a - b);
  for (const [endMs, step] of byEnd) {
    const { samples, rates, covered } = yield* toReadings(step, failed);
    yield* chains.read(at, samples);
    yield;
    countRates(endMs, rates, faults);
    for (const feed of covered) feed.cover(endMs);
  }
}
