import { HISTOGRAM_UNITS, type HistogramUnit, unitsPerSecond } from "../objective/histogram-unit.ts";
import type { LatencyIndicator } from "../objective/indicator.ts";
import type { Service } from "../objective/objective.ts";
import { aggregate, call, vector } from "../promql/expression.ts";
import { isSameBound, parseBound } from "../promql/bucket-bound.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import { formatNumber } from "../promql/format-number.ts";
import { boundOf, bucketsOf } from "../sli/bucket.ts";
import { listOf } from "../spec/text/describe.ts";
import type { Path } from "../spec/text/node.ts";
import { latencyOf, printLatency } from "../units/latency.ts";
import type { Seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { missingSeries } from "./missing-series.ts";
import { countOfLastHour } from "./presence.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Histograms that are not there, are of the other form, or have no bucket that ends at the bound. */
export function checkHistograms(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap(({ objective: { indicator, delay }, path }) => {
    if (indicator.kind !== "latency") return [];
    const inside = [...path, "latency"];
    const subject = { indicator, delay, path: inside };
    const fault = indicator.form === "classic" ? checkClassic(subject, live) : checkNative(subject, live);
    return fault === undefined ? [] : [fault];
  });
}

interface HistogramSubject {
  readonly indicator: LatencyIndicator;
  readonly delay: Seconds;
  readonly path: Path;
}

function checkClassic({ indicator, delay, path }: HistogramSubject, live: LiveAnswers): FieldFault | undefined {
  const buckets = live.series(countOfLastHour(bucketsOf(indicator), ["le"]), delay);
  if (buckets === undefined) return undefined;
  if (buckets.length > 0) return checkBound(indicator, distinctBounds(buckets), path);
  // A summary has series of the base name too, so a histogram's own function is asked.
  const native = live.series(aggregate("count", [], call("histogram_count", vector(indicator.histogram))), delay);
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

function checkNative({ indicator, delay, path }: HistogramSubject, live: LiveAnswers): FieldFault | undefined {
  if (live.series(countOfLastHour(indicator.histogram), delay)?.length !== 0) return undefined;
  const classic = live.series(countOfLastHour(bucketsOf(indicator), ["le"]), delay);
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

function checkBound(indicator: LatencyIndicator, bounds: readonly number[], path: Path): FieldFault | undefined {
  const { histogram, under } = indicator;
  if (bounds.some((bound) => isSameBound(bound, boundOf(indicator)))) return undefined;
  return {
    path: [...path, "under"],
    code: "latency-bound-not-a-bucket",
    severity: "error",
    problem: `no bucket of ${histogram.metric} ends at ${printLatency(under)}${inUnit(indicator)}; ${boundsText(bounds, indicator)}`,
    remedy: boundRemedy(bounds, indicator),
  };
}

/** Whoever has not written the unit has to know which one was read from the name. */
const inUnit = (indicator: LatencyIndicator): string =>
  indicator.unit === "seconds" ? "" : `, which is le="${formatNumber(boundOf(indicator))}" in ${indicator.unit}`;

function boundsText(bounds: readonly number[], indicator: LatencyIndicator): string {
  if (bounds.length === 0) return 'its only bucket is le="+Inf"';
  const wanted = boundOf(indicator);
  // Buckets grow by factors, so the nearest is the one at the least ratio.
  const near = bounds.toSorted((a, b) => Math.abs(Math.log(a / wanted)) - Math.abs(Math.log(b / wanted)));
  const named = near.slice(0, NAMED).map((bound) => printBound(bound, indicator));
  return `they end at ${near.length > NAMED ? `${named.join(", ")} and ${near.length - NAMED} more` : listOf(named, "and")}`;
}

function boundRemedy(bounds: readonly number[], indicator: LatencyIndicator): string {
  const wanted = boundOf(indicator);
  const near = [bounds.findLast((bound) => bound < wanted), bounds.find((bound) => bound > wanted)].filter(
    (bound) => bound !== undefined,
  );
  const meant = boundOf({ ...indicator, unit: "seconds" });
  // Bounds from 1 on are hardly seconds where name or author say another unit: the number was meant in that.
  if (indicator.unit !== "seconds" && (bounds[0] ?? 0) >= 1 && bounds.some((bound) => isSameBound(bound, meant)))
    return `write under: ${printBound(meant, indicator)}: the histogram counts ${indicator.unit}`;
  const unit = near.length < 2 ? unitOfBuckets(bounds, indicator) : undefined;
  if (unit !== undefined) return `the buckets look like ${unit}: write unit: ${unit} beside under`;
  const give = `give the histogram a bucket that ends at ${formatNumber(wanted)}`;
  return near.length === 0
    ? give
    : `write under: ${near.map((bound) => printBound(bound, indicator)).join(" or under: ")}, or ${give}`;
}

/** Another unit in which a bucket would end at the bound. */
const unitOfBuckets = (bounds: readonly number[], indicator: LatencyIndicator): HistogramUnit | undefined =>
  HISTOGRAM_UNITS.find(
    (unit) => unit !== indicator.unit && bounds.some((bound) => isSameBound(bound, boundOf({ ...indicator, unit }))),
  );

/** As an author writes it. */
const printBound = (bound: number, { unit }: LatencyIndicator): string =>
  printLatency(latencyOf(bound, unitsPerSecond(unit)));
