import { countingGroup, GROUP_INTERVALS } from "../../../src/core/sli/groups-table.ts";
import { errorRatioSeries, RECORDED } from "../../../src/core/sli/series-names.ts";
import type { ReadWindow } from "../../../src/core/objective/burn-window.ts";
import { days, seconds } from "../../../src/core/units/seconds.ts";
import { JUDGED_AFTER } from "../../../src/core/rules/elements/unseen/stretch.ts";
import { compare, type Edges, lengthOf, type Point, windowsOf } from "../comparison.ts";
import { momentsOf, type SimulatedService, type World } from "../world/world.ts";
import { pauseAt } from "./edges.ts";
import { STEP_MS } from "./stepped.ts";
import { rulesOf } from "./rules.ts";
import type { Source } from "./source.ts";

const MOMENTS = 10;
const EVALUATED_MS = GROUP_INTERVALS.slow * 1000;

/** A rate knows where a window begins and ends to a scrape; windows of days are read as they were counted last. */
function rateEdges(service: SimulatedService, window: ReadWindow): Edges {
  const length = seconds(lengthOf(service, window));
  const ageMs = length < days(1) ? 0 : (GROUP_INTERVALS[countingGroup(length)] + JUDGED_AFTER) * 1000;
  const edgeMs = ageMs + 2 * service.scrapeMs;
  return { oldMs: (_lengthMs, fromMs) => Math.max(edgeMs, ageMs + pauseAt(service, fromMs)), newMs: edgeMs };
}

/** What the recording rules say at some moments, evaluated by Prometheus itself over what was recorded before. */
export async function runRecorded(world: World, { server }: Source): Promise<readonly Point[]> {
  // Of a group's evaluation, as in life: a rule that reads another of it finds what was recorded at the same moment.
  const moments = momentsOf(world, MOMENTS, STEP_MS).map((atMs) => atMs - (atMs % EVALUATED_MS));
  const points: Point[] = [];
  for (const service of world.services) {
    const rules = rulesOf(service);
    for (const window of windowsOf(service)) {
      const name = window === "slo" ? RECORDED.windowErrorRatio : errorRatioSeries(window);
      const rule = rules.find(({ record }) => record === name);
      if (rule === undefined) throw new Error(`no rule records ${name}`);
      const ratios = await Promise.all(
        moments.map(async (atMs) => (await server.instant(rule.expr, atMs / 1000))[0]?.samples[0]?.value),
      );
      moments.forEach((atMs, i) =>
        points.push(
          compare(service, window, atMs, { ratio: ratios[i], counts: undefined }, rateEdges(service, window)),
        ),
      );
    }
  }
  return points;
}
