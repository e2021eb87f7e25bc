import { printSelector, type Selector } from "../../promql/selector.ts";
import { isNarrow, mergeSelectors } from "../../promql/merged-selector.ts";
import type { TrackedFeed } from "../following/tracked-objective.ts";

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

/**
 * As few questions as possible: one for each metric name, more only where selectors have nothing in common to narrow
 * by.
 */
export function groupFeeds(feeds: readonly TrackedFeed[]): readonly SelectorGroup[] {
  const wanted = new Map<string, Wanted>();
  const alone: SelectorGroup[] = [];
  for (const state of feeds) {
    if (state.feed.kind !== "series") continue;
    const { selector } = state.feed;
    if (state.alone) alone.push({ selector, feeds: [state], only: state });
    else {
      const text = printSelector(selector);
      const known = wanted.get(text) ?? { selector, feeds: [] };
      known.feeds.push(state);
      wanted.set(text, known);
    }
  }
  const byMetric = Map.groupBy(wanted.values(), ({ selector }) => selector.metric);
  return [...byMetric.values()].flatMap(groupsOfMetric).concat(alone);
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

function groupsOfMetric(wanted: readonly Wanted[]): readonly SelectorGroup[] {
  const parts = Array.from({ length: Math.ceil(wanted.length / MOST_SELECTORS) }, (_, i) =>
    wanted.slice(i * MOST_SELECTORS, (i + 1) * MOST_SELECTORS),
  );
  // Mostly all have a label in common; to find the ones that have takes a merge for each.
  return parts
    .flatMap((part) => (mergesWell(part) ? [part] : mergedOneByOne(part)))
    .flatMap((group) => (isNonEmpty(group) ? [toGroup(group)] : []));
}

function mergedOneByOne(wanted: readonly Wanted[]): readonly (readonly Wanted[])[] {
  const groups: Wanted[][] = [];
  for (const one of wanted) {
    const home = groups.find((group) => mergesWell([...group, one]));
    if (home === undefined) groups.push([one]);
    else home.push(one);
  }
  return groups;
}

type NonEmpty<T> = readonly [T, ...T[]];
const isNonEmpty = <T>(list: readonly T[]): list is NonEmpty<T> => list.length > 0;

function mergesWell(group: readonly Wanted[]): boolean {
  const selectors = group.map(({ selector }) => selector);
  return isNonEmpty(selectors) && isNarrow(mergeSelectors(selectors), selectors);
}

function toGroup(group: NonEmpty<Wanted>): SelectorGroup {
  const [first, ...rest] = group;
  return {
    selector: mergeSelectors([first.selector, ...rest.map(({ selector }) => selector)]),
    feeds: group.flatMap(({ feeds }) => feeds),
    only: undefined,
  };
}
