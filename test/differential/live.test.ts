import { beforeAll, describe } from "vitest";
import type { Point } from "./comparison.ts";
import { judge } from "./judged.ts";
import { runLive } from "./paths/live.ts";
import { makeWorld, SEED } from "./world/world.ts";

describe("the ledger that runs all the time, against the events themselves", () => {
  let points: readonly Point[] = [];

  beforeAll(() => {
    points = runLive(makeWorld(SEED));
  }, 900_000);

  judge("live", () => points);
});
