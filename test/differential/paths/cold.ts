import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../../src/service/control/evaluate-once.ts";
import { answeredValue } from "../../fixtures/answered-value.ts";
import { readerAt } from "../../fixtures/prometheus-client.ts";
import { compareStatuses, type Point } from "../comparison.ts";
import { momentsOf, type World } from "../world/world.ts";
import { ledgerEdges } from "./edges.ts";
import { STEP_MS } from "./stepped.ts";
import type { Source } from "./source.ts";

const MOMENTS = 10;

/** What `headroom status` says at some moments: each time all that is known comes from one look at Prometheus. */
export async function runCold(world: World, { client }: Source): Promise<readonly Point[]> {
  const objectives = world.services.map(({ objective }) => objective);
  const found = momentsOf(world, MOMENTS, STEP_MS).map(async (atMs) => {
    const reader = readerAt(client, instant(atMs));
    const { statuses } = answeredValue(await evaluateOnce(reader, objectives, seconds(STEP_MS / 1000)));
    return compareStatuses(world.services, statuses, atMs, ledgerEdges(false));
  });
  return (await Promise.all(found)).flat();
}
