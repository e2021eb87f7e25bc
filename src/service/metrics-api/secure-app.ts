import express, { type ErrorRequestHandler, type Express } from "express";
import { type AccessDeps, checkAccess } from "./access.ts";
import { metricsApi, type MetricsApiDeps } from "./routes.ts";
import { send } from "./send.ts";
import { failure } from "./status.ts";

export interface SecureAppDeps extends MetricsApiDeps {
  readonly access: AccessDeps;
  readonly onRequest: (statusCode: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** The metrics APIs as an aggregated API server: every answer, a refusal too, is what Kubernetes' clients read. */
export function secureApp(deps: SecureAppDeps): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.set("case sensitive routing", true);
  app.use((_request, response, next) => {
    response.on("finish", () => deps.onRequest(response.statusCode));
    next();
  });
  app.use(checkAccess(deps.access));
  app.use(metricsApi(deps));
  app.use((request, response) => send(response, failure("NotFound", `${request.path} is not served here`)));
  app.use(answerFaults(deps.onFault));
  return app;
}

/** Express knows a handler of errors by its four parameters. */
const answerFaults =
  (onFault: (error: unknown) => void): ErrorRequestHandler =>
  (error: unknown, _request, response, _next) => {
    if (error instanceof URIError) return send(response, failure("BadRequest", "the path is no percent-encoding"));
    onFault(error);
    send(response, failure("InternalError", "a fault in Headroom; its log says which"));
  };
