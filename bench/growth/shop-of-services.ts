import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { Objective } from "../../src/core/objective/objective.ts";
import { days } from "../../src/core/units/seconds.ts";
import { counter, objective } from "../../test/fixtures/objectives.ts";

// Many services of the same shape: their counters in Prometheus, and a spec file for each.

const SCRAPE_MS = 30_000;
const PODS = 2;
const HANDLERS = ["/cart", "/pay", "/search", "/login", "/orders"];
const CODES = [
  { code: "200", perScrape: 600 },
  { code: "500", perScrape: 1 },
];
export const SERIES_PER_SLO = PODS * HANDLERS.length * CODES.length;
/** A request that is made at once holds so many services. */
const SERVICES_PER_WRITE = 1_000;
const FILES_PER_FOLDER = 500;

export const serviceOf = (index: number): string => `service-${String(index).padStart(5, "0")}`;

/** Writes what scrapes of (fromMs, toMs] would have read of the first `services`. */
export async function writeCounters(url: string, services: number, fromMs: number, toMs: number): Promise<void> {
  const first = Math.floor(fromMs / SCRAPE_MS) + 1;
  const timestamps = Float64Array.from(
    { length: Math.floor(toMs / SCRAPE_MS) - first + 1 },
    (_, i) => (first + i) * SCRAPE_MS,
  );
  const valuesOf = CODES.map(({ perScrape }) => timestamps.map((atMs) => ((atMs / SCRAPE_MS) % 1e6) * perScrape));
  for (let from = 0; from < services; from += SERVICES_PER_WRITE) {
    const length = Math.min(SERVICES_PER_WRITE, services - from);
    const series = Array.from({ length }, (_, i) => countersOf(serviceOf(from + i))).flat();
    await writeSeries(
      url,
      series.map(({ labels, code }) => ({ labels, timestamps, values: valuesOf[code] ?? timestamps })),
    );
  }
}

interface Counter {
  readonly labels: Readonly<Record<string, string>>;
  /** Its place among the codes. */
  readonly code: number;
}

/** @param version - which pods have in their names */
export const countersOf = (job: string, version = "v0"): readonly Counter[] =>
  Array.from({ length: PODS }, (_, number) =>
    HANDLERS.flatMap((handler) =>
      CODES.map(({ code }, at): Counter => {
        const pod = `${job}-${version}-${number}`;
        const named = { __name__: "http_requests_total", job, instance: `${pod}:8080`, pod };
        return { labels: { ...named, handler, code }, code: at };
      }),
    ),
  ).flat();

/** Writes a spec file for each of the first `services`, a few hundred in a folder. */
export async function writeSpecs(folder: string, services: number): Promise<void> {
  for (let i = 0; i < services; i++) {
    if (i % FILES_PER_FOLDER === 0) await mkdir(join(folder, teamOf(i)));
    await writeFile(specFile(folder, i), specOf(serviceOf(i), "99.5%"));
  }
}

/** Changes the target of one spec. */
export const changeTarget = (folder: string, index: number, target: string): Promise<void> =>
  writeFile(specFile(folder, index), specOf(serviceOf(index), target));

const teamOf = (index: number): string => `team-${Math.floor(index / FILES_PER_FOLDER)}`;
const specFile = (folder: string, index: number): string => join(folder, teamOf(index), `${serviceOf(index)}.yaml`);

/** A spec of one SLO, on the counters of a service. */
export const specOf = (service: string, target: string): string => `version: headroom/v1
service: ${service}
slos:
  - name: availability
    target: ${target}
    events:
      total: 'http_requests_total{job="${service}"}'
      bad: 'http_requests_total{job="${service}",code=~"5.."}'
`;

/** The same as an objective of the core, over so many days. */
export const objectiveOf = (job: string, windowDays = 30): Objective =>
  objective({
    service: job,
    window: { kind: "rolling", length: days(windowDays) },
    indicator: {
      kind: "events",
      total: [counter("http_requests_total", { job })],
      counted: { as: "bad", selectors: [counter("http_requests_total", { job }, { code: "5.." })] },
    },
  });
