import type { Prometheus } from "../../adapters/prometheus/prometheus.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { PrometheusSource } from "../../adapters/settings/source.ts";
import { propagate } from "../../adapters/telemetry/tracing.ts";
import type { OwnMetrics } from "../../service/http/own-metrics.ts";
import type { Log } from "../../service/ports/log.ts";
import { prometheusFor } from "../prometheus-for.ts";
import { sourceHooks } from "./source-hooks.ts";

/** Clients by the names of their sources. */
export type Clients = ReadonlyMap<string, Prometheus>;

/** A client for each source of the settings. */
export async function clientsFor(
  sources: ReadonlyMap<string, PrometheusSource>,
  { settings, log }: { readonly settings: Settings; readonly log: Log },
  metrics: OwnMetrics,
): Promise<Clients> {
  const clients = new Map<string, Prometheus>();
  for (const [name, source] of sources) {
    clients.set(
      name,
      await prometheusFor(source, settings, {
        propagate,
        ...sourceHooks(name, metrics, log),
      }),
    );
  }
  return clients;
}

/** Says in the log which Prometheus each is; when one does not answer, the first step says so. */
export function tellVersions(clients: Clients, log: Log): void {
  for (const [source, client] of clients) {
    void tellVersion(source, client, log).catch((error: unknown) =>
      log.error("asking for the version failed", { source, error }),
    );
  }
}

async function tellVersion(source: string, client: Prometheus, log: Log): Promise<void> {
  const version = await client.version();
  if (version.kind === "answered") log.info("prometheus found", { source, version: version.value });
}
