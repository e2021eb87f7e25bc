import { Ledger } from "../../../src/core/ledger/ledger.ts";
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

/**
 * A ledger that has run all the time, step by step; samples of the simulated Prometheus may come late. Replicas have a
 * ledger of their own, as they are a source of their own: to look for them costs time with every series.
 */
export const runLive = (world: World): readonly Point[] =>
  [true, false].flatMap((isReplicated) => {
    const services = world.services.filter(({ category }) => (category === "replicas") === isReplicated);
    const jobs = new Set(services.map(({ objective }) => objective.service));
    const series = world.series.filter(({ labels }) => jobs.has(labels["job"] ?? ""));
    return follow({ ...world, services, series }, isReplicated ? [REPLICA_LABEL] : []);
  });

function follow(world: World, replicaLabels: readonly string[]): readonly Point[] {
  const moments = new Set(momentsOf(world, MOMENTS, STEP_MS));
  const lastMs = Math.max(...moments);
  const steps = Math.floor((lastMs - world.fromMs - BEGINS_AFTER_MS) / STEP_MS);
  const prometheus = new SimulatedPrometheus();
  const scrapeUpTo = feeder(world, prometheus);
  const ledger = new Ledger({ step: seconds(STEP_MS / 1000), replicaLabels });
  const beginMs = lastMs - steps * STEP_MS;
  ledger.follow(
    world.services.map(({ objective }) => objective),
    instant(beginMs),
  );
  const points: Point[] = [];
  for (let atMs = beginMs; atMs <= lastMs; atMs += STEP_MS) {
    const at = instant(atMs);
    scrapeUpTo(atMs);
    ledger.ingest(
      at,
      ledger.plan(at).map((query) => prometheus.answer(query)),
    );
    if (moments.has(atMs)) points.push(...compareStatuses(world.services, ledger.read(at), atMs, ledgerEdges(true)));
  }
  return points;
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
