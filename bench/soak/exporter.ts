import { createServer } from "node:http";
import { once } from "node:events";

/** A process of many services that are used all the time, as Prometheus reads it. */
export interface Exporter {
  /** `host:port`. */
  readonly target: string;
  stop(): void;
}

export const METRIC = "soak_requests_total";

export const serviceName = (index: number): string => `service-${String(index).padStart(4, "0")}`;

/** Of the first service; each next one has some more. */
const REQUESTS_PER_SECOND = 20;
/** Some burn their budget of 1 %, most do not. */
const badShare = (index: number): number => (index % 10 === 0 ? 0.02 : 0.001);

/** Bad requests and all others of a service since its birth. */
function countsOf(index: number, seconds: number): readonly [code: string, count: number][] {
  const requests = Math.floor(seconds * (REQUESTS_PER_SECOND + (index % 50)));
  const bad = Math.floor(requests * badShare(index));
  return [
    ["200", requests - bad],
    ["500", bad],
  ];
}

/** Serves two counters for each service, which was born at a moment of the past. */
export async function startExporter(services: number, bornMs: number): Promise<Exporter> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(printCounters(services, (Date.now() - bornMs) / 1000));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a numbered port");
  return { target: `127.0.0.1:${address.port}`, stop: () => void server.close() };
}

function printCounters(services: number, seconds: number): string {
  const lines = [`# TYPE ${METRIC} counter`];
  for (let i = 0; i < services; i++)
    for (const [code, count] of countsOf(i, seconds))
      lines.push(`${METRIC}{service="${serviceName(i)}",code="${code}"} ${count}`);
  return `${lines.join("\n")}\n`;
}

/** What Prometheus would have read of the exporter since its birth, as job `test`. */
export function pastOf(services: number, instance: string, bornMs: number, everySeconds: number) {
  const length = Math.floor((Date.now() - bornMs) / 1000 / everySeconds);
  const timestamps = Float64Array.from({ length }, (_, i) => bornMs + i * everySeconds * 1000);
  return Array.from({ length: services }, (_, i) =>
    ["200", "500"].map((code, which) => ({
      labels: { __name__: METRIC, job: "test", instance, service: serviceName(i), code },
      timestamps,
      values: Float64Array.from({ length }, (__, at) => countsOf(i, at * everySeconds)[which]?.[1] ?? 0),
    })),
  ).flat();
}
