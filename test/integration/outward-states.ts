import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSeries } from "../../demo/backfill/remote-write.ts";

export const NAMESPACE = "market";

/** How old the demand may be. */
export const MAX_AGE_SECONDS = 30;

/** How a service of a test comes to its state. Its name is that of the state. */
interface Sampled {
  /** Seconds between two samples. */
  readonly every: number;
  /** Seconds ago that the last one was written; negative for samples that appear while the test runs. */
  readonly until: number;
  /** Requests a second. */
  readonly perSecond: number;
  readonly demand?: string;
  readonly source?: string;
}

const MINUTE = 60;
const ALIVE = { every: 10, until: -20 * MINUTE, perSecond: 100 };

const rate = (service: string, window = "1m"): string => `rate(http_requests_total{job="${service}"}[${window}])`;

/** Undefined where there are no series at all. */
const STATES: Readonly<Record<string, Sampled | undefined>> = {
  fresh: ALIVE,
  idle: { ...ALIVE, perSecond: 0 },
  // Its end is seen live, and a rate over ten minutes still gives a number after it.
  stale: { ...ALIVE, until: MAX_AGE_SECONDS + 10, demand: `sum(${rate("stale", "10m")})` },
  absent: undefined,
  // Fewer than two samples in each window: no rate can be told.
  insufficient: { ...ALIVE, every: MINUTE, demand: `sum(${rate("insufficient", "50s")})` },
  // No counter counts so far.
  invalid: { ...ALIVE, perSecond: Number.POSITIVE_INFINITY, demand: rate("invalid") },
  unreachable: { ...ALIVE, source: "gone" },
};

const spec = (service: string, { demand = `sum(${rate(service)})`, source = "default" }: Partial<Sampled> = {}) => `
version: headroom/v1
service: ${service}
namespace: ${NAMESPACE}
source: ${source}
slos:
  - name: availability
    target: 99%
    window: 1d
    events: {total: 'http_requests_total{job="${service}"}', bad: 'http_requests_total{job="${service}",code="500"}'}
scaling:
  - name: web
    target: Deployment/${service}
    mode: publish
    slos: [availability]
    demand: ${demand}
    replicas: vector(5)
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 2, max: 40}
    stale: {maxAge: ${MAX_AGE_SECONDS}s}
`;

/** A spec for each state, in a folder of its own, and settings with a second Prometheus that nobody serves. */
export async function writeStates(folder: string, prometheus: string): Promise<{ specs: string; config: string }> {
  const [specs, config] = [join(folder, "slo-specs"), join(folder, "headroom.yaml")];
  await mkdir(specs);
  for (const [name, state] of Object.entries(STATES))
    await writeFile(join(specs, `${name}.yaml`), spec(name, state ?? {}));
  // Port 1 is closed.
  await writeFile(config, `sources: {default: {url: "${prometheus}"}, gone: {url: "http://127.0.0.1:1"}}\n`);
  return { specs, config };
}

/** Seconds of the past: enough of a day to tell what is left of a budget. */
const PAST = 8 * 60 * MINUTE;

/** The past, and what is to come while the test runs. One in a hundred requests fails. */
export async function writeSamples(prometheus: string): Promise<void> {
  const from = Math.floor(Date.now() / 1000) - PAST;
  await writeSeries(
    prometheus,
    Object.entries(STATES).flatMap(([name, state]) =>
      state === undefined || state.source !== undefined
        ? []
        : [counter(name, "200", 0.99, state, from), counter(name, "500", 0.01, state, from)],
    ),
  );
}

function counter(job: string, code: string, share: number, { every, until, perSecond }: Sampled, from: number) {
  const length = Math.floor((PAST - until) / every);
  return {
    labels: { __name__: "http_requests_total", job, code, instance: "a:80" },
    timestamps: Float64Array.from({ length }, (_, i) => (from + i * every) * 1000),
    values: Float64Array.from({ length }, (_, i) => i * every * perSecond * share),
  };
}
