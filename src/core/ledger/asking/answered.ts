import type { SeriesList } from "../../promql/sample-series.ts";
import { mergeReplicas } from "../reading/merge-replicas.ts";
import type { LedgerAnswer } from "../ports.ts";
import type { Asked } from "./asked.ts";
import { replicasOfAll, type TrackedFeed, type TrackedObjective } from "../following/tracked-objective.ts";

/** A question with its answer. */
export interface Answered {
  readonly item: Asked;
  readonly answer: LedgerAnswer;
}

/** The objectives that these answers are for. */
export const ownersOf = (pairs: readonly Answered[]): ReadonlySet<TrackedObjective> =>
  new Set(pairs.flatMap(({ item }) => item.feeds.map(({ tracked }) => tracked)));

/** What is to be read of answers that end at the same time, and whose feeds have it then. */
export interface Readings {
  readonly samples: readonly { readonly series: SeriesList; readonly only: TrackedFeed | undefined }[];
  readonly rates: readonly { readonly series: SeriesList; readonly feeds: readonly TrackedFeed[] }[];
  readonly covered: readonly TrackedFeed[];
}

/**
 * An answer at a time.
 *
 * @param failed - sources of which a piece has failed before; those of this step are added
 */
export function* toReadings(step: readonly Answered[], failed: Set<object>): Generator<void, Readings> {
  const good: (Pick<Asked, "kind" | "only" | "feeds"> & { readonly series: SeriesList })[] = [];
  for (const { item, answer } of step) {
    yield;
    for (const feed of item.feeds) feed.hear(answer);
    if (answer.kind === "failed") failed.add(item.source);
    else if (!failed.has(item.source)) {
      const { series } = answer;
      good.push({
        ...item,
        series: item.kind === "samples" ? mergeReplicas(series, replicasOfAll(item.feeds)) : series,
      });
    }
  }
  return {
    samples: good.filter(({ kind }) => kind === "samples"),
    rates: good.filter(({ kind }) => kind === "rates"),
    covered: good.flatMap(({ feeds }) => feeds),
  };
}

/** Notes what conditions of exclusions said, before anything is counted: what was not answered stays unknown. */
export function tellExclusions(step: readonly Answered[]): void {
  const looks = step.toSorted((a, b) => a.item.query.at - b.item.query.at);
  for (const { item, answer } of looks) {
    if (answer.kind === "failed") continue;
    for (const { feed, tracked, wantedFromMs } of item.feeds) {
      if (feed.role !== "excluded") continue;
      const fromMs = Math.max(wantedFromMs, tracked.excluded.toldToMs ?? wantedFromMs);
      tracked.excluded.tell({ fromMs, toMs: item.query.at }, answer.series.length > 0);
    }
  }
}
