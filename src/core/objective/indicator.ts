import type { Selector } from "../promql/selector.ts";
import type { Seconds } from "../units/seconds.ts";
import type { HistogramUnit } from "./histogram-unit.ts";

/** The text that an author writes where the window belongs in a `promql:` indicator. */
export const WINDOW_PLACEHOLDER = "{{window}}";

/** What is measured. Every kind boils down to counts of bad and total events (`core/sli/`). */
export type Indicator =
  | EventsIndicator
  | LatencyIndicator
  /** A boolean gauge: each second with value 1 is good. */
  | { readonly kind: "probe"; readonly success: Selector }
  /**
   * Author's own expressions with {@link WINDOW_PLACEHOLDER}; both are rates per second, already checked by the
   * grammar.
   */
  | { readonly kind: "promql"; readonly errors: string; readonly total: string };

const KINDS: Readonly<Record<Indicator["kind"], true>> = { events: true, latency: true, probe: true, promql: true };

const isKind = (name: string): name is Indicator["kind"] => Object.hasOwn(KINDS, name);

/** Every kind of indicator, as specs name it. */
export const INDICATOR_KINDS: readonly Indicator["kind"][] = Object.keys(KINDS).filter(isKind);

/** Counters of events; a list of selectors is summed. */
export interface EventsIndicator {
  readonly kind: "events";
  readonly total: readonly Selector[];
  /** Either the bad or the good events are counted; the other is the difference to the total. */
  readonly counted: { readonly as: "bad" | "good"; readonly selectors: readonly Selector[] };
}

/** A histogram of durations: events faster than or as fast as `under` are good. */
export interface LatencyIndicator {
  readonly kind: "latency";
  /** The base name, without `_bucket` or `_count`. */
  readonly histogram: Selector;
  readonly form: "classic" | "native";
  /** What its buckets are counted in. */
  readonly unit: HistogramUnit;
  readonly under: Seconds;
}
