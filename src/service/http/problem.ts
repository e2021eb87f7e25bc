import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { ProblemView } from "./view.ts";

/** Faults of a request that the API names. The codes are documented and stable. */
export const PROBLEMS = {
  "bad-parameter": { status: 400, title: "A parameter cannot be used" },
  unauthorized: { status: 401, title: "The API asks who reads it" },
  "foreign-host": { status: 403, title: "The request was made under a foreign name" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method-not-allowed": { status: 405, title: "The API is read-only" },
  "request-timeout": { status: 408, title: "The request did not end in time" },
  "body-too-large": { status: 413, title: "The request is too large" },
  "too-many-attempts": { status: 429, title: "Too many attempts to sign in" },
  "headers-too-large": { status: 431, title: "The headers of the request are too large" },
  "bad-request": { status: 400, title: "The request cannot be read" },
  "internal-error": { status: 500, title: "A fault in headroom itself" },
  "no-signal": { status: 503, title: "There is no number to scale by" },
  "not-ready": { status: 503, title: "There is no evaluation yet" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** A fault of a request, thrown by a route and printed by {@link answerProblems}. */
export class RequestProblem extends Error {
  override readonly name = "RequestProblem";
  readonly code: ProblemCode;
  readonly remedy: string;

  constructor(code: ProblemCode, problem: string, remedy: string) {
    super(problem);
    this.code = code;
    this.remedy = remedy;
  }
}

export function toProblemView({ code, message, remedy }: RequestProblem): ProblemView {
  return { type: `urn:headroom:problem:${code}`, ...PROBLEMS[code], code, problem: message, remedy };
}

/** Answers with `application/problem+json` as RFC 9457 asks. */
function sendProblem(response: Response, problem: RequestProblem): void {
  const view = toProblemView(problem);
  response.status(view.status).type("application/problem+json").send(JSON.stringify(view));
}

/** @param basePath - of the server, from the first slash to the last */
export const notFound =
  (basePath: string): RequestHandler =>
  (request, response) => {
    sendProblem(
      response,
      new RequestProblem(
        "not-found",
        `${request.baseUrl}${request.path} is no path of this server`,
        `see ${basePath}api/v1/openapi.json for all paths`,
      ),
    );
  };

/** For the other methods of a known path. */
export const methodNotAllowed: RequestHandler = (request, response) => {
  response.set("Allow", "GET, HEAD");
  sendProblem(
    response,
    new RequestProblem(
      "method-not-allowed",
      `${request.method} is not possible here`,
      "use GET; SLOs are changed in their spec files",
    ),
  );
};

/**
 * The last handler: what routes threw becomes an answer; what nobody foresaw is told to `onFault`, not to the caller.
 */
export function answerProblems(onFault: (error: unknown) => void): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request, response, _next) => {
    if (response.headersSent) response.destroy();
    else if (error instanceof RequestProblem) sendProblem(response, error);
    else if (error instanceof URIError)
      sendProblem(
        response,
        new RequestProblem(
          "bad-request",
          "the path holds a broken % escape",
          "encode the path's parts as UTF-8 percent escapes",
        ),
      );
    else {
      onFault(error);
      sendProblem(
        response,
        new RequestProblem("internal-error", "the answer could not be made", "look into headroom's log"),
      );
    }
  };
}
