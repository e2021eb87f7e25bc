import type { Listening } from "../../service/listening/listening.ts";
import type { MetricsApiOptions } from "./metrics-api-server.ts";
import type { MetricsApiPlan } from "./metrics-api-plan.ts";
import { describeListenFailure } from "./listen-failure.ts";

/** Serves the metrics APIs over TLS where the settings ask for it. Nothing of Kubernetes is loaded where they do not. */
export async function securedMetricsApi(
  plan: MetricsApiPlan,
  options: Omit<MetricsApiOptions, "address" | "connection" | "certificates">,
): Promise<Listening | string | undefined> {
  const { settings, clock, log } = options;
  if (plan.kind === "off" || settings.kubernetes === undefined) return undefined;
  const { connect } = await import("../../adapters/kubernetes/connect.ts");
  const connected = connect(settings.kubernetes);
  if (!connected.ok)
    return `headroom: ${connected.problem}\n  help: give --kubernetes in-cluster in a pod, or the path of a kubeconfig elsewhere\n`;
  const { certificateSource } = await import("./certificate-source.ts");
  const certificates = await certificateSource(plan.paths, settings, clock, log);
  if (typeof certificates === "string") return certificates;
  const { startMetricsApi } = await import("./metrics-api-server.ts");
  const { listen: address } = plan;
  try {
    const server = await startMetricsApi({ ...options, address, certificates, connection: connected.connection });
    log.info("metrics APIs listening", { url: server.url });
    return server;
  } catch (error) {
    certificates.close();
    return describeListenFailure(address, error, "--metrics-api-listen");
  }
}
