import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HeadroomProcess } from "../test/fixtures/headroom-process.ts";
import { serveBuilt } from "./built-service.ts";
import { peakMegabytes } from "../test/fixtures/peak-memory.ts";
import { LARGE_SERIES } from "./large-answers-server.ts";
import { type Measurement, median } from "./measurement.ts";
import { startServers } from "./own-servers.ts";

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: 'http_requests_total{job="checkout"}', bad: 'http_requests_total{job="checkout",code="500"}'}
`;
/** Every so many seconds the answer comes again. */
const STEP_SECONDS = 10;
/** The first answer has only new series, the next ones only known ones. */
const STEPS = 3;
const PROBE_EVERY_MILLISECONDS = 10;
const PARSES = 5;
/** Of a service that holds ten thousand SLOs, as the chart gives it. */
const MOST_MEGABYTES = 512;
/** To read and count a whole answer at once takes some ten times as long as to parse it. */
const LONGEST_STALL = 2;

/** What answers of 60,000 series cost a service: its memory, and how long nobody else is answered. */
export async function measureLargeAnswers(): Promise<readonly Measurement[]> {
  const upstream = await startServers("large-answers-server.ts");
  const folder = await mkdtemp(join(tmpdir(), "headroom-bench-"));
  let headroom: HeadroomProcess | undefined;
  try {
    await writeFile(join(folder, "shop.yaml"), SPEC);
    const prometheus = `http://127.0.0.1:${upstream.told}`;
    headroom = await serveBuilt(["--specs", folder, "--prometheus", prometheus, "--step", `${STEP_SECONDS}s`]);
    const longest = await longestStall(`${headroom.url}/livez`, STEPS * STEP_SECONDS * 1000);
    const name = `answers of ${LARGE_SERIES.toLocaleString("en")} series`;
    return [
      {
        name: `${name}: peak memory of the service`,
        measured: await peakMegabytes(headroom.pid),
        unit: "MB",
        goal: { atMost: MOST_MEGABYTES },
      },
      {
        name: `${name}: longest wait of a probe, times what JSON.parse of one takes`,
        measured: longest / (await parseMilliseconds(prometheus)),
        unit: "x",
        goal: { atMost: LONGEST_STALL },
      },
    ];
  } finally {
    await headroom?.stop();
    upstream.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function longestStall(url: string, forMilliseconds: number): Promise<number> {
  const end = performance.now() + forMilliseconds;
  let longest = 0;
  while (performance.now() < end) {
    const start = performance.now();
    await (await fetch(url)).text();
    longest = Math.max(longest, performance.now() - start);
    await sleep(PROBE_EVERY_MILLISECONDS);
  }
  return longest;
}

async function parseMilliseconds(prometheus: string): Promise<number> {
  const body = await (await fetch(`${prometheus}/api/v1/query?query=x`)).text();
  return median(
    Array.from({ length: PARSES }, () => {
      const start = performance.now();
      JSON.parse(body);
      return performance.now() - start;
    }),
  );
}
