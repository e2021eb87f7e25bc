import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type AccessDeps, checkAccess } from "./access.ts";
import { type MetricsAnswer, plain, send } from "./metrics-answer.ts";
import { partsOf } from "./parts-of-url.ts";
import { metricsRoutes, type MetricsApiDeps } from "./routes.ts";
import { failure, type StatusBody } from "./status.ts";

export interface SecureAppDeps extends MetricsApiDeps {
  readonly access: AccessDeps;
  readonly onRequest: (statusCode: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** The metrics APIs as an aggregated API server: every answer, a refusal too, is what Kubernetes' clients read. */
export function secureApp(deps: SecureAppDeps): RequestListener {
  const refusalOf = checkAccess(deps.access);
  const routes = metricsRoutes(deps);
  const answer = (request: IncomingMessage, refusal: StatusBody | undefined): MetricsAnswer => {
    if (refusal !== undefined) return plain(refusal);
    return routes(request) ?? plain(failure("NotFound", `${partsOf(request.url ?? "").path} is not served here`));
  };
  const end = (response: ServerResponse, answered: MetricsAnswer): void => {
    deps.onRequest(answered.code);
    send(response, answered);
  };
  const fail = (response: ServerResponse, error: unknown): void => {
    deps.onFault(error);
    if (!response.headersSent)
      end(response, plain(failure("InternalError", "a fault in Headroom; its log says which")));
  };
  return (request, response) => {
    try {
      const refusal = refusalOf(request, response);
      // Whose access is known is answered at once: what waits for nothing is not queued behind promises.
      if (!(refusal instanceof Promise)) return end(response, answer(request, refusal));
      refusal.then((late) => end(response, answer(request, late))).catch((error: unknown) => fail(response, error));
    } catch (error) {
      fail(response, error);
    }
  };
}
