import type { Connection } from "../../adapters/kubernetes/connect.ts";
import type { Listening } from "../../service/listening/listening.ts";
import type { MetricsApiOptions } from "./metrics-api-server.ts";
import type { MetricsApiPlan } from "./metrics-api-plan.ts";
import { describeListenFailure } from "./listen-failure.ts";

/** Serves the metrics APIs over TLS where the settings ask for it. Nothing of that is loaded where they do not. */
export async function securedMetricsApi(
  plan: MetricsApiPlan,
  options: Omit<MetricsApiOptions, "address" | "connection" | "certificates">,
  connection: Connection | undefined,
): Promise<Listening | string | undefined> {
  const { settings, clock, log } = options;
  if (plan.kind === "off" || connection === undefined) return undefined;
  const { certificateSource } = await import("./certificate-source.ts");
  const certificates = await certificateSource(plan.paths, settings, clock, log);
  if (typeof certificates === "string") return certificates;
  const { startMetricsApi } = await import("./metrics-api-server.ts");
  const { listen: address } = plan;
  try {
    const server = await startMetricsApi({ ...options, address, certificates, connection });
    log.info("metrics APIs listening", { url: server.url });
    return server;
  } catch (error) {
    certificates.close();
    return describeListenFailure(address, error, "--metrics-api-listen");
  }
}
