import type { Category } from "./world/categories.ts";

/** The ways in which Headroom counts. */
export type Path = "live" | "resumed" | "restarted" | "cold" | "recorded";

/** Ratios of a day and more, and the counts they come from, are promised within so much of the truth. */
const GOAL = 0.005;

/** What is allowed: relative to the truth, beyond what the edges of a window leave open. */
export interface Limits {
  /** Of windows of a day and more, and of the SLO's own. */
  readonly long: number;
  /** Of shorter ones; undefined where they are only shown. */
  readonly short: number | undefined;
}

/** Where a path keeps what is promised of it. */
const KEPT: Readonly<Record<Path, Limits>> = {
  live: { long: GOAL, short: GOAL },
  resumed: { long: GOAL, short: GOAL },
  restarted: { long: GOAL, short: undefined },
  cold: { long: GOAL, short: undefined },
  recorded: { long: GOAL, short: undefined },
};

/** Of who has looked all the time, and of who goes on as if they had. */
const LIVE: Partial<Readonly<Record<Category, Partial<Limits>>>> = {
  // An event lost of the few in a short window.
  "all at once": { short: 0.25 },
};

/**
 * Where a path does not keep it yet: what it has been measured at in many worlds, rounded up. A limit is a ceiling, no
 * promise: whoever mends something lowers it, and takes the line out once the goal holds.
 */
const CEILINGS: Readonly<Record<Path, Partial<Readonly<Record<Category, Partial<Limits>>>>>> = {
  live: LIVE,
  resumed: LIVE,
  restarted: {},
  cold: {},
  recorded: {
    // Errors of a gap in which pods were replaced, too.
    "all at once": { long: 0.3 },
  },
};

/** What is allowed of a path in a category. */
export const limitsOf = (path: Path, category: Category): Limits => ({
  ...KEPT[path],
  ...CEILINGS[path][category],
});

/** The share of the moments of a burn at which the page may be missing; nothing where it is always there. */
export const MISSED_PAGES: Partial<Readonly<Record<Category, number>>> = {
  "all at once": 0.3,
};

/** The share of quiet moments with a page: one for what a gap hid stays a little longer than the burst is seen. */
export const LATE_PAGES: Partial<Readonly<Record<Category, number>>> = {
  gaps: 0.02,
  "born in a gap": 0.02,
  "all at once": 0.02,
};
