import { FUNCTIONS } from "../../promql/functions.ts";

/** A query language that looks like PromQL and is none. */
export interface QueryLanguage {
  readonly name: "MetricsQL" | "LogQL";
  /** What shows it. */
  readonly by: string;
}

/**
 * Functions that MetricsQL has besides those of PromQL, as far as they are named in alerts.
 *
 * @see VictoriaMetrics documentation, "MetricsQL"
 */
const METRICSQL_FUNCTIONS = new Set(
  `aggr_over_time ascent_over_time bitmap_and bitmap_or bitmap_xor buckets_limit count_eq_over_time count_gt_over_time
  count_le_over_time count_ne_over_time count_values_over_time decreases_over_time default_rollup deriv_fast
  descent_over_time distinct_over_time drop_common_labels drop_empty_series duration_over_time geomean_over_time
  histogram_over_time hoeffding_bound_lower hoeffding_bound_upper holt_winters ideriv increase_prometheus increase_pure
  increases_over_time increase_pure integrate interpolate irate_prometheus keep_last_value keep_next_value label_copy
  label_del label_graphite_group label_keep label_lowercase label_map label_match label_mismatch label_move label_set
  label_transform label_uppercase label_value labels_equal lag lifetime limit_offset limitk mode_over_time
  median_over_time now outlier_iqr_over_time outliers_iqr outliers_mad outliersk prometheus_buckets quantiles
  quantiles_over_time rand rand_exponential rand_normal range_avg range_first range_last range_linear_regression
  range_mad range_max range_median range_min range_normalize range_quantile range_stddev range_stdvar range_sum
  range_trim_outliers range_trim_spikes range_trim_zscore range_zscore rate_over_sum rate_prometheus remove_resets
  rollup rollup_candlestick rollup_delta rollup_deriv rollup_increase rollup_rate rollup_scrape_interval ru
  running_avg running_max running_min running_sum scrape_interval share share_eq_over_time share_gt_over_time
  share_le_over_time smooth_exponential sort_by_label_numeric stale_samples_over_time step sum2 sum2_over_time
  sum_eq_over_time sum_gt_over_time sum_le_over_time timestamp_with_name timezone_offset tlast_change_over_time
  tfirst_over_time tlast_over_time tmax_over_time tmin_over_time topk_avg topk_last topk_max topk_median topk_min
  bottomk_avg bottomk_last bottomk_max bottomk_median bottomk_min ttf union vmrange_buckets_to_prometheus zscore
  zscore_over_time alias any distinct end geomean histogram iqr mad mode start`.split(/\s+/),
);

/** What is written between operands and behind ranges in MetricsQL alone. */
const METRICSQL_MARKS: readonly (readonly [RegExp, string])[] = [
  [/\bkeep_metric_names\b/, "keep_metric_names"],
  [/\)\s*(?:default|if|ifnot)\b|\b(?:default|ifnot)\s+[-(\w]/, "default, if and ifnot between operands"],
  [/\{[^{}]*"\s+or\s+\w[^{}]*\}/, "or between matchers"],
  [/^\s*with\s*\(/i, "WITH templates"],
  [/\[\d*\.?\d*i\b|\boffset\s+-?\d*i\b/, "durations in steps"],
  [/\blimit\s+\d+\b/, "limit behind an aggregation"],
  [/\b\d+(?:\.\d+)?(?:[KMGT]i?B?|k[bi]?)\b/, "numbers with K, M, G or Ki, Mi, Gi"],
];

/** The kind of query that one which is no PromQL may be, by what only that has. */
export function otherLanguage(query: string): QueryLanguage | undefined {
  const code = query.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, '""');
  if (
    /\}\s*(?:\|[=~]|!=\s*"|!~\s*"|\|\s*(?:json|logfmt|line_format|label_format|unwrap|pattern|regexp|unpack)\b)/.test(
      code,
    )
  )
    return { name: "LogQL", by: "a pipe behind the selector" };
  const own = [...code.matchAll(/([a-zA-Z_]\w*)\s*\(/g)]
    .map(([, name = ""]) => name)
    .find((name) => METRICSQL_FUNCTIONS.has(name.toLowerCase()) && !FUNCTIONS.has(name));
  if (own !== undefined) return { name: "MetricsQL", by: `the function ${own}` };
  const mark = METRICSQL_MARKS.find(([pattern]) => pattern.test(code));
  return mark === undefined ? undefined : { name: "MetricsQL", by: mark[1] };
}
