import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HeadroomProcess } from "../test/fixtures/headroom-process.ts";
import { serveBuilt } from "./built-service.ts";
import { startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { fetchSamples, sumOf } from "./fetch-samples.ts";
import { historyRead } from "./growth/served-size.ts";
import { specOf } from "./growth/shop-of-services.ts";
import type { Measurement } from "./measurement.ts";
import { objectives, SERVICES, STEP_MS } from "./rule-files.ts";
import { writeMonth } from "./write-month.ts";

const MEGABYTE = 1024 ** 2;
const MOST_SECONDS = 10;
/** What Prometheus is asked for with a checkpoint is some minutes of the 43,200 that 30 days have. */
const LEAST_SAVED = 100;

/** What a start takes until all 30 days are right. */
interface Start {
  readonly seconds: number;
  /** That Prometheus sent, for each SLO. */
  readonly megabytes: number;
  /** Queries and remote reads that Prometheus answered. */
  readonly requests: number;
}

/** A start with 30 days to be read, and one that goes on from a checkpoint. */
export async function measureRestarts(say: (line: string) => void): Promise<readonly Measurement[]> {
  const server = await startPrometheus(undefined, "--storage.tsdb.min-block-duration=2h");
  const folder = await mkdtemp(join(tmpdir(), "headroom-restarts-"));
  try {
    await writeMonth(server, Math.floor(Date.now() / STEP_MS) * STEP_MS, [], say);
    for (const { service } of objectives) await writeFile(join(folder, `${service}.yaml`), specOf(service, "99.9%"));
    const checkpoint = join(folder, "ledger.db");
    say("a start without a checkpoint, which leaves one, and a start that goes on from it");
    const without = await measureStart(server.url, folder, checkpoint, historyRead);
    const from = await measureStart(server.url, folder, checkpoint, goneOn);
    return rowsOf(without, from);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureStart(
  prometheus: string,
  specs: string,
  checkpoint: string,
  isRight: (headroom: HeadroomProcess) => Promise<void>,
): Promise<Start> {
  const before = await served(prometheus);
  const startMs = performance.now();
  const headroom = await serveBuilt([
    `--specs=${specs}`,
    `--prometheus=${prometheus}`,
    `--checkpoint=${checkpoint}`,
    "--live-checks=off",
  ]);
  try {
    await isRight(headroom);
    const seconds = (performance.now() - startMs) / 1000;
    const after = await served(prometheus);
    return {
      seconds,
      megabytes: (after.bytes - before.bytes) / MEGABYTE / SERVICES,
      requests: after.requests - before.requests,
    };
  } finally {
    await headroom.stop();
  }
}

async function goneOn(headroom: HeadroomProcess): Promise<void> {
  await headroom.evaluated();
  const said = new Set(headroom.log.map(({ msg }) => msg));
  if (!said.has("goes on with what was counted before")) throw new Error("the checkpoint was not used");
  if (said.has("reading history from raw samples")) throw new Error("history was read in spite of the checkpoint");
}

/** What Prometheus has answered since its start, by its own count. */
async function served(prometheus: string): Promise<{ readonly bytes: number; readonly requests: number }> {
  const samples = await fetchSamples(prometheus);
  const handlers = ["read", "query", "query_range"].map((name) => `handler="/api/v1/${name}"`);
  const all = (name: string): number => handlers.reduce((sum, one) => sum + sumOf(samples, name, one), 0);
  return {
    bytes: all("prometheus_http_response_size_bytes_sum"),
    requests: all("prometheus_http_response_size_bytes_count"),
  };
}

const rowsOf = (without: Start, from: Start): readonly Measurement[] => [
  ...(
    [
      ["without a checkpoint", without],
      ["from a checkpoint", from],
    ] as const
  ).flatMap(([how, start]) => [
    { name: `start ${how}: Prometheus sends, per SLO`, measured: start.megabytes, unit: "MB", goal: undefined },
    { name: `start ${how}: requests that Prometheus answers`, measured: start.requests, unit: "", goal: undefined },
    {
      name: `start ${how}: until 30 days of ${SERVICES} SLOs are right`,
      measured: start.seconds,
      unit: "s",
      goal: { atMost: MOST_SECONDS },
    },
  ]),
  {
    name: "start without a checkpoint: times what Prometheus sends for one from a checkpoint",
    measured: without.megabytes / from.megabytes,
    unit: "x",
    goal: { atLeast: LEAST_SAVED },
  },
];
