import type { Objective } from "../objective/objective.ts";
import { newestSample } from "./newest-sample.ts";
import { eventRates, latencyQuantile } from "./rates.ts";
import { union } from "./union.ts";
import type { Expression } from "../promql/expression.ts";
import type { Selector } from "../promql/selector.ts";
import { minutes } from "../units/seconds.ts";
import { bucketsOf } from "./bucket.ts";

/** What a sample of a raw series counts for. */
export type FeedRole =
  | "bad"
  | "good"
  | "total"
  /** a cumulative classic bucket: its `le` decides; `+Inf` is the total */
  | "bucket"
  /** 1 is a good second, 0 a bad one */
  | "success";

/** One raw selector that the ledger follows for an objective. A series may feed many objectives. */
export interface SeriesFeed {
  readonly kind: "series";
  readonly selector: Selector;
  readonly role: FeedRole;
}

/** An expression that is asked whole because it is no raw counter: native histograms and `promql:` indicators. */
export interface ExpressionFeed {
  readonly kind: "expression";
  readonly query: Expression;
  readonly role:
    /** events per second, to be multiplied by the step; approximate by nature */
    | "bad rate"
    | "total rate"
    /** Unix time of the newest raw sample: a rate alone looks fresh until its window has run empty */
    | "newest sample"
    /** one part for each of {@link QUANTILES} */
    | "latency";
}

/** The percentiles that are read of a latency. */
export const QUANTILES = ["0.5", "0.95", "0.99"] as const;

/** What the ledger reads from Prometheus for an objective. */
export function feedsOf(objective: Objective): readonly (SeriesFeed | ExpressionFeed)[] {
  const { indicator } = objective;
  const series =
    (role: FeedRole) =>
    (selector: Selector): SeriesFeed => ({ kind: "series", selector, role });
  switch (indicator.kind) {
    case "events":
      return [
        ...indicator.total.map(series("total")),
        ...indicator.counted.selectors.map(series(indicator.counted.as)),
      ];
    case "latency":
      return indicator.form === "classic" ? [series("bucket")(bucketsOf(indicator))] : expressionFeeds(objective);
    case "probe":
      return [series("success")(indicator.success)];
    case "promql":
      return expressionFeeds(objective);
  }
}

function expressionFeeds(objective: Objective): readonly ExpressionFeed[] {
  // 5 minutes is the shortest window that is served, and survives a missed scrape.
  const window = minutes(5);
  const { total, bad } = eventRates(objective, window);
  const { indicator } = objective;
  // An author's raw series need not have the labels that the whole query is grouped by.
  const newest = newestSample({ indicator, by: indicator.kind === "promql" ? [] : objective.by });
  const latencies = QUANTILES.flatMap((quantile) => latencyQuantile(objective, Number(quantile), window) ?? []);
  const feed = (query: Expression, role: ExpressionFeed["role"]): ExpressionFeed => ({
    kind: "expression",
    query,
    role,
  });
  return [
    feed(total, "total rate"),
    feed(bad, "bad rate"),
    feed(newest, "newest sample"),
    ...(latencies.length === 0 ? [] : [feed(union(latencies), "latency")]),
  ];
}
