import { type RequestHandler, Router } from "express";
import { methodNotAllowed } from "./problem.ts";

/** A path of the server. */
export interface Route {
  /** As Express writes it: `/api/v1/slos/:service/:slo`, or `*file` for all that is left. */
  readonly path: string;
  /** The label under which its requests are counted, so that strangers cannot make series. */
  readonly countedAs: string;
  readonly answer: RequestHandler;
}

/**
 * Answers GET and HEAD, in capitals or not, once a connection: nobody has said who he is. Other methods go on to the
 * check of who may read.
 */
export function openToAll(routes: readonly Route[]): Router {
  const router = Router();
  for (const { path, answer } of routes) router.get(path, endsConnection, answer);
  return router;
}

const endsConnection: RequestHandler = (_request, response, next) => {
  response.set("Connection", "close");
  next();
};

/** Answers GET and HEAD, and refuses every other method. */
export function readOnly(routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  for (const { path, answer } of routes) router.route(path).get(answer).all(methodNotAllowed);
  return router;
}

/** The label of a request's path; `other` for what is no route. */
export function labelsBy(routes: readonly Pick<Route, "path" | "countedAs">[]): (path: string) => string {
  const labels = routes.map(({ path, countedAs }) => ({ pattern: toPattern(path), countedAs }));
  return (path) => labels.find(({ pattern }) => pattern.test(path))?.countedAs ?? "other";
}

function toPattern(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part.startsWith(":")) return "[^/]+";
    if (part.startsWith("*")) return ".+";
    return part.replaceAll(".", String.raw`\.`);
  });
  return new RegExp(`^${parts.join("/")}$`);
}
