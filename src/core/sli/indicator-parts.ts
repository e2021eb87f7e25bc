import {
  type EventsIndicator,
  type Indicator,
  type LatencyIndicator,
  WINDOW_PLACEHOLDER,
} from "../objective/indicator.ts";
import { listCounters, listSelectors } from "../promql/list-selectors.ts";
import type { Selector } from "../promql/selector.ts";
import { boundOf, bucketsOf, countOf, goodBucketOf } from "./bucket.ts";

/** The way to a field from its SLO down: field names, and indexes in lists. */
export type FieldPath = readonly (string | number)[];

/** What every part of an indicator says of itself. */
interface PartFacts {
  /** The field of the spec that it came from. */
  readonly field: FieldPath;
  /** Fresh samples of it prove that the indicator is measured. */
  readonly provesLife: boolean;
  /**
   * What it means that Prometheus has no series of it: `normal` for bad events, since many clients expose no counter
   * before the first failure; `fault once events happen` for good ones; `judged with its histogram` where only all
   * parts together tell what is wrong.
   */
  readonly absence: "fault" | "fault once events happen" | "normal" | "judged with its histogram";
}

/** Raw series that an indicator reads. */
export type SeriesPart = PartFacts & {
  readonly kind: "series";
  readonly selector: Selector;
  /** A classic histogram is the same events three times over: rules read two of its series, the ledger all buckets. */
  readonly readBy: "rules and ledger" | "rules" | "ledger";
} & SeriesRole;

/** What a sample of a series counts for, and how it becomes events. */
export type SeriesRole =
  | { readonly role: "total" | "bad" | "good"; readonly counted: "by its increase" }
  /**
   * A cumulative classic bucket: its `le` decides; `+Inf` is the total, and up to `bound`, in the unit of the
   * histogram, events are good.
   */
  | { readonly role: "bucket"; readonly counted: "by its increase"; readonly bound: number }
  /** A native histogram, which holds all buckets. */
  | { readonly role: "histogram"; readonly counted: "by its share below the bound" }
  /** A gauge: 1 is a good second, 0 a bad one. */
  | { readonly role: "success"; readonly counted: "by seconds" };

/** An author's own expression, with the window's placeholder. */
export interface QueryPart extends PartFacts {
  readonly kind: "query";
  readonly query: string;
  readonly role: "total" | "bad";
  readonly counted: "as a rate";
}

/** One thing that an indicator reads. Whoever asks what an indicator is made of asks this list, not its kind. */
export type IndicatorPart = SeriesPart | QueryPart;

/** Everything that an indicator reads, totals first. */
export function partsOf(indicator: Indicator): readonly IndicatorPart[] {
  switch (indicator.kind) {
    case "events":
      return eventParts(indicator);
    case "latency":
      return indicator.form === "classic" ? classicParts(indicator) : [nativePart(indicator)];
    case "probe":
      return [successPart(indicator.success)];
    case "promql":
      return [queryPart("total", indicator.total), queryPart("errors", indicator.errors)];
  }
}

/** The raw selectors of a part: its own, or those inside an author's query. */
export function selectorsOf(part: IndicatorPart): readonly Selector[] {
  // Any duration will do: selectors carry none.
  return part.kind === "series" ? [part.selector] : listSelectors(part.query.replaceAll(WINDOW_PLACEHOLDER, "5m"));
}

/** The selectors of a part whose growth counts events: a gauge among them would be taken for a counter. */
export function countersOf(part: IndicatorPart): readonly Selector[] {
  if (part.kind === "query") return listCounters(part.query.replaceAll(WINDOW_PLACEHOLDER, "5m"));
  // A histogram is asked by its parts, of which nobody makes gauges.
  return part.counted === "by its increase" && part.absence !== "judged with its histogram" ? [part.selector] : [];
}

/** Whether its events are seconds, of which there is always one a second: that is no traffic. */
export const countsSeconds = (indicator: Indicator): boolean =>
  partsOf(indicator).some(({ counted }) => counted === "by seconds");

function eventParts({ total, counted: { as, selectors } }: EventsIndicator): readonly SeriesPart[] {
  const part = { kind: "series", counted: "by its increase", readBy: "rules and ledger" } as const;
  const absence = as === "bad" ? "normal" : "fault once events happen";
  return [
    ...total.map((selector, i): SeriesPart => ({
      ...part,
      selector,
      role: "total",
      provesLife: true,
      absence: "fault",
      field: ["events", "total", i],
    })),
    ...selectors.map((selector, i): SeriesPart => ({
      ...part,
      selector,
      role: as,
      provesLife: false,
      absence,
      field: ["events", as, i],
    })),
  ];
}

const successPart = (selector: Selector): SeriesPart => ({
  kind: "series",
  selector,
  role: "success",
  counted: "by seconds",
  readBy: "rules and ledger",
  provesLife: true,
  absence: "fault",
  field: ["probe", "success"],
});

const queryPart = (field: "total" | "errors", query: string): QueryPart => ({
  kind: "query",
  query,
  role: field === "total" ? "total" : "bad",
  counted: "as a rate",
  provesLife: field === "total",
  absence: field === "total" ? "fault" : "normal",
  field: ["promql", field],
});

/** The very bucket of the bound proves life, so that a bound which no bucket has is found. */
function classicParts(indicator: LatencyIndicator): readonly SeriesPart[] {
  const part = { kind: "series", counted: "by its increase", absence: "judged with its histogram" } as const;
  const [histogram, under] = [
    ["latency", "histogram"],
    ["latency", "under"],
  ] as const;
  return [
    { ...part, selector: countOf(indicator), role: "total", readBy: "rules", provesLife: false, field: histogram },
    { ...part, selector: goodBucketOf(indicator), role: "good", readBy: "rules", provesLife: true, field: under },
    {
      ...part,
      selector: bucketsOf(indicator),
      role: "bucket",
      bound: boundOf(indicator),
      readBy: "ledger",
      provesLife: false,
      field: histogram,
    },
  ];
}

const nativePart = ({ histogram }: LatencyIndicator): SeriesPart => ({
  kind: "series",
  selector: histogram,
  role: "histogram",
  counted: "by its share below the bound",
  readBy: "rules and ledger",
  provesLife: true,
  absence: "judged with its histogram",
  field: ["latency", "histogram"],
});
