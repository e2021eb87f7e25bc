import { writeSeries } from "../../../demo/backfill/remote-write.ts";
import type { Prometheus } from "../../../src/adapters/prometheus/prometheus.ts";
import { prometheusClient } from "../../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../../fixtures/prometheus-server.ts";
import { REPLICA_LABEL } from "../world/target-reader.ts";
import type { World } from "../world/world.ts";

/** A real Prometheus with all samples of a world. */
export interface Source {
  readonly server: PrometheusServer;
  readonly client: Prometheus;
  stop(): Promise<void>;
}

/** Writes a world into a Prometheus of its own: late samples too, which all are in by now. */
export async function startSource(world: World): Promise<Source> {
  const server = await startPrometheus();
  const client = prometheusClient(server.url, [REPLICA_LABEL]);
  await writeSeries(server.url, world.series);
  return {
    server,
    client,
    async stop() {
      await client.close();
      await server.stop();
    },
  };
}
