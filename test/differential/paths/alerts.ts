import { type BurnWindow, windowLength } from "../../../src/core/objective/burn-window.ts";
import type { BurnCondition } from "../../../src/core/objective/alert-policy.ts";
import { bandOf } from "../comparison.ts";
import type { Category } from "../world/categories.ts";
import { HOUR_MS } from "../world/courses.ts";
import type { SimulatedService, World } from "../world/world.ts";
import { pauseAt } from "./edges.ts";
import { rulesOf } from "./rules.ts";
import type { Source } from "./source.ts";

/** How many moments had a verdict, and how often the page said otherwise. */
export interface Verdicts {
  readonly category: Category;
  readonly burning: number;
  readonly quiet: number;
  /** Moments of a burn without a page. */
  readonly missed: number;
  /** Moments of quiet with one. */
  readonly false: number;
}

const STEP_SECONDS = 30;
const WATCHED_MS = 20 * HOUR_MS;
const SHORTEST_SECONDS = 300;
/** So near to a threshold nothing is judged: rates know a window's edges and its counts only about so well. */
const TOLERANCE = 0.1;

/** The slow group records every 2 min. */
const NOTICED_AFTER_SECONDS = 120;
/** What was recorded is seen for 5 min after the last sample: what is written here has no marks of where it ends. */
const OVER_AFTER_SECONDS = NOTICED_AFTER_SECONDS + 300;

/** Whether the page fires at every evaluation of most of a day, against conditions that are read from the events. */
export async function runAlerts(world: World, { server }: Source): Promise<readonly Verdicts[]> {
  const to = Math.floor(world.toMs / 1000);
  const from = to - WATCHED_MS / 1000;
  const verdicts: Verdicts[] = [];
  for (const service of world.services) {
    const page = rulesOf(service).find(({ alert, labels }) => alert !== undefined && labels["severity"] === "page");
    if (page === undefined) throw new Error(`no page for ${service.category}`);
    const answer = await server.range(page.expr, from, to, STEP_SECONDS);
    const firing = new Set(answer.flatMap(({ samples }) => samples.map(({ at }) => at)));
    const count = { burning: 0, quiet: 0, missed: 0, false: 0 };
    const truths = Array.from({ length: (to - from) / STEP_SECONDS + 1 }, (_, i) =>
      burns(service, (from + i * STEP_SECONDS) * 1000),
    );
    for (const [i] of truths.entries()) {
      const truth = settled(truths, i);
      if (truth === undefined) continue;
      count[truth ? "burning" : "quiet"]++;
      if (truth !== firing.has(from + i * STEP_SECONDS)) count[truth ? "missed" : "false"]++;
    }
    verdicts.push({ category: service.category, ...count });
  }
  return verdicts;
}

/** Whether it has burned, or been quiet, for as long as rules may take to notice. */
function settled(truths: readonly (boolean | undefined)[], i: number): boolean | undefined {
  const held = (truth: boolean, seconds: number): boolean =>
    i >= seconds / STEP_SECONDS && truths.slice(i - seconds / STEP_SECONDS, i + 1).every((one) => one === truth);
  if (held(true, NOTICED_AFTER_SECONDS)) return true;
  return held(false, OVER_AFTER_SECONDS) ? false : undefined;
}

/** Undefined where a moment more or less, or a little more or fewer events, would decide otherwise. */
function burns(service: SimulatedService, atMs: number): boolean | undefined {
  const conditions = service.objective.alerts.burn.filter(({ severity }) => severity === "page");
  const verdicts = conditions.map((condition) => holds(service, condition, atMs));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function holds(service: SimulatedService, condition: BurnCondition, atMs: number): boolean | undefined {
  const { target, alerts } = service.objective;
  const slackMs = 2 * service.scrapeMs;
  const band = (window: BurnWindow, pauseMs: (fromMs: number) => number) => {
    const fromMs = atMs - windowLength(window) * 1000;
    const oldMs = Math.max(slackMs, pauseMs(fromMs));
    return bandOf(service.truth.shown, { fromMs, toMs: atMs, oldMs, newMs: slackMs });
  };
  // What a gap has hidden is paged for at once by what the long window knows of it, while the shortest one begins in the
  // gap. One of half an hour begins there when the page is old: a rate loses then what the gap hid, which is dated by
  // the sample after it, and has happened before.
  const isShortest = windowLength(condition.shortWindow) <= SHORTEST_SECONDS;
  const short = band(condition.shortWindow, (fromMs) => (isShortest ? 0 : pauseAt(service, fromMs)));
  const long = band(condition.longWindow, (fromMs) => pauseAt(service, fromMs));
  const above = condition.above * (1 - target);
  const fewest = alerts.minBadEvents;
  const judged = [
    [short.ratio, above],
    [long.ratio, above],
    [long.bad, fewest],
  ] as const;
  if (judged.every(([{ low }, limit]) => low > limit * (1 + TOLERANCE))) return true;
  return judged.some(([{ high }, limit]) => high < limit * (1 - TOLERANCE)) ? false : undefined;
}
