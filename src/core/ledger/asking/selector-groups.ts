import type { Selector } from "../../promql/selector.ts";
import { mergeSelectors, Narrowing } from "../../promql/merged-selector.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";
import { unpaused } from "../following/unpaused.ts";

/** Feeds that one question serves. */
export interface SelectorGroup {
  readonly selector: Selector;
  readonly feeds: readonly TrackedFeed[];
  /** Set when only Prometheus can evaluate the selector: the group is its alone. */
  readonly only: TrackedFeed | undefined;
}

/** One of the selectors to be merged, and who wants it. */
interface Wanted {
  readonly selector: Selector;
  readonly feeds: TrackedFeed[];
}

/** More alternatives than this make a query that is slow to parse. */
const MOST_SELECTORS = 500;
/** To note so many feeds is less than a millisecond of work. */
const AT_ONCE = 500;
/** To ask of so many whether they narrow together is. */
const MERGED_AT_ONCE = 50;

/**
 * As few questions as possible: one for each metric name, more only where selectors have nothing in common to narrow
 * by.
 */
export const groupFeeds = (feeds: readonly TrackedFeed[]): readonly SelectorGroup[] =>
  unpaused(groupFeedsInSlices(feeds));

/** The same, in pieces of some milliseconds. */
export function* groupFeedsInSlices(feeds: readonly TrackedFeed[]): Generator<void, readonly SelectorGroup[]> {
  const wanted = new Map<string, Wanted>();
  const alone: SelectorGroup[] = [];
  for (const [i, state] of feeds.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) yield;
    if (state.feed.kind !== "series") continue;
    const { selector } = state.feed;
    if (state.alone) alone.push({ selector, feeds: [state], only: state });
    else {
      const known = wanted.get(state.text) ?? { selector, feeds: [] };
      known.feeds.push(state);
      wanted.set(state.text, known);
    }
  }
  const groups: SelectorGroup[] = [];
  for (const ofMetric of Map.groupBy(wanted.values(), ({ selector }) => selector.metric).values()) {
    yield;
    groups.push(...(yield* groupsOfMetric(ofMetric)));
  }
  return [...groups, ...alone];
}

/**
 * Parts of a group whose question was too much for Prometheus; the group itself when it cannot be split.
 *
 * @param most - how many parts to make at most, about equal
 */
export function splitGroup(group: SelectorGroup, most: number): readonly SelectorGroup[] {
  const wanted = [...Map.groupBy(group.feeds, ({ text }) => text).values()];
  if (wanted.length < 2) return [group];
  const size = Math.ceil(wanted.length / most);
  return Array.from({ length: Math.ceil(wanted.length / size) }, (_, i) =>
    wanted.slice(i * size, (i + 1) * size),
  ).flatMap((part) => groupFeeds(part.flat()));
}

function* groupsOfMetric(wanted: readonly Wanted[]): Generator<void, readonly SelectorGroup[]> {
  const groups: SelectorGroup[] = [];
  for (let from = 0; from < wanted.length; from += MOST_SELECTORS) {
    yield;
    const part = wanted.slice(from, from + MOST_SELECTORS);
    // Mostly all have a label in common; to find the ones that have takes a merge for each.
    const merged = (yield* areNarrow(part)) ? [part] : yield* mergedOneByOne(part);
    for (const group of merged.filter(isNonEmpty)) {
      yield;
      groups.push(toGroup(group));
    }
  }
  return groups;
}

function* mergedOneByOne(wanted: readonly Wanted[]): Generator<void, readonly (readonly Wanted[])[]> {
  const groups: { readonly own: Wanted[]; readonly narrowing: Narrowing }[] = [];
  for (const [i, one] of wanted.entries()) {
    if (i % MERGED_AT_ONCE === MERGED_AT_ONCE - 1) yield;
    let home = groups.find(({ narrowing }) => narrowing.admits(one.selector));
    if (home === undefined) groups.push((home = { own: [], narrowing: new Narrowing() }));
    home.own.push(one);
    home.narrowing.add(one.selector);
  }
  return groups.map(({ own }) => own);
}

type NonEmpty<T> = readonly [T, ...T[]];
const isNonEmpty = <T>(list: readonly T[]): list is NonEmpty<T> => list.length > 0;

function* areNarrow(wanted: readonly Wanted[]): Generator<void, boolean> {
  const narrowing = new Narrowing();
  for (const [i, { selector }] of wanted.entries()) {
    if (i % MERGED_AT_ONCE === MERGED_AT_ONCE - 1) yield;
    narrowing.add(selector);
  }
  return narrowing.isNarrow;
}

function toGroup(group: NonEmpty<Wanted>): SelectorGroup {
  const [first, ...rest] = group;
  return {
    selector: mergeSelectors([first.selector, ...rest.map(({ selector }) => selector)]),
    feeds: group.flatMap(({ feeds }) => feeds),
    only: undefined,
  };
}
