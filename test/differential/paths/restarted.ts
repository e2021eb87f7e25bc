import type { SourceLedger } from "../../../src/core/ledger/source-ledger.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { evaluateOnce } from "../../../src/service/control/evaluate-once.ts";
import { ask } from "../../../src/service/control/ledger-answer.ts";
import { answeredValue } from "../../fixtures/answered-value.ts";
import { readerAt } from "../../fixtures/prometheus-client.ts";
import { compareStatuses, type Point } from "../comparison.ts";
import { HOUR_MS } from "../world/courses.ts";
import { momentsOf, type World } from "../world/world.ts";
import { ledgerEdges } from "./edges.ts";
import { STEP_MS } from "./stepped.ts";
import type { Source } from "./source.ts";

const RESTARTS = 2;
/** How long it goes on, how often it is read, and for how long it is then prevented from looking. */
const STRETCH_MS = HOUR_MS / 2;
const READ_EVERY_MS = HOUR_MS / 12;
const PREVENTED_MS = HOUR_MS / 3;

/**
 * Ledgers that begin at some moment, with the past that they find, and go on step by step on the real Prometheus; after
 * half an hour none of their questions is answered for twenty minutes.
 */
export async function runRestarted(world: World, source: Source): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const startMs of momentsOf(world, RESTARTS, STEP_MS).map((ms) => ms - 2 * STRETCH_MS - PREVENTED_MS)) {
    const { ledger } = answeredValue(
      await evaluateOnce(
        readerAt(source.client, instant(startMs)),
        world.services.map(({ objective }) => objective),
        seconds(STEP_MS / 1000),
      ),
    );
    points.push(...(await goOn(world, source, ledger, { fromMs: startMs, toMs: startMs + STRETCH_MS })));
    const againMs = startMs + STRETCH_MS + PREVENTED_MS;
    points.push(...(await goOn(world, source, ledger, { fromMs: againMs, toMs: againMs + STRETCH_MS })));
  }
  return points;
}

async function goOn(
  world: World,
  { client }: Source,
  ledger: SourceLedger,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (let atMs = fromMs + STEP_MS; atMs <= toMs; atMs += STEP_MS) {
    const at = instant(atMs);
    const reader = readerAt(client, at);
    ledger.ingest(at, await Promise.all(ledger.plan(at).map((query) => ask(reader, query))));
    if ((atMs - fromMs) % READ_EVERY_MS === 0)
      points.push(...compareStatuses(world.services, ledger.read(at), atMs, ledgerEdges(false)));
  }
  return points;
}
