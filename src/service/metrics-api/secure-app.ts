import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type AccessDeps, checkAccess } from "./access.ts";
import { type MetricsAnswer, plain, send } from "./metrics-answer.ts";
import { partsOf } from "./parts-of-url.ts";
import { metricsRoutes, type MetricsApiDeps } from "./routes.ts";
import { failure } from "./status.ts";

export interface SecureAppDeps extends MetricsApiDeps {
  readonly access: AccessDeps;
  readonly onRequest: (statusCode: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** The metrics APIs as an aggregated API server: every answer, a refusal too, is what Kubernetes' clients read. */
export function secureApp(deps: SecureAppDeps): RequestListener {
  const refusalOf = checkAccess(deps.access);
  const routes = metricsRoutes(deps);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<MetricsAnswer> => {
    const refusal = await refusalOf(request, response);
    if (refusal !== undefined) return plain(refusal);
    return routes(request) ?? plain(failure("NotFound", `${partsOf(request.url ?? "").path} is not served here`));
  };
  return (request, response) => {
    response.on("finish", () => deps.onRequest(response.statusCode));
    answer(request, response)
      .catch((error: unknown) => {
        deps.onFault(error);
        return plain(failure("InternalError", "a fault in Headroom; its log says which"));
      })
      .then((answered) => send(response, answered))
      .catch(deps.onFault);
  };
}
