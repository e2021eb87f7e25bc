import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { BURN_WINDOWS, type ReadWindow, windowLength } from "../../src/core/objective/burn-window.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { nominalLength } from "../../src/core/objective/slo-window.ts";
import { hours } from "../../src/core/units/seconds.ts";
import type { Category } from "./world/categories.ts";
import type { Counts, EventLog } from "./world/event-log.ts";
import type { SimulatedService } from "./world/world.ts";

/** The windows that an objective is read over; a longer one than its own is known only to who has looked as long. */
export const windowsOf = ({ objective }: SimulatedService): readonly ReadWindow[] => [
  ...BURN_WINDOWS.filter((window) => windowLength(window) <= nominalLength(objective.window)),
  "slo",
];

/** From here on a window is long: the budget and the tickets hang on it. */
const LONG_FROM = hours(24);

/** What a way of counting says of one window at one moment; rules tell the ratio alone. */
export interface Told {
  readonly ratio: number | undefined;
  readonly counts: Counts | undefined;
}

/** One window of one service at one moment: what was told, beside the truth. */
export interface Point {
  readonly category: Category;
  readonly window: ReadWindow;
  readonly isLong: boolean;
  readonly atMs: number;
  readonly truth: Counts;
  /** Undefined where no number was given. */
  readonly deviations: Deviations | undefined;
}

/** Relative to the truth: 0.01 is 1 %. */
export interface Deviations {
  readonly ratio: number;
  readonly bad: number | undefined;
  readonly total: number | undefined;
  /** From what has really happened, lost events included. */
  readonly ratioOfHappened: number;
  /** What is left of the deviations where the window's edges are taken a little sooner or later. */
  readonly beyondEdges: { readonly ratio: number; readonly counts: number };
}

/**
 * How finely a way of counting knows the edges of a window: the old one lies somewhere in a row of the ledger, or
 * between two samples; the new one where the newest sample is.
 */
export interface Edges {
  readonly oldMs: (lengthMs: number, fromMs: number) => number;
  readonly newMs: number;
}

/** Counts below this are taken for this: one event of three is not a third. */
const FEWEST = 5;

/** Holds what was told of a window against the events themselves. */
export function compare(service: SimulatedService, window: ReadWindow, atMs: number, told: Told, edges: Edges): Point {
  const lengthMs = lengthOf(service, window) * 1000;
  const { shown, happened } = service.truth;
  const fromMs = atMs - lengthMs;
  const truth = shown.between(fromMs, atMs);
  const point = { category: service.category, window, isLong: lengthMs >= LONG_FROM * 1000, atMs, truth };
  if (told.ratio === undefined || truth.total === 0) return { ...point, deviations: undefined };
  const of = (measured: number, low: number, high: number, scale: number): number =>
    Math.max(0, low - measured, measured - high) / scale;
  const band = bandOf(shown, { fromMs, toMs: atMs, oldMs: edges.oldMs(lengthMs, fromMs), newMs: edges.newMs });
  const scale = { bad: Math.max(FEWEST, truth.bad), total: Math.max(FEWEST, truth.total) };
  const ratioScale = scale.bad / truth.total;
  const ratio = truth.bad / truth.total;
  const real = happened.between(fromMs, atMs);
  const { counts } = told;
  return {
    ...point,
    deviations: {
      ratio: of(told.ratio, ratio, ratio, ratioScale),
      ratioOfHappened: of(told.ratio, real.bad / real.total, real.bad / real.total, ratioScale),
      bad: counts && of(counts.bad, truth.bad, truth.bad, scale.bad),
      total: counts && of(counts.total, truth.total, truth.total, scale.total),
      beyondEdges: {
        ratio: of(told.ratio, band.ratio.low, band.ratio.high, ratioScale),
        counts: counts
          ? Math.max(
              of(counts.bad, band.bad.low, band.bad.high, scale.bad),
              of(counts.total, band.total.low, band.total.high, scale.total),
            )
          : 0,
      },
    },
  };
}

interface Range {
  readonly low: number;
  readonly high: number;
}

interface Slack {
  readonly fromMs: number;
  readonly toMs: number;
  readonly oldMs: number;
  readonly newMs: number;
}

/** All that the counts may be if each edge lies anywhere within its slack. */
export function bandOf(
  shown: EventLog,
  { fromMs, toMs, oldMs, newMs }: Slack,
): Record<"bad" | "total" | "ratio", Range> {
  const least = shown.between(fromMs + oldMs, toMs - newMs);
  const most = shown.between(fromMs - oldMs, toMs + newMs);
  const range = (of: (counts: Counts) => number): Range => ({ low: of(least), high: of(most) });
  const bad = range((counts) => counts.bad);
  const total = range((counts) => counts.total);
  const good = range((counts) => counts.total - counts.bad);
  return {
    bad,
    total,
    // The edges are the same for both, but where bad and good events lie within them may differ.
    ratio: { low: share(bad.low, good.high), high: share(bad.high, good.low) },
  };
}

const share = (bad: number, good: number): number => (bad === 0 ? 0 : bad / (bad + good));

/** The length of a window in seconds. */
export const lengthOf = ({ objective }: SimulatedService, window: ReadWindow): number =>
  window === "slo" ? nominalLength(objective.window) : windowLength(window);

/** All windows of all services at one moment, as statuses tell them. */
export const compareStatuses = (
  services: readonly SimulatedService[],
  statuses: readonly ObjectiveStatus[],
  atMs: number,
  edgesOf: (service: SimulatedService) => Edges,
): readonly Point[] =>
  services.flatMap((service) => {
    const status = statuses.find(({ objective }) => objective.service === service.objective.service);
    return windowsOf(service).map((window) => {
      const told = status?.windows.find((one) => one.window === window);
      const ratio = told === undefined ? undefined : (valueOrNull(told.errorRatio) ?? undefined);
      return compare(service, window, atMs, { ratio, counts: told }, edgesOf(service));
    });
  });

/** What a path made of one category, over all windows, services and moments. */
export interface Summary {
  readonly category: Category;
  readonly points: number;
  /** Windows with events of which no number was told. */
  readonly unanswered: number;
  readonly median: Record<"ratio" | "bad" | "total", number>;
  readonly worst: Record<"ratio" | "bad" | "total" | "ratioOfHappened" | "beyondEdges", number>;
}

/** Long windows and short ones are summed up apart. */
export function summarize(points: readonly Point[], isLong: boolean): readonly Summary[] {
  return [...Map.groupBy(points, ({ category }) => category)].map(([category, all]) => {
    const own = all.filter((point) => point.isLong === isLong && point.truth.total > 0);
    const known = own.flatMap(({ deviations }) => deviations ?? []);
    const of = (pick: (one: Deviations) => number | undefined): readonly number[] =>
      known.flatMap((one) => pick(one) ?? []).toSorted((a, b) => a - b);
    const ratios = of(({ ratio }) => ratio);
    const bads = of(({ bad }) => bad);
    const totals = of(({ total }) => total);
    return {
      category,
      points: known.length,
      unanswered: own.length - known.length,
      median: { ratio: middle(ratios), bad: middle(bads), total: middle(totals) },
      worst: {
        ratio: last(ratios),
        bad: last(bads),
        total: last(totals),
        ratioOfHappened: last(of(({ ratioOfHappened }) => ratioOfHappened)),
        beyondEdges: last(of(({ beyondEdges }) => Math.max(beyondEdges.ratio, beyondEdges.counts))),
      },
    };
  });
}

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
const last = (sorted: readonly number[]): number => sorted.at(-1) ?? Number.NaN;
