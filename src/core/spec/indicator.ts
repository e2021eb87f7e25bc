import { nearest } from "../diagnostics/nearest.ts";
import { type Indicator, WINDOW_PLACEHOLDER } from "../objective/indicator.ts";
import type { Selector } from "../promql/selector.ts";
import { describe, listOf } from "./describe.ts";
import type { Path } from "./node.ts";
import { readQueryField, readSelectorField } from "./query.ts";
import type { SpecReader } from "./reader.ts";
import type { Draft, SpecData } from "./shape.ts";
import { checkSubset } from "./subset.ts";
import { readDuration } from "./window.ts";

type SloDraft = Draft<SpecData["slos"][number]>;

const KINDS = ["events", "latency", "probe", "promql"] as const;

/** What an SLO measures. @returns undefined when it is not told in full, which is reported */
export function readIndicator(slo: SloDraft, path: Path, reader: SpecReader): Indicator | undefined {
  const given = KINDS.filter((candidate) => reader.has([...path, candidate]));
  const [kind, second] = given;
  if (kind === undefined) {
    // A slip of the fingers is told as an unknown field, with the name that is meant.
    if (reader.fieldsOf(path).some((field) => nearest(field, KINDS) !== undefined)) return undefined;
    reader.say(path, {
      code: "indicator-count",
      problem: `nothing says what is measured: expected ${listOf(KINDS)}`,
      remedy:
        'add events: {total: \'http_requests_total{job="checkout"}\', bad: \'http_requests_total{job="checkout",code=~"5.."}\'}',
    });
    return undefined;
  }
  if (second !== undefined) {
    reader.sayAtKey([...path, second], {
      code: "indicator-count",
      problem: `${listOf(given, "and")} are given, expected one of them`,
      remedy: "make an SLO of each",
    });
    return undefined;
  }
  const inside = [...path, kind];
  switch (kind) {
    case "events":
      return readEvents(slo, inside, reader);
    case "latency":
      return readLatency(slo.latency, inside, reader);
    case "probe": {
      const success = readSelectorField(slo.probe?.success, [...inside, "success"], reader);
      return success === undefined ? undefined : { kind, success };
    }
    case "promql": {
      const use = { placeholder: WINDOW_PLACEHOLDER, sli: true };
      const errors = readQueryField(slo.promql?.errors, [...inside, "errors"], reader, use);
      const total = readQueryField(slo.promql?.total, [...inside, "total"], reader, use);
      return errors === undefined || total === undefined ? undefined : { kind, errors, total };
    }
  }
}

function readEvents({ events, description }: SloDraft, path: Path, reader: SpecReader): Indicator | undefined {
  if (events === undefined) return undefined;
  const total = readSelectors(events.total, [...path, "total"], reader);
  const bad = readSelectors(events.bad, [...path, "bad"], reader);
  const good = readSelectors(events.good, [...path, "good"], reader);
  if (events.bad !== undefined && events.good !== undefined) {
    reader.sayAtKey([...path, "good"], {
      code: "events-count",
      problem: "bad and good are both given, expected one of them",
      remedy: "delete one: the other is the difference to total",
    });
    return undefined;
  }
  if (
    events.bad === undefined &&
    events.good === undefined &&
    !reader.has([...path, "bad"]) &&
    !reader.has([...path, "good"])
  ) {
    reader.say(path, {
      code: "events-count",
      problem: "events has neither bad nor good",
      remedy: 'add bad: http_requests_total{job="checkout",code=~"5.."}',
    });
    return undefined;
  }
  const selectors = bad ?? good;
  if (total === undefined || selectors === undefined) return undefined;
  const as = bad === undefined ? "good" : "bad";
  checkSubset({ as, selectors, total, explained: description !== undefined }, [...path, as], reader);
  return { kind: "events", total, counted: { as, selectors } };
}

function readSelectors(
  given: string | readonly (string | undefined)[] | undefined,
  path: Path,
  reader: SpecReader,
): readonly Selector[] | undefined {
  if (given === undefined) return undefined;
  const list =
    typeof given === "string"
      ? [readSelectorField(given, path, reader)]
      : given.map((text, i) => readSelectorField(text, [...path, i], reader));
  const selectors = list.filter((selector) => selector !== undefined);
  return selectors.length === list.length ? selectors : undefined;
}

const SUFFIX = /_(?:bucket|count|sum)$/;

function readLatency(latency: SloDraft["latency"], path: Path, reader: SpecReader): Indicator | undefined {
  if (latency === undefined) return undefined;
  const under = readDuration(latency.under, "300ms", [...path, "under"], reader);
  const at = [...path, "histogram"];
  const histogram = readSelectorField(latency.histogram, at, reader);
  if (histogram === undefined) return undefined;
  const suffix = SUFFIX.exec(histogram.metric)?.[0];
  if (suffix !== undefined) {
    const base = histogram.metric.slice(0, -suffix.length);
    reader.say(at, {
      code: "histogram-suffix",
      problem: `the histogram is named by its base name, found ${describe(histogram.metric)}`,
      remedy: `write ${base}, without ${suffix}`,
    });
  }
  const bound = histogram.matchers.find(({ label }) => label === "le");
  if (bound !== undefined) {
    reader.say(at, {
      code: "histogram-bucket",
      problem: "the selector chooses a bucket by le",
      remedy: "delete the matcher on le: under chooses the bucket",
    });
  }
  return under === undefined ? undefined : { kind: "latency", histogram, form: latency.type ?? "classic", under };
}
