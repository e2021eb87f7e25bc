import { seededRandom } from "../../../demo/backfill/random.ts";
import type { Point } from "../comparison.ts";
import { HOUR_MS, MINUTE_MS } from "../world/courses.ts";
import type { World } from "../world/world.ts";
import { type Restart, runSteps, STEP_MS } from "./stepped.ts";

/** How long a process lives at least, and at most. */
const LIFE_MS = [HOUR_MS / 2, 2 * HOUR_MS] as const;
/** A checkpoint is as old at the most when its process ends … */
const OLDEST_MS = 5 * MINUTE_MS;
/** … and so long nobody looks then. */
const AWAY_MS = [MINUTE_MS, 15 * MINUTE_MS] as const;

/** A ledger whose process ends again and again: the next one goes on from its last checkpoint some minutes later. */
export const runResumed = (world: World): readonly Point[] =>
  runSteps(world, (fromMs, toMs) => restartsWithin(world.seed, fromMs, toMs));

function restartsWithin(seed: number, fromMs: number, toMs: number): readonly Restart[] {
  const random = seededRandom(`restarts ${seed}`);
  const drawn = (least: number, most: number): number =>
    Math.floor((least + random.unit() * (most - least)) / STEP_MS) * STEP_MS;
  const restarts: Restart[] = [];
  for (let beganMs = fromMs; ;) {
    const lastMs = beganMs + drawn(...LIFE_MS);
    const backMs = lastMs + drawn(...AWAY_MS);
    if (backMs > toMs) return restarts;
    restarts.push({ keptMs: lastMs - drawn(0, OLDEST_MS), lastMs, backMs });
    beganMs = backMs;
  }
}
