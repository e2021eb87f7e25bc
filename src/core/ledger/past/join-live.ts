import type { ChainReader } from "../reading/chain-reader.ts";
import type { Tail } from "../reading/heads.ts";
import type { SpanReading } from "./span-reading.ts";

/** Joins the chains of objectives whose live part begins where a span ended to what was read of it. */
export function* joinLive(
  chains: ChainReader,
  reading: SpanReading,
  tails: readonly Tail[],
  oldestMs: number,
): Generator<void, void> {
  const joined = new Set([...reading.objectives].filter((one) => one.awaitsPast && reading.meetsLive(one)));
  if (joined.size === 0) return;
  yield* chains.join(tails, {
    objectives: joined,
    oldestMs,
    see: (labels, fromMs, toMs) => reading.seeLive(labels, fromMs, toMs),
    hasReset: (labels, fromMs, toMs) => reading.hasReset(labels, fromMs, toMs),
    verdict: (route, { labels, atMs, value }) => reading.verdict(route, labels, { atMs, value }),
  });
  for (const one of joined) one.awaitsPast = false;
}
