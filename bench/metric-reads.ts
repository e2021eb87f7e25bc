import { MetricReader } from "./metric-reader.ts";
import { parseReadServers } from "./metric-reads-servers.ts";
import { type Measurement, median, slowest } from "./measurement.ts";
import { startServers } from "./own-servers.ts";

/** Many short ones: what else the machine does for a second is then the same for both. */
const ROUNDS = 60;
const ROUND_MS = 200;
/** As many at a time as an autoscaler asks for at once. */
const AT_A_TIME = 5;

/** How fast metrics are read at the port of the metrics APIs, against a bare server of the same answers, in turns. */
export async function measureMetricReads(): Promise<readonly Measurement[]> {
  const servers = await startServers("metric-reads-servers.ts");
  try {
    const { headroom, bare, ...as } = parseReadServers(servers.told);
    const readersOf = (port: number): Promise<readonly MetricReader[]> =>
      Promise.all(Array.from({ length: AT_A_TIME }, () => MetricReader.open({ ...as, port })));
    const [ours, bares] = [await readersOf(headroom), await readersOf(bare)];
    // Both programs are compiled first.
    for (const readers of [ours, bares, ours, bares]) await readAll(readers);
    const rounds: { readonly throughput: number; readonly p99: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const against = round % 2 === 0 ? await readAll(bares) : undefined;
      const of = await readAll(ours);
      const { perSecond, p99 } = against ?? (await readAll(bares));
      rounds.push({ throughput: of.perSecond / perSecond, p99: of.p99 / p99 });
    }
    for (const reader of [...ours, ...bares]) reader.close();
    return measurements(median(rounds.map((one) => one.throughput)), median(rounds.map((one) => one.p99)));
  } finally {
    servers.stop();
  }
}

const measurements = (throughput: number, p99: number): readonly Measurement[] => [
  {
    name: "reads of the metrics APIs over TLS, a second: times those of a bare server",
    measured: throughput,
    unit: "x",
    goal: { atLeast: 0.85 },
  },
  {
    name: "a read of the metrics APIs over TLS, p99: times that of a bare server",
    measured: p99,
    unit: "x",
    goal: { atMost: 1.5 },
  },
];

async function readAll(
  readers: readonly MetricReader[],
): Promise<{ readonly perSecond: number; readonly p99: number }> {
  const startMs = performance.now();
  const took = (await Promise.all(readers.map((reader) => reader.readUntil(startMs + ROUND_MS)))).flat();
  return { perSecond: (took.length * 1000) / (performance.now() - startMs), p99: slowest(took) };
}
