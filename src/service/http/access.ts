import type { Request, RequestHandler } from "express";
import { RequestProblem } from "./problem.ts";
import { isSame, type Sessions } from "./sessions.ts";

/** Who may read the API. Health is open to everybody. */
export type Access =
  /** Only this machine reaches the port. */
  | { readonly kind: "local" }
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "asked";
      /** The bearer token, read anew each time; undefined when no token is accepted. */
      readonly token: (() => Promise<string>) | undefined;
      /** A header in which a trusted proxy names the user. */
      readonly userHeader: string | undefined;
    };

/** On answers to those who are let in by a session. */
const SESSION_HEADER = "Headroom-Session";

/** @param sessions - of those who signed in with the token */
export function checkAccess(access: Access, sessions?: Sessions): RequestHandler {
  switch (access.kind) {
    case "anonymous":
      return (_request, _response, next) => next();
    case "local":
      return (request, _response, next) => {
        refuseForeignHost(request);
        next();
      };
    case "asked":
      return async (request, response, next) => {
        const { token, userHeader } = access;
        if (userHeader !== undefined && (request.get(userHeader) ?? "") !== "") return next();
        if (token !== undefined && (await carries(request, token))) return next();
        if (sessions !== undefined && (await sessions.has(request))) {
          // The pages offer to end it.
          response.set(SESSION_HEADER, "signed-in");
          return next();
        }
        response.set("Connection", "close");
        response.set("WWW-Authenticate", 'Bearer realm="headroom"');
        throw new RequestProblem(
          "unauthorized",
          "the request names no reader that is let in",
          token === undefined
            ? "go through the proxy that signs users in"
            : "send Authorization: Bearer with the token of --token-file",
        );
      };
  }
}

const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * A web page may point its own name at 127.0.0.1 and read what the browser's machine serves; its name gives it away.
 */
function refuseForeignHost(request: Request): void {
  const host = request.get("host") ?? "";
  if (!LOCAL_HOST.test(host))
    throw new RequestProblem(
      "foreign-host",
      `${host} is no name of this machine's loopback`,
      "use http://127.0.0.1, or let a proxy in with --trusted-user-header",
    );
}

async function carries(request: Request, token: () => Promise<string>): Promise<boolean> {
  const given = /^Bearer (\S+)$/i.exec(request.get("authorization") ?? "")?.[1];
  if (given === undefined) return false;
  return isSame(given, await token());
}
