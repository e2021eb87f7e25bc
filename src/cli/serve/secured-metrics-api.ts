import type { Listening } from "../../service/listening/listening.ts";
import type { MetricsApiOptions } from "./metrics-api-server.ts";
import { describeListenFailure } from "./listen-failure.ts";

/** Serves the metrics APIs over TLS where the settings ask for it. Nothing of Kubernetes is loaded where they do not. */
export async function securedMetricsApi(
  options: Omit<MetricsApiOptions, "address" | "connection">,
): Promise<Listening | string | undefined> {
  const { kubernetes, metricsApiListen: address } = options.settings;
  if (address === undefined || kubernetes === undefined) return undefined;
  const { connect } = await import("../../adapters/kubernetes/connect.ts");
  const connected = connect(kubernetes);
  if (!connected.ok)
    return `headroom: ${connected.problem}\n  help: give --kubernetes in-cluster in a pod, or the path of a kubeconfig elsewhere\n`;
  const { startMetricsApi } = await import("./metrics-api-server.ts");
  try {
    const server = await startMetricsApi({ ...options, address, connection: connected.connection });
    options.log.info("metrics APIs listening", { url: server.url });
    return server;
  } catch (error) {
    return describeListenFailure(address, error, "--metrics-api-listen");
  }
}
