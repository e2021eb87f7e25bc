import type { Point } from "../comparison.ts";
import type { World } from "../world/world.ts";
import { runSteps } from "./stepped.ts";

/** A ledger that has run all the time. */
export const runLive = (world: World): readonly Point[] => runSteps(world);
