import type { LatencyIndicator } from "../objective/indicator.ts";
import type { Service } from "../objective/objective.ts";
import { aggregate, call, vector } from "../promql/expression.ts";
import { isSameBound, parseBound } from "../promql/bucket-bound.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import { formatNumber } from "../promql/format-number.ts";
import { bucketsOf } from "../sli/bucket.ts";
import { listOf } from "../spec/text/describe.ts";
import type { Path } from "../spec/text/node.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { type Seconds, seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { missingSeries } from "./missing-series.ts";
import { countOfLastHour } from "./presence.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Histograms that are not there, are of the other form, or have no bucket that ends at the bound. */
export function checkHistograms(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective: { indicator }, path }) => {
    if (indicator.kind !== "latency") return [];
    const inside = [...path, "latency"];
    const fault =
      indicator.form === "classic" ? checkClassic(indicator, inside, live) : checkNative(indicator, inside, live);
    return fault === undefined ? [] : [fault];
  });
}

function checkClassic(indicator: LatencyIndicator, path: Path, live: LiveAnswers): FieldFault | undefined {
  const buckets = live.series(countOfLastHour(bucketsOf(indicator), ["le"]));
  if (buckets === undefined) return undefined;
  if (buckets.length > 0) return checkBound(indicator, distinctBounds(buckets), path);
  // A summary has series of the base name too, so a histogram's own function is asked.
  const native = live.series(aggregate("count", [], call("histogram_count", vector(indicator.histogram))));
  if (native === undefined || native.length === 0)
    return missingSeries({ path: [...path, "histogram"], selector: indicator.histogram, suffix: "_bucket" }, live);
  return {
    path: [...path, "histogram"],
    code: "histogram-form",
    severity: "error",
    problem: `${indicator.histogram.metric} is a native histogram here, without classic buckets`,
    remedy: "add type: native below it",
  };
}

function checkNative(indicator: LatencyIndicator, path: Path, live: LiveAnswers): FieldFault | undefined {
  if (live.series(countOfLastHour(indicator.histogram))?.length !== 0) return undefined;
  const classic = live.series(countOfLastHour(bucketsOf(indicator), ["le"]));
  if (classic === undefined || classic.length === 0)
    return missingSeries({ path: [...path, "histogram"], selector: indicator.histogram }, live);
  return {
    path: [...path, "type"],
    code: "histogram-form",
    severity: "error",
    problem: `${indicator.histogram.metric} is a classic histogram here, with buckets`,
    remedy: "delete type: native",
  };
}

/** How many bounds a message names; the nearest say enough. */
const NAMED = 6;

/** The finite bounds, smallest first, each in one of its spellings. */
const distinctBounds = (buckets: readonly SampleSeries[]): readonly number[] =>
  buckets
    .map(({ labels }) => parseBound(labels["le"]))
    .filter((bound) => Number.isFinite(bound) && bound > 0)
    .toSorted((a, b) => a - b)
    .filter((bound, i, sorted) => !isSameBound(sorted[i - 1] ?? Number.NaN, bound));

function checkBound(
  { histogram, under }: LatencyIndicator,
  bounds: readonly number[],
  path: Path,
): FieldFault | undefined {
  if (bounds.some((bound) => isSameBound(bound, under))) return undefined;
  return {
    path: [...path, "under"],
    code: "latency-bound-not-a-bucket",
    severity: "error",
    problem: `no bucket of ${histogram.metric} ends at ${printBound(under)}; ${boundsText(bounds, under)}`,
    remedy: boundRemedy(bounds, under),
  };
}

function boundsText(bounds: readonly number[], under: Seconds): string {
  if (bounds.length === 0) return 'its only bucket is le="+Inf"';
  // Buckets grow by factors, so the nearest is the one at the least ratio.
  const near = bounds.toSorted((a, b) => Math.abs(Math.log(a / under)) - Math.abs(Math.log(b / under)));
  const named = near.slice(0, NAMED).map(printBound);
  return `they end at ${near.length > NAMED ? `${named.join(", ")} and ${near.length - NAMED} more` : listOf(named, "and")}`;
}

function boundRemedy(bounds: readonly number[], under: Seconds): string {
  const first = bounds[0] ?? 0;
  if (first >= 1 && bounds.includes(Math.round(under * 1e6) / 1e3))
    return "the buckets look like milliseconds: expose the histogram in seconds, as Prometheus' conventions want";
  const writable = bounds.filter((bound) => isWhole(bound * 1000));
  const near = [writable.findLast((bound) => bound < under), writable.find((bound) => bound > under)]
    .filter((bound) => bound !== undefined)
    .map(printBound);
  return near.length === 0
    ? `give the histogram a bucket that ends at ${formatNumber(under)}`
    : `write under: ${near.join(" or under: ")}, or give the histogram a bucket that ends at ${formatNumber(under)}`;
}

/** As an author writes it; parts of a millisecond have no text in Prometheus' syntax. */
const printBound = (bound: number): string =>
  isWhole(bound * 1000) ? printPromDuration(seconds(bound)) : `${formatNumber(bound * 1000)}ms`;

const isWhole = (milliseconds: number): boolean =>
  Math.round(milliseconds) > 0 && Math.abs(milliseconds - Math.round(milliseconds)) < 1e-6;
