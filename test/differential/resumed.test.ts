import { beforeAll, describe } from "vitest";
import type { Point } from "./comparison.ts";
import { judge } from "./judged.ts";
import { runResumed } from "./paths/resumed.ts";
import { makeWorld, SEED } from "./world/world.ts";

describe("the ledger that goes on from a checkpoint again and again, against the events themselves", () => {
  let points: readonly Point[] = [];

  beforeAll(() => {
    points = runResumed(makeWorld(SEED));
  }, 900_000);

  judge("resumed", () => points);
});
