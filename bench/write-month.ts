import { setTimeout as sleep } from "node:timers/promises";
import { writeSeries } from "../demo/backfill/remote-write.ts";
import type { Objective } from "../src/core/objective/objective.ts";
import type { PrometheusServer } from "../test/fixtures/prometheus-server.ts";
import { cpuMilliseconds } from "./cpu-time.ts";
import { DAY_MS, objectives, SERVICES, SLOS } from "./rule-files.ts";
import { type Recordings, serviceHistory } from "./shop-history.ts";

/** The counters go on while they are read, as they would in life: for longer than the slowest benchmark reads them. */
const AHEAD_MS = 40 * 60_000;

/** More than what steps of a ledger look back over. */
const RECENT_MS = 3 * 3_600_000;

/**
 * Writes 30 days of the benchmark's services, and what rules have recorded of them, and waits until that is stored.
 *
 * @param recent - other services, of which the last hours are enough
 */
export async function writeMonth(
  server: PrometheusServer,
  nowMs: number,
  recorded: readonly Recordings[],
  say: (line: string) => void,
  recent: readonly Objective[] = [],
): Promise<void> {
  say(`writing 30 days of ${SERVICES} services x 24 counters`);
  const spans = {
    counters: { fromMs: nowMs - 30 * DAY_MS, toMs: nowMs + AHEAD_MS },
    recordedToMs: nowMs,
    slos: SLOS,
  };
  const short = { ...spans, counters: { ...spans.counters, fromMs: nowMs - RECENT_MS } };
  const { samples } = await writeSeries(server.url, [
    ...objectives.flatMap(({ service: name }, i) => serviceHistory(name, i + 1, spans, recorded)),
    ...recent.flatMap(({ service: name }, i) => serviceHistory(name, SERVICES + i + 1, short, [])),
  ]);
  say(`${samples} samples written; waiting until Prometheus is quiet`);
  await quiet(server.pid ?? 0);
}

/** Waits until compaction of what was written is over. */
export async function quiet(pid: number): Promise<void> {
  for (let tries = 0, calm = 0; tries < 60 && calm < 3; tries++) {
    const before = cpuMilliseconds(pid);
    await sleep(1000);
    calm = cpuMilliseconds(pid) - before < 20 ? calm + 1 : 0;
  }
}
