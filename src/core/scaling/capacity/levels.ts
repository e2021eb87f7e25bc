import { type ShareBounds, shareBounds } from "../../budget/share-bounds.ts";
import type { Weighed } from "./believed.ts";

/** One level of load: what share of its events was bad, and within which bounds it is known. */
export interface Level {
  /** Requests per second and replica: the mean over its events. */
  readonly load: number;
  /** Bad events over all, 0..1. */
  readonly share: number;
  /** The lower bound of that share, 0..1. */
  readonly low: number;
  /** Its upper bound, 0..1. */
  readonly high: number;
}

/** Two-sided 97 %: two bounds of a crossing are read off several levels, each of which may err. */
const Z = 2.17;

/** So many times worse at less load, by bounds that do not touch, is no chance. */
const CHANGED = 2;

/** The levels that were seen, lowest load first; shares and bounds never fall as load rises. */
export function levelsOf(cells: readonly Weighed[]): readonly Level[] {
  const byLevel = Map.groupBy(cells, ({ cell }) => cell.level);
  const seen = [...byLevel.entries()].toSorted(([a], [b]) => a - b).map(([, group]) => summed(group));
  return withoutFalls(seen).map(bounded);
}

interface Summed {
  readonly load: number;
  readonly share: number;
  /** Events that the witnesses are worth, were each event on its own. */
  readonly worth: number;
  /** The mean hour of its events, counted since 1970. */
  readonly hour: number;
}

function summed(group: readonly Weighed[]): Summed {
  let [bad, total, squares, loadEvents, hourEvents] = [0, 0, 0, 0, 0];
  for (const { cell, weight } of group) {
    bad += weight * cell.bad;
    total += weight * cell.total;
    squares += weight ** 2 * cell.total;
    loadEvents += weight * cell.loadEvents;
    hourEvents += weight * cell.total * cell.hour;
  }
  const share = bad / total;
  const worth = total ** 2 / squares / spreadOf(group, share);
  return { load: loadEvents / total, share, worth, hour: hourEvents / total };
}

/**
 * How many times as much hours differ as they would if each event failed on its own, at least 1: events that fail
 * together tell less.
 */
function spreadOf(group: readonly Weighed[], share: number): number {
  const variance = share * (1 - share);
  if (group.length < 2 || variance === 0) return 1;
  let sum = 0;
  for (const { cell } of group) sum += (cell.bad - share * cell.total) ** 2 / (cell.total * variance);
  return Math.max(1, sum / (group.length - 1));
}

interface Pool extends Omit<Summed, "load"> {
  readonly members: readonly Summed[];
}

/**
 * Isotonic regression: neighbours of which the higher load served better are taken together. Where that is surely no
 * chance, what a replica takes has changed, and what was seen before that is left out.
 */
function withoutFalls(levels: readonly Summed[]): readonly Summed[] {
  const pools: Pool[] = [];
  for (const level of levels) {
    let pool: Pool | undefined = { ...level, members: [level] };
    for (let last = pools.at(-1); pool !== undefined && last !== undefined && last.share > pool.share;) {
      if (isSurelyMore(last, pool) && last.hour > pool.hour) {
        pool = undefined;
        break;
      }
      pools.pop();
      if (!isSurelyMore(last, pool)) pool = together(last, pool);
      last = pools.at(-1);
    }
    if (pool !== undefined) pools.push(pool);
  }
  return pools.flatMap(({ members, ...rest }) => members.map(({ load }) => ({ ...rest, load })));
}

const isSurelyMore = (one: Pool, other: Pool): boolean => intervalOf(one).low > CHANGED * intervalOf(other).high;

function together(a: Pool, b: Pool): Pool {
  const worth = a.worth + b.worth;
  const mean = (of: "share" | "hour"): number => (a[of] * a.worth + b[of] * b.worth) / worth;
  return { share: mean("share"), worth, hour: mean("hour"), members: [...a.members, ...b.members] };
}

const bounded = (one: Summed): Level => ({ load: one.load, share: one.share, ...intervalOf(one) });

const intervalOf = ({ share, worth }: Pick<Summed, "share" | "worth">): ShareBounds => shareBounds(share, worth, Z);
