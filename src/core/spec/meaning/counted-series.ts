import { isSameBound, parseBound } from "../../promql/bucket-bound.ts";
import { alternativesOf } from "../../promql/matched-values.ts";
import type { Matcher, Selector } from "../../promql/selector.ts";

/** What the series of a selector count, told alike for the parts of a histogram. */
export interface CountedSeries {
  /** The metric whose events they are: `x_count` also for `x_bucket`. */
  readonly events: string;
  /**
   * Up to which bound of the histogram; infinite for all events, undefined where the text does not tell, and every
   * bucket where none is chosen, so that an event counts once for each that it fits.
   */
  readonly upTo: number | "every bucket" | undefined;
  /** Without those that choose a bucket. */
  readonly matchers: readonly Matcher[];
}

const BUCKET = /_bucket$/;

/** What a selector counts, told from its name and its matchers of `le`. */
export function toCountedSeries({ metric, matchers }: Selector): CountedSeries {
  if (!BUCKET.test(metric)) return { events: metric, upTo: Number.POSITIVE_INFINITY, matchers };
  const [bounds, others] = [
    matchers.filter(({ label }) => label === "le"),
    matchers.filter(({ label }) => label !== "le"),
  ];
  return { events: metric.replace(BUCKET, "_count"), upTo: boundOf(bounds), matchers: others };
}

/** One bound may be written in several spellings: `le=~"1|1.0"`. */
function boundOf(matchers: readonly Matcher[]): CountedSeries["upTo"] {
  const [first, ...rest] = matchers;
  if (first === undefined) return "every bucket";
  if (rest.length > 0 || (first.operator !== "=" && first.operator !== "=~")) return undefined;
  // "[.]" is how a dot is written that is to mean itself, and a bare one is meant as one.
  const bounds = alternativesOf(first).map(({ value }) =>
    parseBound(value.replaceAll(/\[\.\]|\\\./g, ".").replace("\\+", "+")),
  );
  const [bound = Number.NaN] = bounds;
  return bounds.every((other) => other === bound || isSameBound(other, bound)) ? bound : undefined;
}
