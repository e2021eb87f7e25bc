import type { RequestHandler } from "express";
import { send } from "./metrics-answer.ts";
import { type MetricsApiDeps, metricsRoutes } from "./routes.ts";

/** The metrics APIs among the other routes of a port. */
export function metricsApi(deps: MetricsApiDeps): RequestHandler {
  const answer = metricsRoutes(deps);
  return (request, response, next) => {
    const answered = answer(request);
    if (answered === undefined) next();
    else send(response, answered);
  };
}
