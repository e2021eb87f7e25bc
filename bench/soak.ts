import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { writeSeries } from "../demo/backfill/remote-write.ts";
import { type HeadroomProcess, serveHeadroom } from "../test/fixtures/headroom-process.ts";
import { startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { isMet, printTable } from "./measurement.ts";
import { METRIC, pastOf, serviceName, startExporter } from "./soak/exporter.ts";
import { fetchReading } from "./soak/fetch-reading.ts";
import { type Reading, summarize } from "./soak/summary.ts";

// npm run soak -- [--minutes N]: whether a service that runs on grows, lets go of files, keeps its pace and its answers.

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });

const SLOS = 1_000;
const SLOS_PER_FILE = 10;
/** Of the files, so many have a workload to scale. */
const SCALED_FILES = 20;
const STEP_SECONDS = 10;
const SCRAPE_SECONDS = 5;
/** So much is there to be read at the start. */
const PAST_SECONDS = 2 * 3600;
const PAST_SCRAPE_SECONDS = 30;
const READING_SECONDS = 5;
const MINUTE_SECONDS = 60;
/** Half of the memory of a container, as V8 takes it by itself there: the chart gives 512 MB. */
const HEAP_MEGABYTES = 256;
/** Long enough to collect a heap of some hundred megabytes. */
const COLLECTION_MS = 500;
/** Less leaves nothing after the warm-up that could be called a slope. */
const LEAST_MINUTES = 5;
/** Most of a warm-up is over by then; a short run has a shorter one. */
const WARM_UP_SECONDS = 180;

const minutes = Number(values.minutes);
if (!(minutes >= LEAST_MINUTES)) {
  process.stderr.write(`--minutes is ${values.minutes}; write a number from ${LEAST_MINUTES} on\n`);
  process.exitCode = 2;
} else {
  await soak(minutes * MINUTE_SECONDS);
}

async function soak(lastsSeconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-soak-"));
  const bornMs = Date.now() - PAST_SECONDS * 1000;
  const exporter = await startExporter(SLOS, bornMs);
  const prometheus = await startPrometheus();
  let headroom: HeadroomProcess | undefined;
  try {
    await writeSpecs(folder);
    await writeSeries(prometheus.url, pastOf(SLOS, exporter.target, bornMs, PAST_SCRAPE_SECONDS));
    await prometheus.scrape(exporter.target, SCRAPE_SECONDS);
    headroom = await serveHeadroom(
      [
        `--specs=${folder}`,
        `--prometheus=${prometheus.url}`,
        `--step=${STEP_SECONDS}s`,
        `--store=${join(folder, "decisions.db")}`,
      ],
      {
        NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES} --import=${new URL("soak/collect-when-told.ts", import.meta.url).href}`,
      },
    );
    const readings = await follow(headroom, lastsSeconds);
    const rows = summarize(readings, {
      warmUpSeconds: Math.min(WARM_UP_SECONDS, lastsSeconds / 3),
      stepSeconds: STEP_SECONDS,
      slos: SLOS,
    });
    process.stdout.write(`${printTable(rows)}\n`);
    if (!rows.every(isMet)) process.exitCode = 1;
  } finally {
    await headroom?.stop();
    await prometheus.stop();
    exporter.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSpecs(folder: string): Promise<void> {
  for (let file = 0; file < SLOS / SLOS_PER_FILE; file++) await writeFile(join(folder, `${file}.yaml`), spec(file));
}

function spec(file: number): string {
  return `version: headroom/v1
service: team-${file}
slos:
${Array.from({ length: SLOS_PER_FILE }, (_, i) => slo(file * SLOS_PER_FILE + i)).join("")}${file < SCALED_FILES ? scaling(file) : ""}`;
}

function slo(index: number): string {
  const service = serviceName(index);
  return `  - name: ${service}
    target: 99%
    events: {total: '${METRIC}{service="${service}"}', bad: '${METRIC}{service="${service}",code="500"}'}
`;
}

function scaling(file: number): string {
  return `scaling:
  - name: web
    target: Deployment/team-${file}
    mode: publish
    demand: sum(rate(${METRIC}{service="${serviceName(file * SLOS_PER_FILE)}"}[1m]))
    replicas: vector(5)
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 2, max: 40}
`;
}

/** Reads the service again and again, as somebody who looks at it does, and says each minute how it stands. */
async function follow(headroom: HeadroomProcess, lastsSeconds: number): Promise<readonly Reading[]> {
  const start = performance.now();
  const readings: Reading[] = [];
  for (let next = 0; next <= lastsSeconds; next += READING_SECONDS) {
    await sleep(Math.max(0, next * 1000 - (performance.now() - start)));
    await (await fetch(`${headroom.url}/api/v1/slos`)).arrayBuffer();
    if (next % MINUTE_SECONDS === 0) {
      process.kill(headroom.pid, "SIGUSR2");
      await sleep(COLLECTION_MS);
    }
    const reading = await fetchReading(headroom, (performance.now() - start) / 1000);
    readings.push(reading);
    if (next % MINUTE_SECONDS === 0) process.stderr.write(`${progress(reading)}\n`);
  }
  return readings;
}

function progress({ atSeconds, residentBytes, heapBytes, files, steps }: Reading): string {
  return `${Math.round(atSeconds)} s: ${Math.round(residentBytes / 1e6)} MB resident, ${Math.round(heapBytes / 1e6)} MB heap, ${files} files, ${steps.done} steps`;
}
