import { setTimeout as sleep } from "node:timers/promises";
import { startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { cpuPerMs } from "./cpu-time.ts";
import { measureLongerWindows } from "./growth/longer-windows.ts";
import { measureExposition, measureLists, measureReloads, measureSize, type SizeCost } from "./growth/served-size.ts";
import { SERIES_PER_SLO, writeCounters } from "./growth/shop-of-services.ts";
import { measureTurns } from "./growth/turns.ts";
import { ringsMegabytes } from "./ledger-memory.ts";
import { type Measured, type Measurement, median, printTable } from "./measurement.ts";

const SIZES = [10, 100, 1_000, 10_000];
const LISTED = 1_000;
const LARGEST = Math.max(...SIZES);
const PAST_MS = 15 * 60_000;
/** Prometheus refuses what is dated further ahead than ten minutes. */
const AHEAD_MS = 9 * 60_000;
const SETTLE_MS = 20_000;
const IDLE_MS = 10_000;
/** What it does by itself is told by the middle one of so many looks. */
const LOOKS = 3;
/** Beside the rings, of a service with the largest size. */
const MOST_MEGABYTES = 512;

/** What the service takes as SLOs become more, with a real Prometheus that holds 20 counters for each. */
export async function measureGrowth(say: (line: string) => void): Promise<readonly Measurement[]> {
  const server = await startPrometheus(undefined, "--storage.tsdb.min-block-duration=2h");
  const pid = server.pid ?? 0;
  try {
    const costs: SizeCost[] = [];
    const seen: Measured[] = [];
    let writtenMs = Date.now() - PAST_MS;
    const write = async (): Promise<void> => {
      const untilMs = Date.now() + AHEAD_MS;
      await writeCounters(server.url, LARGEST, writtenMs, untilMs);
      writtenMs = untilMs;
      // What was written is put in order for a while.
      await sleep(SETTLE_MS);
    };
    for (const slos of SIZES) {
      say(`${slos} SLOs: writing counters, reading the past, five steps`);
      await write();
      const idle: number[] = [];
      for (let look = 0; look < LOOKS; look++) idle.push(await cpuPerMs(pid, IDLE_MS));
      const upstream = { url: server.url, pid, idlePerMs: median(idle) };
      const size = await measureSize(slos, upstream, async (headroom, specs): Promise<readonly Measured[]> => {
        if (slos === LISTED) return [await measureLists(headroom, slos)];
        if (slos !== LARGEST) return [];
        return [await measureExposition(headroom, slos), await measureReloads(headroom, specs, slos)];
      });
      costs.push(size.cost);
      say(printTable([...rowsOf(size.cost), ...size.seen]));
      seen.push(...size.seen);
    }
    say(`${LARGEST} SLOs: turns of the event loop`);
    await write();
    const turns = await measureTurns(LARGEST, server.url);
    return [...costs.flatMap(rowsOf), ...growthRows(costs), ...seen, ...turns, ...measureLongerWindows()];
  } finally {
    await server.stop();
  }
}

function rowsOf({ slos, upstreamMs, ownMs, peakMegabytes }: SizeCost): readonly Measured[] {
  const many = `${slos.toLocaleString("en")} SLOs, ${(slos * SERIES_PER_SLO).toLocaleString("en")} series`;
  return [
    {
      name: `a step of the ledger, Prometheus CPU per SLO: ${many}`,
      measured: upstreamMs,
      unit: "ms",
      goal: undefined,
    },
    { name: `a step of the service, its CPU per SLO: ${many}`, measured: ownMs / slos, unit: "ms", goal: undefined },
    {
      name: `most resident memory of the service beside its rings: ${many}`,
      measured: peakMegabytes - ringsMegabytes(slos),
      unit: "MB",
      goal: slos === LARGEST ? { atMost: MOST_MEGABYTES } : undefined,
    },
  ];
}

/** One SLO of the largest size, against one of the smallest and one of the size before. */
function growthRows(costs: readonly SizeCost[]): readonly Measured[] {
  const [first, before, largest] = [costs[0], costs.at(-2), costs.at(-1)];
  return [first, before].map((one) => ({
    name: `a step of the ledger, Prometheus CPU per SLO: at ${LARGEST.toLocaleString("en")} SLOs, times that at ${(one?.slos ?? 0).toLocaleString("en")}`,
    measured: (largest?.upstreamMs ?? Number.NaN) / (one?.upstreamMs ?? Number.NaN),
    unit: "x",
    goal: one === first ? { atMost: 1 } : undefined,
  }));
}
