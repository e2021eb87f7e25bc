import type { Seconds } from "../../units/seconds.ts";
import { days, hours } from "../../units/seconds.ts";
import { before, type Instant } from "../../units/instant.ts";
import type { CapacitySample } from "./sample.ts";

/** What was seen of one level of load within one hour: its samples fail together, and so count as one witness. */
export interface Cell {
  /** Counts steps of 2 % of load. */
  readonly level: number;
  /** Counts hours since 1970. */
  readonly hour: number;
  /** Bad events, summed over samples. */
  bad: number;
  /** All events, summed over samples. */
  total: number;
  /** Sum of load times events, so that `loadEvents / total` is the mean load of an event. */
  loadEvents: number;
}

/** Levels of load lie 2 % apart, by their logarithm: less than matters in the end, and enough events in each. */
export const LEVEL = Math.log(1.02);
const HOUR_MS = hours(1) * 1000;
/** More than there are between any two loads. */
const LEVELS = 2 ** 16;
/** Nothing older counts: by then a cell has less than a tenth of its weight. */
const KEPT: Seconds = days(30);
/**
 * A week: a day of the week comes back before what was seen on it has lost more than half of its weight, and a change
 * of the workload that no label tells is forgotten within a few of them.
 */
const HALF_LIFE: Seconds = days(7);

/** Cells of one version, by level and hour. */
export type Cells = Map<number, Cell>;

/** Counts hours since 1970. */
export const hourOf = (at: Instant): number => Math.floor(at / HOUR_MS);

/** Adds a sample to its cell, unless it says nothing of what a replica takes. */
export function addSample(cells: Cells, { at, load, bad, total, isSettled }: CapacitySample): void {
  const isUsable = isSettled && load > 0 && Number.isFinite(load) && total > 0 && bad >= 0 && Number.isFinite(total);
  // More bad events than events is a fault of the counters.
  if (!isUsable || bad > total) return;
  const level = Math.floor(Math.log(load) / LEVEL);
  const hour = hourOf(at);
  const key = hour * LEVELS + level;
  let cell = cells.get(key);
  if (cell === undefined) cells.set(key, (cell = { level, hour, bad: 0, total: 0, loadEvents: 0 }));
  cell.bad += bad;
  cell.total += total;
  cell.loadEvents += load * total;
}

/** Forgets cells that are too old. */
export function forget(cells: Cells, now: Instant): void {
  const oldest = hourOf(before(now, KEPT));
  for (const [key, { hour }] of cells) if (hour < oldest) cells.delete(key);
}

/** The share of its weight, 0..1, that a cell has at a later time; one from the future, as of a clock set back, all. */
export const weightOf = ({ hour }: Cell, now: Instant): number =>
  Math.min(1, 2 ** (-(now - hour * HOUR_MS) / 1000 / HALF_LIFE));
