import { nearest } from "../../diagnostics/nearest.ts";
import { LONGEST_LOOK_BACK } from "../../objective/burn-window.ts";
import { type HistogramUnit, unitOfName, unitsPerSecond } from "../../objective/histogram-unit.ts";
import { type Indicator, INDICATOR_KINDS, WINDOW_PLACEHOLDER } from "../../objective/indicator.ts";
import type { Selector } from "../../promql/selector.ts";
import { latencyOf, parseLatency } from "../../units/latency.ts";
import type { Seconds } from "../../units/seconds.ts";
import { describe, listOf } from "../text/describe.ts";
import type { Path } from "../text/node.ts";
import { parseQueryField, parseSelectorField } from "./query.ts";
import type { FieldReport } from "../text/field-report.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { checkSubset } from "./subset.ts";
import { aboveZero } from "./window.ts";

type SloDraft = Draft<SpecData["slos"][number]>;

/** What an SLO measures. @returns undefined when it is not told in full, which is reported */
export function toIndicator(slo: SloDraft, path: Path, report: FieldReport): Indicator | undefined {
  const given = INDICATOR_KINDS.filter((candidate) => report.has([...path, candidate]));
  const [kind, second] = given;
  if (kind === undefined) {
    // A slip of the fingers is told as an unknown field, with the name that is meant.
    if (report.fieldsOf(path).some((field) => nearest(field, INDICATOR_KINDS) !== undefined)) return undefined;
    report.at(path, {
      code: "indicator-count",
      problem: `nothing says what is measured: expected ${listOf(INDICATOR_KINDS)}`,
      remedy:
        'add events: {total: \'http_requests_total{job="checkout"}\', bad: \'http_requests_total{job="checkout",code=~"5.."}\'}',
    });
    return undefined;
  }
  if (second !== undefined) {
    report.atKey([...path, second], {
      code: "indicator-count",
      problem: `${listOf(given, "and")} are given, expected one of them`,
      remedy: "make an SLO of each",
    });
    return undefined;
  }
  const inside = [...path, kind];
  switch (kind) {
    case "events":
      return toEventsIndicator(slo, inside, report);
    case "latency":
      return toLatencyIndicator(slo.latency, inside, report);
    case "probe": {
      const success = parseSelectorField(slo.probe?.success, [...inside, "success"], report);
      return success === undefined ? undefined : { kind, success };
    }
    case "promql": {
      const use = { placeholder: WINDOW_PLACEHOLDER, longest: LONGEST_LOOK_BACK, sli: true };
      const errors = parseQueryField(slo.promql?.errors, [...inside, "errors"], report, use);
      const total = parseQueryField(slo.promql?.total, [...inside, "total"], report, use);
      return errors === undefined || total === undefined ? undefined : { kind, errors, total };
    }
  }
}

function toEventsIndicator({ events, description }: SloDraft, path: Path, report: FieldReport): Indicator | undefined {
  if (events === undefined) return undefined;
  const total = parseSelectors(events.total, [...path, "total"], report);
  const bad = parseSelectors(events.bad, [...path, "bad"], report);
  const good = parseSelectors(events.good, [...path, "good"], report);
  if (events.bad !== undefined && events.good !== undefined) {
    report.atKey([...path, "good"], {
      code: "events-count",
      problem: "bad and good are both given, expected one of them",
      remedy: "delete one: the other is the difference to total",
    });
    return undefined;
  }
  if (
    events.bad === undefined &&
    events.good === undefined &&
    !report.has([...path, "bad"]) &&
    !report.has([...path, "good"])
  ) {
    report.at(path, {
      code: "events-count",
      problem: "events has neither bad nor good",
      remedy: `add bad: 'http_requests_total{job="checkout",code=~"5.."}'`,
    });
    return undefined;
  }
  const selectors = bad ?? good;
  if (total === undefined || selectors === undefined) return undefined;
  const as = bad === undefined ? "good" : "bad";
  checkSubset({ as, selectors, total, explained: description !== undefined }, [...path, as], report);
  return { kind: "events", total, counted: { as, selectors } };
}

function parseSelectors(
  given: string | readonly (string | undefined)[] | undefined,
  path: Path,
  report: FieldReport,
): readonly Selector[] | undefined {
  if (given === undefined) return undefined;
  const list =
    typeof given === "string"
      ? [parseSelectorField(given, path, report)]
      : given.map((text, i) => parseSelectorField(text, [...path, i], report));
  const selectors = list.filter((selector) => selector !== undefined);
  return selectors.length === list.length ? selectors : undefined;
}

const SUFFIX = /_(?:bucket|count|sum)$/;

function toLatencyIndicator(latency: SloDraft["latency"], path: Path, report: FieldReport): Indicator | undefined {
  if (latency === undefined) return undefined;
  const at = [...path, "histogram"];
  const histogram = parseSelectorField(latency.histogram, at, report);
  if (histogram === undefined) return undefined;
  const suffix = SUFFIX.exec(histogram.metric)?.[0];
  if (suffix !== undefined) {
    const base = histogram.metric.slice(0, -suffix.length);
    report.at(at, {
      code: "histogram-suffix",
      problem: `the histogram is named by its base name, found ${describe(histogram.metric)}`,
      remedy: `write ${base}, without ${suffix}`,
    });
  }
  const bound = histogram.matchers.find(({ label }) => label === "le");
  if (bound !== undefined) {
    report.at(at, {
      code: "histogram-bucket",
      problem: "the selector chooses a bucket by le",
      remedy: "delete the matcher on le: under chooses the bucket",
    });
  }
  const unit = latency.unit ?? unitOfName(histogram.metric);
  const under = toUnder(latency.under, unit, [...path, "under"], report);
  return under === undefined
    ? undefined
    : { kind: "latency", histogram, form: latency.type ?? DEFAULTS.latency.type, unit, under };
}

/** A plain number is in the histogram's own unit, as its buckets are labelled. */
function toUnder(
  written: string | number | undefined,
  unit: HistogramUnit,
  path: Path,
  report: FieldReport,
): Seconds | undefined {
  if (typeof written === "number") return latencyOf(written, unitsPerSecond(unit));
  return aboveZero(written === undefined ? undefined : parseLatency(written), written, "300ms", path, report);
}
