import { type Cell, hourOf } from "./cells.ts";
import type { Instant } from "../../units/instant.ts";
import { type Testimony, Witnesses } from "./witnesses.ts";

/** A cell with the share of its weight that time has left it, 0..1. */
export interface Weighed {
  readonly cell: Cell;
  /** 0..1. */
  readonly weight: number;
}

/** A cell is worse than load explains when it has so many times the bad events that the same or more load had, */
const WORSE = 4;
/** and at least so many more than that, in standard deviations of a count. */
const SURELY = 4;
/** So many other hours have to tell what the same or more load did. */
const LEAST_WITNESSES = 3;
/** An outage widens what it is compared with, so it is looked for again without those that were found. */
const PASSES = 3;
/**
 * So long the hours before speak for a cell. After a day the same load has come again, and tells whether it was borne:
 * who is worse ever since has lost capacity.
 */
const UNDECIDED_HOURS = 24;

/**
 * The cells whose bad events load explains: left out are those that were far worse than the same or more load was at
 * other times, as during an outage. More load never serves better, so what later hours bore did not break this one.
 */
export function explainedByLoad(cells: readonly Weighed[], now: Instant): readonly Weighed[] {
  const heaviestFirst = cells.toSorted((a, b) => b.cell.level - a.cell.level);
  let kept: readonly Weighed[] = heaviestFirst;
  for (let pass = 0; pass < PASSES; pass++) {
    const elsewhere = elsewhereOf(heaviestFirst, new Set(kept), now);
    if (elsewhere.size === heaviestFirst.length - kept.length) break;
    kept = heaviestFirst.filter((one) => !elsewhere.has(one));
  }
  return kept;
}

/** By what was heard of those at the same or a higher level, and is believed. */
function elsewhereOf(
  heaviestFirst: readonly Weighed[],
  heard: ReadonlySet<Weighed>,
  now: Instant,
): ReadonlySet<Weighed> {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { cell } of heaviestFirst) [first, last] = [Math.min(first, cell.hour), Math.max(last, cell.hour)];
  const witnesses = new Witnesses(first, last);
  const found = new Set<Weighed>();
  for (const group of Map.groupBy(heaviestFirst, ({ cell }) => cell.level).values()) {
    for (const one of group) if (heard.has(one)) addTo(witnesses, one);
    for (const one of group) if (isElsewhere(one, witnesses, now)) found.add(one);
  }
  return found;
}

const addTo = (witnesses: Witnesses, { cell: { hour, bad, total }, weight }: Weighed): void =>
  witnesses.add(hour, bad * weight, total * weight, weight);

function isElsewhere({ cell, weight }: Weighed, witnesses: Witnesses, now: Instant): boolean {
  if (cell.bad < SURELY) return false;
  const later = witnesses.after(cell.hour);
  const least = LEAST_WITNESSES * weight;
  if (later.heard >= least) return isMore(cell.bad, expectedOf(cell, later));
  if (hourOf(now) - cell.hour >= UNDECIDED_HOURS) return false;
  const earlier = witnesses.before(cell.hour);
  return earlier.heard >= least && isMore(cell.bad, expectedOf(cell, earlier));
}

/** How many bad events a cell would have if it was as others were. */
const expectedOf = ({ total }: Cell, { bad, total: all }: Testimony): number => (total * bad) / all;

/** Whether a count is more than another one, beyond what chance does. */
const isMore = (count: number, other: number): boolean =>
  count > WORSE * other && count > other + SURELY * Math.sqrt(other + 1);
