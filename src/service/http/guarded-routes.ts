import type { Changes } from "../signals/changes.ts";
import { textSender } from "./compressed.ts";
import { eventsRoute } from "./events.ts";
import { HEALTH } from "./health-routes.ts";
import { metricsRoute } from "./metrics-route.ts";
import { openApiDocument } from "./openapi.ts";
import { DOCUMENT, type Operation, type Readers } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import type { Route } from "./route.ts";

interface Measured extends Pick<Readers, "reader" | "decisions"> {
  readonly metrics: OwnMetrics;
}

interface Guarded extends Measured, Readers {
  /** From the first slash to the last. */
  readonly basePath: string;
  readonly version: string;
  readonly changes: Changes;
}

export const metricsPage = ({ reader, decisions, metrics }: Measured): Route => ({
  path: "/metrics",
  countedAs: HEALTH,
  answer: metricsRoute({ reader, decisions }, metrics),
});

/** All that is shown to those who are let in: the operations of the API, and what its document does not tell. */
export const guardedRoutes = ({ metrics, version, changes, basePath, ...readers }: Guarded): readonly Route[] => [
  // Where the pages were not built.
  { path: "/", countedAs: HEALTH, answer: (_request, response) => response.redirect(`${basePath}api/v1/slos`) },
  { path: "/api/v1/events", countedAs: "/api/v1/events", answer: eventsRoute(changes) },
  metricsPage({ ...readers, metrics }),
  documentRoute(JSON.stringify(openApiDocument(version, basePath))),
  ...OPERATIONS.map((operation) => toRoute(operation, readers)),
];

function documentRoute(text: string): Route {
  const send = textSender("application/json");
  const answer: Route["answer"] = (request, response) => send(request, response, text);
  return { path: "/api/v1/openapi.json", countedAs: DOCUMENT, answer };
}

function toRoute({ route, countedAs, answers, answer }: Operation, readers: Readers): Route {
  const send = textSender(answers.type);
  return {
    path: route,
    countedAs,
    answer: async (request, response) => {
      await send(request, response, await answer(readers, request));
    },
  };
}
