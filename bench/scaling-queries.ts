import { writeSeries } from "../demo/backfill/remote-write.ts";
import { prometheusClient } from "../test/fixtures/prometheus-client.ts";
import { startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { countAsked, scalingRounds } from "../test/fixtures/scaling-rounds.ts";
import { cpuMilliseconds } from "./cpu-time.ts";
import { type Measurement, median } from "./measurement.ts";
import { PODS, serviceHistory } from "./shop-history.ts";

const POLICIES = 10;
const ROUNDS = 5;
/** Minutes of an autoscaler's life that are measured together: one alone is too short for a clock. */
const MINUTES = 10;
const STEP_SECONDS = 15;
/**
 * For each trigger KEDA's Prometheus scaler asks once at every poll and once at every sync of the autoscaler, unless
 * `useCachedMetrics` is set: by default every 30 s and every 15 s.
 */
const KEDA_ASKS_PER_MINUTE = 60 / 30 + 60 / 15;
const POLLS = 1_000;
const HOUR_MS = 3_600_000;

const names = Array.from({ length: POLICIES }, (_, i) => `service-${String(i).padStart(2, "0")}`);
const demandOf = (job: string): string => `sum(rate(http_requests_total{job="${job}"}[2m]))`;
const saturationOf = (job: string): string =>
  `max(sum by (pod) (rate(http_requests_total{job="${job}",code="200"}[2m]))) / 100`;

/**
 * CPU that Prometheus spends for one policy and minute: on the rounds of the scaling controller, and on what KEDA's
 * Prometheus scaler asks for the same two queries, in turns; and what polls of the decisions cost it.
 */
export async function measureScalingQueries(): Promise<readonly Measurement[]> {
  const server = await startPrometheus();
  const client = prometheusClient(server.url);
  const pid = server.pid ?? 0;
  try {
    await writeSeries(server.url, names.flatMap(historyOf));
    const asked = countAsked(client);
    const headroom = await scalingRounds(asked.reader, names.map(specOf), PODS);
    const rounds = async (): Promise<void> => {
      for (let i = 0; i < (MINUTES * 60) / STEP_SECONDS; i++) await headroom.decide();
    };
    const keda = async (): Promise<void> => {
      for (let i = 0; i < MINUTES * KEDA_ASKS_PER_MINUTE; i++) await Promise.all(names.flatMap((job) => asksOf(job)));
    };
    const asksOf = (job: string) => [demandOf(job), saturationOf(job)].map((query) => client.instant(query));
    const cpuOf = async (work: () => Promise<void>): Promise<number> => {
      const before = cpuMilliseconds(pid);
      await work();
      return (cpuMilliseconds(pid) - before) / MINUTES / POLICIES;
    };
    await cpuOf(rounds);
    await cpuOf(keda);
    const before = asked.count();
    const pairs: (readonly [ours: number, theirs: number])[] = [];
    for (let round = 0; round < ROUNDS; round++) pairs.push([await cpuOf(rounds), await cpuOf(keda)]);
    const perMinute = (asked.count() - before) / ROUNDS / MINUTES / POLICIES;
    const decided = asked.count();
    for (let i = 0; i < POLLS; i++) headroom.poll(names[i % POLICIES] ?? "");
    return measurements(pairs, perMinute, asked.count() - decided);
  } finally {
    await client.close();
    await server.stop();
  }
}

function measurements(
  pairs: readonly (readonly [ours: number, theirs: number])[],
  queries: number,
  ofPolls: number,
): readonly Measurement[] {
  const cpu = "Prometheus CPU per policy and minute";
  const told = (name: string, measured: number, unit: string): Measurement => ({
    name,
    measured,
    unit,
    goal: undefined,
  });
  return [
    told("queries per policy and minute: scaling rounds", queries, ""),
    told("queries per policy and minute: KEDA's Prometheus scaler", 2 * KEDA_ASKS_PER_MINUTE, ""),
    told(`${cpu}: scaling rounds`, median(pairs.map(([ours]) => ours)), "ms"),
    told(`${cpu}: KEDA's Prometheus scaler`, median(pairs.map(([, theirs]) => theirs)), "ms"),
    told(`${cpu}: scaling rounds, times KEDA's`, median(pairs.map(([ours, theirs]) => ours / theirs)), "x"),
    { name: `queries of ${POLLS} autoscaler polls`, measured: ofPolls, unit: "", goal: { atMost: 0 } },
  ];
}

/** Three hours until a quarter of an hour from now: time goes on while it is measured. */
function historyOf(job: string, i: number) {
  const nowMs = Date.now();
  const spans = {
    counters: { fromMs: nowMs - 3 * HOUR_MS, toMs: nowMs + HOUR_MS / 4 },
    recordedToMs: nowMs,
    slos: [],
  };
  return serviceHistory(job, i + 1, spans, []);
}

const specOf = (name: string): string => `
version: headroom/v1
service: ${name}
namespace: shop
slos:
  - name: availability
    target: 99%
    events: {total: 'http_requests_total{job="${name}"}', bad: 'http_requests_total{job="${name}",code="500"}'}
scaling:
  - name: web
    target: Deployment/${name}
    mode: publish
    demand: ${demandOf(name)}
    saturation: {query: '${saturationOf(name)}', limit: 0.85}
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 3, max: 40}
`;
