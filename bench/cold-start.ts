import type { Prometheus } from "../src/adapters/prometheus/prometheus.ts";
import type { Objective } from "../src/core/objective/objective.ts";
import { instant } from "../src/core/units/instant.ts";
import { evaluatedAt } from "../test/fixtures/prometheus-client.ts";
import { cpuMilliseconds } from "./cpu-time.ts";
import { type Measurement, median } from "./measurement.ts";

const ROUNDS = 3;
/** So many SLOs are to be ready, all 30 days of them, in so many seconds. */
const MANY = 1000;
const READY_SECONDS = 180;

/** What a cold start costs: Prometheus' CPU for each SLO, and the time until all of the month is counted. */
export interface ColdStart {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Reads the whole history of objectives as `headroom status` does, some times over. */
export async function coldStart(
  pid: number,
  client: Prometheus,
  objectives: readonly Objective[],
  nowMs: number,
): Promise<ColdStart> {
  const rounds: ColdStart[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const before = { cpu: cpuMilliseconds(pid), ms: performance.now() };
    const statuses = await evaluatedAt(client, objectives, instant(nowMs));
    if (statuses.some(({ approximate }) => approximate)) throw new Error("history was not read from raw samples");
    rounds.push({
      cpuMs: (cpuMilliseconds(pid) - before.cpu) / objectives.length,
      wallMs: (performance.now() - before.ms) / objectives.length,
    });
  }
  return { cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)), wallMs: median(rounds.map(({ wallMs }) => wallMs)) };
}

/** @param yardstick - what one evaluation of the rules costs that others are held against, or why it is not known */
export const coldStartMeasurements = (
  { cpuMs, wallMs }: ColdStart,
  yardstick: number | { readonly skipped: string },
): readonly Measurement[] => [
  {
    name: "Prometheus CPU per SLO: cold start, 30 days of raw samples",
    measured: cpuMs,
    unit: "ms",
    goal: undefined,
  },
  {
    name: "cold start: times what one evaluation of Sloth's rules costs",
    unit: "x",
    goal: { atMost: 1 },
    ...(typeof yardstick === "number" ? { measured: cpuMs / yardstick } : yardstick),
  },
  {
    name: `cold start of ${MANY.toLocaleString("en")} SLOs, 24 series each, at that rate`,
    measured: (wallMs * MANY) / 1000,
    unit: "s",
    goal: { atMost: READY_SECONDS },
  },
];
