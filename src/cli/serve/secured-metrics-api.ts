import type { Connection } from "../../adapters/kubernetes/connect.ts";
import type { Listening } from "../../service/listening/listening.ts";
import type { MetricsApiOptions } from "./metrics-api-server.ts";
import { describeListenFailure } from "./listen-failure.ts";

/** Serves the metrics APIs over TLS where the settings ask for it. Nothing of that is loaded where they do not. */
export async function securedMetricsApi(
  options: Omit<MetricsApiOptions, "address" | "connection">,
  connection: Connection | undefined,
): Promise<Listening | string | undefined> {
  const { metricsApiListen: address } = options.settings;
  if (address === undefined || connection === undefined) return undefined;
  const { startMetricsApi } = await import("./metrics-api-server.ts");
  try {
    const server = await startMetricsApi({ ...options, address, connection });
    options.log.info("metrics APIs listening", { url: server.url });
    return server;
  } catch (error) {
    return describeListenFailure(address, error, "--metrics-api-listen");
  }
}
