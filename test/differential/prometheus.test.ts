import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Point } from "./comparison.ts";
import { judge } from "./judged.ts";
import { LATE_PAGES, MISSED_PAGES } from "./limits.ts";
import { runAlerts, type Verdicts } from "./paths/alerts.ts";
import { runCold } from "./paths/cold.ts";
import { runRecorded } from "./paths/recorded.ts";
import { runRestarted } from "./paths/restarted.ts";
import { recordPast, rulesOf } from "./paths/rules.ts";
import { type Source, startSource } from "./paths/source.ts";
import { printVerdicts } from "./table.ts";
import { makeWorld, SEED, type World } from "./world/world.ts";

const TIMEOUT_MILLISECONDS = 900_000;

describe("a real Prometheus with a week of hard data", () => {
  let world: World;
  let source: Source;

  beforeAll(async () => {
    world = makeWorld(SEED);
    source = await startSource(world);
  }, TIMEOUT_MILLISECONDS);

  afterAll(async () => {
    await source?.stop();
  });

  describe("of which all is read at once, against the events themselves", () => {
    let points: readonly Point[] = [];
    beforeAll(async () => {
      points = await runCold(world, source);
    }, TIMEOUT_MILLISECONDS);
    judge("cold", () => points);
  });

  describe("whose ledger was started anew, against the events themselves", () => {
    let points: readonly Point[] = [];
    beforeAll(async () => {
      points = await runRestarted(world, source);
    }, TIMEOUT_MILLISECONDS);
    judge("restarted", () => points);
  });

  describe("that runs the rules, against the events themselves", () => {
    let points: readonly Point[] = [];
    let verdicts: readonly Verdicts[] = [];
    beforeAll(async () => {
      for (const service of world.services) await recordPast(source.server, world, rulesOf(service));
      points = await runRecorded(world, source);
      verdicts = await runAlerts(world, source);
    }, TIMEOUT_MILLISECONDS);
    judge("recorded", () => points);

    it("pages in a burn and not without", () => {
      process.stdout.write(`\npages, seed ${SEED}\n${printVerdicts(verdicts)}\n`);
      const sum = (of: (one: Verdicts) => number): number => verdicts.reduce((all, one) => all + of(one), 0);
      expect(sum(({ burning }) => burning)).toBeGreaterThan(100);
      expect(sum(({ quiet }) => quiet)).toBeGreaterThan(10_000);
      const found = verdicts.map(({ category, burning, missed, quiet, false: falsely }) => ({
        category,
        isMissing: missed > (MISSED_PAGES[category] ?? 0) * burning,
        isFalse: falsely > (LATE_PAGES[category] ?? 0) * quiet,
      }));
      expect(found).toEqual(found.map(({ category }) => ({ category, isMissing: false, isFalse: false })));
    });
  });
});
