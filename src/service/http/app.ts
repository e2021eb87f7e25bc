import express, { type Express, type RequestHandler, Router } from "express";
import helmet, { type HelmetOptions } from "helmet";
import type { Lookups } from "../lookups/lookups.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import { type Access, checkAccess } from "./access.ts";
import { guardedRoutes, metricsPage } from "./guarded-routes.ts";
import { type Health, healthRoutes } from "./health-routes.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import { answerProblems, notFound, RequestProblem } from "./problem.ts";
import type { Changes } from "../signals/changes.ts";
import { labelsBy, openToAll, readOnly, type Route } from "./route.ts";
import { sessionRoutes, Sessions } from "./sessions.ts";
import { PAGES, type SiteFiles, siteRoutes } from "./site.ts";

export interface HealthAppDeps extends Health {
  readonly decisions: DecisionReader;
  readonly access: Access;
  readonly metrics: OwnMetrics;
  readonly onFault: (error: unknown) => void;
}

export interface AppDeps extends HealthAppDeps {
  readonly version: string;
  readonly changes: Changes;
  readonly lookups: Lookups;
  /** Where browsers reach sources, by their names. */
  readonly publicUrls: ReadonlyMap<string, string>;
  /** What all is served under, from the first slash to the last. */
  readonly basePath: string;
  /** Milliseconds since the epoch, by which sessions end. */
  readonly now: () => number;
  /** The built pages; empty where they were not built. */
  readonly site: SiteFiles;
  /** What else is served on this port to those who are let in. */
  readonly further: readonly RequestHandler[];
}

/** All that is served. */
export function createApp(deps: AppDeps): Express {
  const { access, site, further, now, basePath } = deps;
  const token = access.kind === "asked" ? access.token : undefined;
  const sessions = token === undefined ? undefined : new Sessions(token, now);
  const before = [siteRoutes(site, basePath), ...(sessions === undefined ? [] : [sessionRoutes(sessions, basePath)])];
  const all = appOf(deps, guardedRoutes(deps), { basePath, before, sessions, after: further });
  return basePath === "/" ? all : appUnder(basePath, all, deps);
}

/** What is under a path; probes and scrapes, which come past the proxy, do not know of it. */
function appUnder(basePath: string, all: Express, deps: HealthAppDeps): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("case sensitive routing", true);
  app.use(basePath.slice(0, -1), all);
  app.use(appOf(deps, [metricsPage(deps)], { ...NOTHING_MORE, basePath, before: [leadTo(basePath)] }));
  return app;
}

/** People who open the port itself. */
const leadTo = (basePath: string): RequestHandler =>
  Router().get("/", (_request, response) => response.redirect(basePath));

/** Health and metrics alone, for a port of their own. */
export const createHealthApp = (deps: HealthAppDeps): Express => appOf(deps, [metricsPage(deps)], NOTHING_MORE);

interface More {
  readonly basePath: string;
  /** For everybody. */
  readonly before: readonly RequestHandler[];
  readonly sessions: Sessions | undefined;
  /** For those who are let in. */
  readonly after: readonly RequestHandler[];
}

const NOTHING_MORE: More = { basePath: "/", before: [], sessions: undefined, after: [] };

function appOf(deps: HealthAppDeps, guarded: readonly Route[], more: More): Express {
  const health = healthRoutes(deps);
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("case sensitive routing", true);
  app.use(countRequests(deps.metrics, labelsBy([...health, ...guarded, ...PAGES])));
  app.use(helmet(HEADERS));
  app.use(refuseBodies);
  app.use(openToAll(health));
  for (const handler of more.before) app.use(handler);
  app.use(checkAccess(deps.access, more.sessions));
  app.use(readOnly(guarded));
  for (const handler of more.after) app.use(handler);
  app.use(notFound(more.basePath));
  app.use(answerProblems(deps.onFault));
  return app;
}

const HEADERS: HelmetOptions = {
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
};

/** The API reads; a body has no place in a request. */
const MAX_BODY_BYTES = 1024 * 1024;

const refuseBodies: RequestHandler = (request, response, next) => {
  if (Number(request.get("content-length") ?? 0) <= MAX_BODY_BYTES) return next();
  response.set("Connection", "close");
  throw new RequestProblem(
    "body-too-large",
    `the request announces ${request.get("content-length")} bytes`,
    "send no body; the API is read-only",
  );
};

function countRequests(metrics: OwnMetrics, labelOf: (path: string) => string): RequestHandler {
  return (request, response, next) => {
    // Routers shorten the path while they are at work.
    const route = labelOf(request.path);
    response.on("finish", () => metrics.request(route, response.statusCode));
    next();
  };
}
