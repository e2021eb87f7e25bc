import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { type Access, checkAccess } from "./access.ts";
import { type Health, healthRoutes } from "./health-routes.ts";
import { metricsRoute } from "./metrics-route.ts";
import { openApiDocument } from "./openapi.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import { answerProblems, methodNotAllowed, notFound, RequestProblem } from "./problem.ts";
import { rulesRoutes } from "./rules-routes.ts";
import { sloRoutes } from "./slo-routes.ts";

export interface AppDeps extends Health {
  readonly version: string;
  readonly access: Access;
  readonly metrics: OwnMetrics;
  readonly onFault: (error: unknown) => void;
}

/** The API reads; a body has no place in a request. */
const MAX_BODY_BYTES = 1024 * 1024;

export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("case sensitive routing", true);
  app.use(countRequests(deps.metrics));
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        // No upgrade-insecure-requests: the service speaks plain HTTP behind its proxy.
        directives: {
          defaultSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", "data:"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      // HTTPS, where there is any, is the proxy's.
      strictTransportSecurity: false,
    }),
  );
  app.use(refuseBodies);
  app.use(healthRoutes(deps));
  app.use(checkAccess(deps.access));
  app
    .route("/")
    .get((_request, response) => response.redirect("/api/v1/slos"))
    .all(methodNotAllowed);
  app.route("/metrics").get(metricsRoute(deps.reader, deps.metrics)).all(methodNotAllowed);
  app
    .route("/api/v1/openapi.json")
    .get((_request, response) => response.json(openApiDocument(deps.version)))
    .all(methodNotAllowed);
  app.use("/api/v1", sloRoutes(deps.reader), rulesRoutes(deps.reader));
  app.use(notFound);
  app.use(answerProblems(deps.onFault));
  return app;
}

const refuseBodies: RequestHandler = (request, response, next) => {
  if (Number(request.get("content-length") ?? 0) <= MAX_BODY_BYTES) return next();
  response.set("Connection", "close");
  throw new RequestProblem(
    "body-too-large",
    `the request announces ${request.get("content-length")} bytes`,
    "send no body; the API is read-only",
  );
};

function countRequests(metrics: OwnMetrics): RequestHandler {
  return (request, response, next) => {
    // Routers shorten the path while they are at work.
    const route = routeOf(request.path);
    response.on("finish", () => metrics.request(route, response.statusCode));
    next();
  };
}

const ROUTES: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:livez|healthz|readyz|metrics)?$/, "/:health"],
  [/^\/api\/v1\/slos$/, "/api/v1/slos"],
  [/^\/api\/v1\/slos\/[^/]+\/[^/]+$/, "/api/v1/slos/:service/:slo"],
  [/^\/api\/v1\/slos\/[^/]+\/[^/]+\/history$/, "/api/v1/slos/:service/:slo/history"],
  [/^\/api\/v1\/(?:rules(?:\/.+)?|diagnostics|openapi\.json)$/, "/api/v1/:document"],
];

const routeOf = (path: string): string => ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
