import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { HeadroomProcess } from "../../test/fixtures/headroom-process.ts";
import { serveBuilt } from "../built-service.ts";
import { peakMegabytes } from "../../test/fixtures/peak-memory.ts";
import { readJson } from "../../test/fixtures/read-json.ts";
import { cpuPerMs } from "../cpu-time.ts";
import { type Measured, median, slowest } from "../measurement.ts";
import { changeTarget, serviceOf, writeSpecs } from "./shop-of-services.ts";

const STEP_MS = 30_000;
/** Each of them has the whole of a step, whenever it begins. */
const STEPS = 5;
const HISTORY_SECONDS = 600;
const POLL_MS = 20;
/** Set for the measurement: the time that an editor is given to save several files is no work. */
const SETTLE = "50ms";
const LISTS = 300;
const EXPOSITIONS = 5;
const RELOADS = 20;
const agent = new Agent({ keepAlive: true });

/** What a running service takes, in the middle one of some steps: what Prometheus does in its own time is in few. */
export interface SizeCost {
  readonly slos: number;
  /** Milliseconds of Prometheus' CPU per SLO and step. */
  readonly upstreamMs: number;
  /** Milliseconds of the service's CPU per step. */
  readonly ownMs: number;
  readonly peakMegabytes: number;
}

export interface Upstream {
  readonly url: string;
  readonly pid: number;
  readonly idlePerMs: number;
}

/** A service with so many SLOs, whose counters Prometheus has; `look` is called while it runs. */
export const measureSize = <T>(
  slos: number,
  upstream: Upstream,
  look: (headroom: HeadroomProcess, specs: string) => Promise<T>,
): Promise<{ readonly cost: SizeCost; readonly seen: T }> =>
  withService({ slos, url: upstream.url }, async (headroom, specs) => {
    await historyRead(headroom);
    const [own, ofUpstream]: [number[], number[]] = [[], []];
    for (let step = 0; step < STEPS; step++) {
      const [ownPerMs, upstreamPerMs] = await Promise.all([
        cpuPerMs(headroom.pid, STEP_MS),
        cpuPerMs(upstream.pid, STEP_MS),
      ]);
      own.push(ownPerMs * STEP_MS);
      ofUpstream.push((upstreamPerMs - upstream.idlePerMs) * STEP_MS);
    }
    const cost = {
      slos,
      upstreamMs: median(ofUpstream) / slos,
      ownMs: median(own),
      peakMegabytes: await peakMegabytes(headroom.pid),
    };
    return { cost, seen: await look(headroom, specs) };
  });

interface Served {
  readonly slos: number;
  /** Of Prometheus. */
  readonly url: string;
  /** A module that is loaded before the service. */
  readonly preload?: URL;
}

/** Runs a service with so many SLOs for as long as `work` takes. */
export async function withService<T>(
  { slos, url, preload }: Served,
  work: (headroom: HeadroomProcess, specs: string) => Promise<T>,
): Promise<T> {
  const specs = await mkdtemp(join(tmpdir(), "headroom-growth-"));
  let headroom: HeadroomProcess | undefined;
  try {
    await writeSpecs(specs, slos);
    const asked = [`--specs=${specs}`, `--prometheus=${url}`, `--specs-settle=${SETTLE}`];
    headroom = await serveBuilt([...asked, "--live-checks=off", "--query-timeout=60s"], preload);
    return await work(headroom, specs);
  } finally {
    await headroom?.stop();
    await rm(specs, { recursive: true, force: true });
  }
}

/** Waits until the past of all SLOs is read: what comes after is steps. */
export async function historyRead({ log }: HeadroomProcess): Promise<void> {
  for (let waitedMs = 0; !log.some(({ msg }) => msg === "history read"); waitedMs += POLL_MS) {
    if (waitedMs > HISTORY_SECONDS * 1000) throw new Error(`no history was read within ${HISTORY_SECONDS} s`);
    await sleep(POLL_MS);
  }
}

/** The list of all SLOs, as a page that shows them asks: at any time of a step, not all during one or between two. */
export async function measureLists({ url }: HeadroomProcess, slos: number): Promise<Measured> {
  const took = await timed(LISTS, `${url}/api/v1/slos`, STEP_MS / LISTS);
  return {
    name: `list of ${slos.toLocaleString("en")} SLOs, p95`,
    measured: slowest(took, 0.95),
    unit: "ms",
    goal: { atMost: 50 },
  };
}

/** The service's own metrics, as Prometheus reads them. */
export async function measureExposition({ url }: HeadroomProcess, slos: number): Promise<Measured> {
  const took = await timed(EXPOSITIONS, `${url}/metrics`);
  return {
    name: `/metrics of ${slos.toLocaleString("en")} SLOs`,
    measured: median(took) / 1000,
    unit: "s",
    goal: { atMost: 1 },
  };
}

/** From the change of one file until the API tells its new target. */
export async function measureReloads({ url }: HeadroomProcess, specs: string, slos: number): Promise<Measured> {
  const took: number[] = [];
  for (let i = 0; i < RELOADS; i++) {
    // Over the whole of a step: while one is asked and counted, a change waits.
    await sleep(STEP_MS / RELOADS);
    const target = 0.9 + (i % 9) / 100;
    const start = performance.now();
    await changeTarget(specs, i, `${(target * 100).toFixed(0)}%`);
    const slo = `${url}/api/v1/slos/${serviceOf(i)}/availability`;
    while (Math.abs((await targetOf(slo)) - target) > 1e-9) {
      if (performance.now() - start > HISTORY_SECONDS * 1000) throw new Error(`${slo} never told its new target`);
      await sleep(POLL_MS);
    }
    took.push(performance.now() - start);
  }
  return {
    name: `reload of one spec of ${slos.toLocaleString("en")}`,
    measured: median(took) / 1000,
    unit: "s",
    goal: { atMost: 1 },
  };
}

const shown = z.object({ target: z.number() });

/** The target of an SLO, as the API tells it. */
const targetOf = async (slo: string): Promise<number> => shown.parse(await readJson(fetch(slo))).target;

async function timed(times: number, url: string, pauseMs = 0): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    await sleep(pauseMs);
    const start = performance.now();
    const status = await answered(url);
    took.push(performance.now() - start);
    if (status !== 200) throw new Error(`${url} answered ${status}`);
  }
  return took;
}

/** Reads an answer to its end as it comes, packed: what a reader takes to unpack it is no time of the service. */
async function answered(url: string): Promise<number | undefined> {
  const options = { agent, headers: { "Accept-Encoding": "gzip" } };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, options, resolve).once("error", reject);
  });
  await once(answer.resume(), "end");
  return answer.statusCode;
}
