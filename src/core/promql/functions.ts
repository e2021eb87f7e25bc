/** What an expression yields. */
export type QueryType = "scalar" | "string" | "vector" | "range";

/** What a function of PromQL takes and yields, by the types of its arguments. */
export interface Signature {
  readonly returns: QueryType;
  readonly args: readonly QueryType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  /** The last argument may be repeated. */
  readonly repeats: boolean;
}

const NAMES: Readonly<Record<string, QueryType>> = { v: "vector", r: "range", s: "scalar", t: "string" };

/**
 * Functions by their arguments: `v` instant vector, `r` range vector, `s` scalar, `t` text; `?` behind what may be
 * left out, `*` behind what may be repeated or left out. All yield an instant vector unless {@link SCALARS} has them.
 *
 * @see Prometheus documentation, "Query functions"
 */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  v: [
    "abs",
    "absent",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "cos",
    "cosh",
    "deg",
    "exp",
    "floor",
    "histogram_avg",
    "histogram_count",
    "histogram_stddev",
    "histogram_stdvar",
    "histogram_sum",
    "ln",
    "log10",
    "log2",
    "rad",
    "scalar",
    "sgn",
    "sin",
    "sinh",
    "sort",
    "sort_desc",
    "sqrt",
    "start_timestamp",
    "tan",
    "tanh",
    "timestamp",
  ],
  "v?": ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"],
  "vs?": ["round"],
  vs: ["clamp_max", "clamp_min"],
  vss: ["clamp"],
  "vv?": ["info"],
  "vt*": ["sort_by_label", "sort_by_label_desc"],
  vtttt: ["label_replace"],
  "vttt*": ["label_join"],
  "vtss*": ["histogram_quantiles"],
  r: [
    "absent_over_time",
    "avg_over_time",
    "changes",
    "count_over_time",
    "delta",
    "deriv",
    "first_over_time",
    "idelta",
    "increase",
    "irate",
    "last_over_time",
    "mad_over_time",
    "max_over_time",
    "min_over_time",
    "present_over_time",
    "rate",
    "resets",
    "stddev_over_time",
    "stdvar_over_time",
    "sum_over_time",
    "ts_of_first_over_time",
    "ts_of_last_over_time",
    "ts_of_max_over_time",
    "ts_of_min_over_time",
  ],
  rs: ["predict_linear"],
  rss: ["double_exponential_smoothing"],
  sr: ["quantile_over_time"],
  sv: ["histogram_quantile"],
  ssv: ["histogram_fraction"],
  s: ["vector"],
  "": ["end", "pi", "range", "start", "step", "time"],
};

const SCALARS = new Set(["end", "pi", "range", "scalar", "start", "step", "time"]);

/** Behind a feature flag of Prometheus, or not in all versions that are served. */
export const EXPERIMENTAL: ReadonlySet<string> = new Set([
  "double_exponential_smoothing",
  "end",
  "first_over_time",
  "histogram_avg",
  "histogram_quantiles",
  "histogram_stddev",
  "histogram_stdvar",
  "info",
  "limit_ratio",
  "limitk",
  "mad_over_time",
  "range",
  "sort_by_label",
  "sort_by_label_desc",
  "start",
  "start_timestamp",
  "step",
  "ts_of_first_over_time",
  "ts_of_last_over_time",
  "ts_of_max_over_time",
  "ts_of_min_over_time",
]);

/** Functions by name. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map(
  Object.entries(TABLE).flatMap(([shape, names]) =>
    names.map((name): [string, Signature] => [name, toSignature(shape, SCALARS.has(name) ? "scalar" : "vector")]),
  ),
);

function toSignature(shape: string, returns: QueryType): Signature {
  const args = [...shape.matchAll(/[vrst]/g)].map(([letter]) => NAMES[letter] ?? "vector");
  const repeats = shape.endsWith("*");
  return { returns, args, optional: repeats || shape.endsWith("?") ? 1 : 0, repeats };
}

/** Aggregations by their parameter; all take an instant vector behind it. */
export const AGGREGATIONS: ReadonlyMap<string, QueryType | undefined> = new Map([
  ...["sum", "avg", "min", "max", "count", "stddev", "stdvar", "group"].map((name): [string, undefined] => [
    name,
    undefined,
  ]),
  ...["topk", "bottomk", "quantile", "limitk", "limit_ratio"].map((name): [string, QueryType] => [name, "scalar"]),
  ["count_values", "string"],
]);
