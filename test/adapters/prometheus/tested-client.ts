import type { RequestListener } from "node:http";
import { Prometheus, type PrometheusOptions } from "../../../src/adapters/prometheus/prometheus.ts";
import { startHttpServer } from "../../fixtures/http-server.ts";

const closing: (() => Promise<void>)[] = [];

/** Closes the clients of one test, and their servers. */
export async function closeClients(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

/** A client of a server that answers so. */
export async function clientOf(
  listener: RequestListener,
  options: Partial<PrometheusOptions> = {},
): Promise<Prometheus> {
  const server = await startHttpServer(listener);
  return clientAt(server.url, options, server.close);
}

/** A client of whoever is at an address. */
export function clientAt(
  url: string,
  options: Partial<PrometheusOptions>,
  close: () => Promise<void> = () => Promise.resolve(),
): Prometheus {
  const client = new Prometheus({
    url,
    timeoutSeconds: 0.5,
    maxBodyBytes: 1024 * 1024,
    concurrency: 4,
    ca: undefined,
    headers: () => Promise.resolve({ kind: "answered", value: {} }),
    propagate: () => {},
    onQuery: () => {},
    ...options,
  });
  closing.push(async () => {
    await client.close();
    await close();
  });
  return client;
}
