import type { Changes } from "../signals/changes.ts";
import { eventsRoute } from "./events.ts";
import { HEALTH } from "./health-routes.ts";
import { metricsRoute } from "./metrics-route.ts";
import { openApiDocument } from "./openapi.ts";
import { DOCUMENT, type Operation, type Readers } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import type { Route } from "./route.ts";

interface Measured extends Readers {
  readonly metrics: OwnMetrics;
}

interface Guarded extends Measured {
  readonly version: string;
  readonly changes: Changes;
}

export const metricsPage = ({ reader, decisions, metrics }: Measured): Route => ({
  path: "/metrics",
  countedAs: HEALTH,
  answer: metricsRoute({ reader, decisions }, metrics),
});

/** All that is shown to those who are let in: the operations of the API, and what its document does not tell. */
export const guardedRoutes = ({ reader, decisions, metrics, version, changes }: Guarded): readonly Route[] => [
  // Where the pages were not built.
  { path: "/", countedAs: HEALTH, answer: (_request, response) => response.redirect("/api/v1/slos") },
  { path: "/api/v1/events", countedAs: "/api/v1/events", answer: eventsRoute(changes) },
  metricsPage({ reader, decisions, metrics }),
  {
    path: "/api/v1/openapi.json",
    countedAs: DOCUMENT,
    answer: (_request, response) => void response.json(openApiDocument(version)),
  },
  ...OPERATIONS.map((operation) => toRoute(operation, { reader, decisions })),
];

const toRoute = ({ route, countedAs, answers, answer }: Operation, readers: Readers): Route => ({
  path: route,
  countedAs,
  answer: (request, response) => {
    const printed = answer(readers, request);
    response.type(answers.type).send(printed);
  },
});
