import type { BurnWindow, RateWindow } from "../objective/burn-window.ts";

/** Labels that every recorded and exported series carries; the objective's `by` labels come on top. */
export const SERVICE_LABEL = "service";
/** The name of the SLO, unique within its service. */
export const SLO_LABEL = "slo";
/** Of the required replicas: the name of the scaling block. */
export const SCALING_LABEL = "scaling";

/** `slo:error_ratio:rate1h`: bad / total over the window; no sample when nothing happened. */
export const errorRatioSeries = (window: BurnWindow): string => `slo:error_ratio:rate${window}`;

/** `slo:error_ratio:counted1d`: the same as of the last count of the raw samples of so long a window. */
export const countedRatioSeries = (window: BurnWindow): string => `slo:error_ratio:counted${window}`;

/** `slo:bad_events:rate5m`: bad events per second; 0 when there are events and none is bad. */
export const badEventsSeries = (window: RateWindow): string => `slo:bad_events:rate${window}`;

/** `slo:bad_events:sum6h`: how many bad events the window holds. */
export const badSumSeries = (window: BurnWindow): string => `slo:bad_events:sum${window}`;

/** `slo:total_events:rate5m`: events per second. */
export const totalEventsSeries = (window: RateWindow): string => `slo:total_events:rate${window}`;

/** Series that the generated rules record. */
export const RECORDED = {
  newestSample: "slo:newest_sample:timestamp_seconds",
  windowErrorRatio: "slo:error_ratio:window",
  /** As of the last count of its raw samples … */
  windowCounted: "slo:error_ratio:counted_window",
  /** … how many events it held, … */
  allWhenCounted: "slo:total_events:when_counted",
  /** … and how many bad ones the last hours held: what more they hold has come since. */
  badWhenCounted: "slo:bad_events:when_counted",
  /** Of recorded rates, where there is no count. */
  windowAveraged: "slo:error_ratio:averaged_window",
  /** Bad events of the last half hour that no rate sees: they are in the first sample of a counter. */
  firstOfBad: "slo:bad_events:first_values",
  /** Events that no rate sees because their counters stood as high after a restart as before … */
  hiddenOfTotal: "slo:total_events:hidden_by_restarts",
  /** … and the bad ones of them. */
  hiddenOfBad: "slo:bad_events:hidden_by_restarts",
  /** Share of the SLO window that was observed. */
  observed: "slo:window:observed_ratio",
  /** The error ratio of a page's long window that burns because of what nobody scraped; none otherwise. */
  burntUnseen: "slo:error_ratio:unseen",
  budgetLeft: "slo:error_budget:remaining_ratio",
  objective: "slo:objective:ratio",
  /** 1 while nothing counts, else 0; only of objectives with exclusions */
  excluded: "slo:exclusion:active",
  info: "slo_info",
  /** of SLOs that have a delay */
  delay: "slo:delay:seconds",
} as const;

/** Series that Headroom itself exports on /metrics. Pages never read them (see the design's third idea). */
export const EXPORTED = {
  /** label `window`: `5m` … `3d` and `slo` for the SLO window */
  burnRate: "headroom_slo_burn_rate",
  errorRatio: "headroom_slo_error_ratio",
  budgetLeft: "headroom_slo_error_budget_remaining_ratio",
  /** seconds until the budget is empty at the present burn; absent when it does not shrink */
  timeToExhaustion: "headroom_slo_time_to_exhaustion_seconds",
  /** label `window` */
  coverage: "headroom_slo_coverage_ratio",
  /** label `window`; only of objectives with exclusions */
  excluded: "headroom_slo_excluded_ratio",
  /** 1 while nothing counts, else 0; only of objectives with exclusions */
  exclusionActive: "headroom_slo_exclusion_active",
  age: "headroom_slo_data_age_seconds",
  /** label `state`; 1 for the present state, 0 for the others */
  state: "headroom_slo_state",
  /** label `quantile`: `0.5`, `0.95`, `0.99` */
  latency: "headroom_slo_latency_seconds",
  objective: "headroom_slo_objective_ratio",
  info: "headroom_slo_info",
} as const;

/** What an autoscaler can read, by the names under which Kubernetes knows it. */
export const SIGNALS = {
  requiredReplicas: "slo_required_replicas",
  burnRate: "slo_burn_rate",
  latency: "slo_latency_seconds",
  budgetLeft: "slo_error_budget_remaining_ratio",
} as const;
