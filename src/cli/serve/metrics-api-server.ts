import { AccessReviews } from "../../adapters/kubernetes/access-reviews.ts";
import { ApiServices } from "../../adapters/kubernetes/api-services.ts";
import { ConfigMaps } from "../../adapters/kubernetes/config-maps.ts";
import type { Connection } from "../../adapters/kubernetes/connect.ts";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import { CertificateController } from "../../service/controllers/certificates/controller.ts";
import type { CertificateDeps } from "../../service/controllers/certificates/types.ts";
import type { OwnMetrics } from "../../service/http/own-metrics.ts";
import { apiServiceNames } from "../../service/metrics-api/groups.ts";
import { FRONT_PROXY_CONFIG, type FrontProxy, parseFrontProxy } from "../../service/metrics-api/front-proxy.ts";
import { ReviewedAccess } from "../../service/metrics-api/reviewed-access.ts";
import type { MetricsApiDeps } from "../../service/metrics-api/routes.ts";
import { secureApp } from "../../service/metrics-api/secure-app.ts";
import { listenSecurely } from "../../service/metrics-api/secure-server.ts";
import type { Listening } from "../../service/listening/listening.ts";
import type { Handshakes } from "../../service/metrics-api/trusted-peer.ts";
import type { Clock } from "../../service/ports/clock.ts";
import type { Log } from "../../service/ports/log.ts";
import type { OpenedSource } from "./certificate-source.ts";

export interface MetricsApiOptions extends MetricsApiDeps {
  readonly connection: Connection;
  readonly address: ListenAddress;
  readonly certificates: OpenedSource;
  readonly settings: Settings;
  readonly metrics: OwnMetrics;
  readonly clock: Clock;
  readonly log: Log;
}

/** Serves the metrics APIs to the cluster's API server. @throws the system's error when it cannot listen */
export async function startMetricsApi(options: MetricsApiOptions): Promise<Listening> {
  const { connection, address, certificates, clock, log, metrics } = options;
  let frontProxy: FrontProxy | string = `ConfigMap ${FRONT_PROXY_NAME} was not read yet`;
  const handshakes: Handshakes = new WeakMap();
  const app = secureApp({
    ...options,
    access: {
      frontProxy: () => frontProxy,
      handshakes,
      reviews: new ReviewedAccess(new AccessReviews(connection), clock),
      clock,
    },
    onRequest: (status) => metrics.request("/apis", status),
    onFault: (error) => log.error("an answer could not be made", { error }),
  });
  const { first } = certificates.source;
  const listening = await listenSecurely(app, address, { first, handshakes });
  const controller = new CertificateController(certificateDeps(options, listening.present));
  const stopFollowing = followFrontProxy(connection, log, (found) => {
    if (typeof found !== "string") listening.askFor(found.authorities);
    // What was read last stays: a broken ConfigMap is no reason to lock the API server out.
    if (typeof found !== "string" || typeof frontProxy === "string") frontProxy = found;
  });
  controller.start();
  void controller.check();
  return {
    url: listening.url,
    leave: listening.leave,
    async close(graceSeconds) {
      stopFollowing();
      // Callers do not wait for the cluster's API server.
      await Promise.all([controller.stop(), listening.close(graceSeconds)]);
      certificates.close();
    },
  };
}

const FRONT_PROXY_NAME = `${FRONT_PROXY_CONFIG.namespace}/${FRONT_PROXY_CONFIG.name}`;

function certificateDeps(
  { connection, certificates: { source }, settings, groups, clock, log }: MetricsApiOptions,
  present: CertificateDeps["present"],
): CertificateDeps {
  return {
    source,
    present,
    apiServices: new ApiServices(connection),
    names: apiServiceNames(groups),
    service: settings.metricsApiService,
    clock,
    log,
  };
}

function followFrontProxy(connection: Connection, log: Log, found: (frontProxy: FrontProxy | string) => void) {
  const problem = (sentence: string, text: string): void => {
    log.error(sentence, { configMap: FRONT_PROXY_NAME, problem: text });
    found(`ConfigMap ${FRONT_PROXY_NAME}: ${text}`);
  };
  return new ConfigMaps(connection).follow(FRONT_PROXY_CONFIG, {
    changed: (data) => {
      const read = data === undefined ? "it does not exist" : parseFrontProxy(data);
      if (typeof read === "string") problem("the front proxy is not known", read);
      else found(read);
    },
    failed: (text) => problem("asking for the front proxy failed", text),
  });
}
