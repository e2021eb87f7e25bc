import type { Category } from "./world/categories.ts";

/** The ways in which Headroom counts. */
export type Path = "live" | "restarted" | "cold" | "recorded";

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
  restarted: { long: GOAL, short: undefined },
  cold: { long: GOAL, short: undefined },
  recorded: { long: GOAL, short: undefined },
};

/**
 * Where a path does not keep it yet: what it has been measured at in many worlds, rounded up. A limit is a ceiling, no
 * promise: whoever mends something lowers it, and takes the line out once the goal holds.
 */
const CEILINGS: Readonly<Record<Path, Partial<Readonly<Record<Category, Partial<Limits>>>>>> = {
  live: {},
  restarted: {},
  cold: {},
  recorded: {
    clean: { long: 0.1 },
    restarts: { long: 0.1 },
    rollouts: { long: 0.1 },
    "comes back": { long: 0.5 },
    gaps: { long: 3 },
    "born in a gap": { long: 3 },
    irregular: { long: 3 },
    late: { long: 0.1 },
    replicas: { long: 0.2 },
    "idle nights": { long: 0.3 },
    "night outage": { long: 3 },
    "peak outage": { long: 3 },
    "few events": { long: 3 },
    histogram: { long: 3 },
    "crash loop": { long: 0.2 },
    "all at once": { long: 3 },
  },
};

/** What is allowed of a path in a category. */
export const limitsOf = (path: Path, category: Category): Limits => ({
  ...KEPT[path],
  ...CEILINGS[path][category],
});

/**
 * The share of the moments of a burn at which the page may be missing; nothing where it is always there. What a gap
 * hides is not in the rates of the scrapes after it.
 */
export const MISSED_PAGES: Partial<Readonly<Record<Category, number>>> = {
  gaps: 1,
  "born in a gap": 1,
  "all at once": 0.6,
};
