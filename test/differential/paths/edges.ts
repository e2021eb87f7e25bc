import type { Edges } from "../comparison.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../world/courses.ts";
import type { SimulatedService } from "../world/world.ts";

/** The ledger's rows, by the longest window that is read from them, and the margin for the newest row. */
const ROWS = [
  { upToMs: 6 * HOUR_MS, rowMs: 30_000 },
  { upToMs: 3 * DAY_MS, rowMs: 5 * MINUTE_MS },
  { upToMs: Number.POSITIVE_INFINITY, rowMs: HOUR_MS },
] as const;

/** Which of two replicas showed an event first is not what is counted. */
const replicaSlackMs = ({ category, scrapeMs }: SimulatedService): number =>
  category === "replicas" ? 4 * scrapeMs : 0;

/** A sample that comes after its successor is overtaken: what it would have shown is booked at the successor's time. */
const overtakenMs = ({ plan }: SimulatedService): number => plan.latestMs;

/** Within one row the ledger knows when nothing happened; of samples that come late, the newest are not in yet. */
export const ledgerEdges =
  (isLate: boolean) =>
  (service: SimulatedService): Edges => ({
    oldMs: (lengthMs) =>
      (ROWS.find(({ upToMs }) => lengthMs <= upToMs)?.rowMs ?? HOUR_MS) +
      replicaSlackMs(service) +
      (isLate ? overtakenMs(service) : 0),
    newMs: replicaSlackMs(service) + (isLate ? service.plan.latestMs : 0),
  });

/** A rate knows nothing of what happened before the first scrape in its window, in whatever gap its old edge lies. */
export const pauseAt = ({ plan, scrapeMs }: SimulatedService, fromMs: number): number =>
  scrapeMs +
  Math.max(...plan.places.map(({ scrapes }) => (scrapes.find(({ atMs }) => atMs > fromMs)?.atMs ?? fromMs) - fromMs));
