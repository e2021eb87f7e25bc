import { SHORTEST_WINDOW, windowLength } from "../objective/burn-window.ts";
import { UNGROUPED } from "../objective/grouping.ts";
import type { Objective } from "../objective/objective.ts";
import type { Expression } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import type { Seconds } from "../units/seconds.ts";
import { type IndicatorPart, partsOf, type SeriesRole } from "./indicator-parts.ts";
import { excludedWhen } from "./excluded-when.ts";
import { newestSample } from "./newest-sample.ts";
import { eventRates, latencyQuantile } from "./rates.ts";
import { union } from "./union.ts";

/** One raw selector that the ledger follows for an objective. A series may feed many objectives. */
export type SeriesFeed = { readonly kind: "series"; readonly selector: Selector } & FollowedRole;

/** A native histogram is no number: Prometheus is asked for what it says of events. */
type FollowedRole = Exclude<SeriesRole, { readonly role: "histogram" }>;

/** An expression that is asked whole because it is no raw counter: native histograms and `promql:` indicators. */
export type ExpressionFeed = { readonly kind: "expression"; readonly query: Expression } & (
  | {
      readonly role:
        /** events per second, to be multiplied by the step; approximate by nature */
        | "bad rate"
        | "total rate"
        /** one part for each of {@link QUANTILES} */
        | "latency";
    }
  | {
      /** Unix time of the newest raw sample: a rate alone looks fresh until its window has run empty */
      readonly role: "newest sample";
      /** An author's raw series need not have the labels that the whole query is grouped by. */
      readonly ofAllGroups: boolean;
    }
  /** Has a result while nothing counts. */
  | { readonly role: "excluded" }
);

/** The percentiles that are read of a latency. */
export const QUANTILES = ["0.5", "0.95", "0.99"] as const;

/** The window of rates that are asked for: a rate stands for at most that long. */
export const RATES_OVER: Seconds = windowLength(SHORTEST_WINDOW);

/** What the ledger reads from Prometheus for an objective. */
export function feedsOf(
  objective: Objective,
  replicas: readonly string[] = [],
): readonly (SeriesFeed | ExpressionFeed)[] {
  const parts = partsOf(objective.indicator);
  const feeds = parts.flatMap(seriesFeed);
  const excluded = excludedWhen(objective);
  return [
    ...(feeds.length > 0 ? feeds : expressionFeeds(objective, parts, replicas)),
    ...(excluded === undefined ? [] : [{ kind: "expression", query: excluded, role: "excluded" } as const]),
  ];
}

function seriesFeed(part: IndicatorPart): readonly SeriesFeed[] {
  if (part.kind === "query" || part.role === "histogram" || part.readBy === "rules") return [];
  return [{ ...part, kind: "series" }];
}

function expressionFeeds(
  objective: Objective,
  parts: readonly IndicatorPart[],
  replicas: readonly string[],
): readonly ExpressionFeed[] {
  const { indicator } = objective;
  const { total, bad } = eventRates(objective, RATES_OVER, replicas);
  const ofAllGroups = parts.some(({ kind }) => kind === "query");
  const newest = newestSample(indicator, ofAllGroups ? UNGROUPED : objective);
  const latencies = QUANTILES.flatMap((quantile) => latencyQuantile(objective, Number(quantile), RATES_OVER) ?? []);
  return [
    { kind: "expression", query: total, role: "total rate" },
    { kind: "expression", query: bad, role: "bad rate" },
    { kind: "expression", query: newest, role: "newest sample", ofAllGroups },
    ...(latencies.length === 0 ? [] : [{ kind: "expression", query: union(latencies), role: "latency" } as const]),
  ];
}
