import { packPiece, unpackPiece } from "../../../src/adapters/store/packed-piece.ts";
import { unpaused } from "../../../src/core/ledger/following/unpaused.ts";
import { type KeptPieces, SourceLedger } from "../../../src/core/ledger/source-ledger.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { SimulatedPrometheus } from "../../core/ledger/simulated-prometheus.ts";
import { compareStatuses, type Point } from "../comparison.ts";
import { MINUTE_MS } from "../world/courses.ts";
import { REPLICA_LABEL } from "../world/target-reader.ts";
import { momentsOf, type World } from "../world/world.ts";
import { ledgerEdges } from "./edges.ts";

/** How often the ledger looks. */
export const STEP_MS = 30_000;
const MOMENTS = 24;
/** The ledger begins when there are samples already: what counters began with is nobody's. */
const BEGINS_AFTER_MS = 5 * MINUTE_MS;

/** A process that ends, and one that goes on with what it kept; times are those of steps, from the first one on. */
export interface Restart {
  /** When a checkpoint was written … */
  readonly keptMs: number;
  /** … the last step of the process that wrote it … */
  readonly lastMs: number;
  /** … and the first one of the next. */
  readonly backMs: number;
}

/**
 * A ledger that looks step by step; samples of the simulated Prometheus may come late. Replicas have a ledger of their
 * own, as they are a source of their own: to look for them costs time with every series.
 *
 * @param restartsWithin - of the processes between two times, oldest first
 */
export const runSteps = (
  world: World,
  restartsWithin: (fromMs: number, toMs: number) => readonly Restart[] = () => [],
): readonly Point[] =>
  [true, false].flatMap((isReplicated) => {
    const services = world.services.filter(({ category }) => (category === "replicas") === isReplicated);
    const jobs = new Set(services.map(({ objective }) => objective.service));
    const series = world.series.filter(({ labels }) => jobs.has(labels["job"] ?? ""));
    return follow({ ...world, services, series }, isReplicated ? [REPLICA_LABEL] : [], restartsWithin);
  });

function follow(
  world: World,
  replicaLabels: readonly string[],
  restartsWithin: (fromMs: number, toMs: number) => readonly Restart[],
): readonly Point[] {
  const moments = [...momentsOf(world, MOMENTS, STEP_MS)];
  const lastMs = Math.max(...moments);
  const beginMs = lastMs - Math.floor((lastMs - world.fromMs - BEGINS_AFTER_MS) / STEP_MS) * STEP_MS;
  const restarts = [...restartsWithin(beginMs, lastMs)];
  const prometheus = new SimulatedPrometheus();
  const scrapeUpTo = feeder(world, prometheus);
  let ledger = begun(world, replicaLabels, beginMs);
  let moment: KeptPieces | undefined;
  let kept: readonly Uint8Array[] = [];
  const points: Point[] = [];
  for (let atMs = beginMs; atMs <= lastMs; atMs += STEP_MS) {
    const at = instant(atMs);
    scrapeUpTo(atMs);
    const [restart] = restarts;
    if (restart !== undefined && atMs > restart.lastMs) {
      if (atMs < restart.backMs) continue;
      restarts.shift();
      ledger = begun(world, replicaLabels, atMs, kept);
    }
    ledger.ingest(
      at,
      ledger.plan(at).map((query) => prometheus.answer(query)),
    );
    if (atMs === restart?.keptMs) moment = unpaused(ledger.keep(at));
    // What was is told while the ledger goes on, and by the last step at the latest.
    if (atMs === restart?.lastMs) kept = Array.from(moment?.pieces ?? [], packPiece);
    // At a moment at which nobody looks, whoever asks is answered by the next process.
    for (
      let momentMs = moments[0];
      momentMs !== undefined && momentMs <= atMs;
      momentMs = (moments.shift(), moments[0])
    )
      points.push(...compareStatuses(world.services, ledger.read(at), atMs, ledgerEdges(true)));
  }
  return points;
}

function begun(
  { services }: World,
  replicaLabels: readonly string[],
  atMs: number,
  kept: readonly Uint8Array[] = [],
): SourceLedger {
  const ledger = new SourceLedger({ step: seconds(STEP_MS / 1000), replicaLabels });
  for (const piece of kept) ledger.resume(unpackPiece(piece), instant(atMs));
  ledger.follow(
    services.map(({ objective }) => objective),
    instant(atMs),
  );
  return ledger;
}

/** Stores samples as they are scraped. */
function feeder({ series }: World, prometheus: SimulatedPrometheus): (ms: number) => void {
  const cursors = series.map((one) => ({ one, next: 0 }));
  return (ms) => {
    for (const cursor of cursors) {
      const { labels, timestamps, values, visibleMs } = cursor.one;
      for (let atMs = timestamps[cursor.next]; atMs !== undefined && atMs <= ms; atMs = timestamps[++cursor.next])
        prometheus.append(labels, atMs, values[cursor.next] ?? 0, visibleMs[cursor.next]);
    }
  };
}
