import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import express, { type Request, type RequestHandler, Router } from "express";
import { RequestProblem } from "./problem.ts";

const COOKIE = "headroom_session";
/** A day at work. */
const LIFE_SECONDS = 12 * 3600;
/** Whoever gives a wrong token waits for the answer, and cannot wait many times at once. */
const WRONG_SECONDS = 1;
const MOST_WAITING = 4;

/**
 * A browser cannot send a bearer token: it changes the token for a cookie, which says until when it is good and is
 * signed with the token. Nothing is kept here, and a new token ends all sessions.
 */
export class Sessions {
  readonly #token: () => Promise<string>;
  readonly #now: () => number;

  /** @param now - milliseconds since the epoch */
  constructor(token: () => Promise<string>, now: () => number) {
    this.#token = token;
    this.#now = now;
  }

  /** The value of a new cookie, if the token is the right one. */
  async begin(given: string): Promise<string | undefined> {
    const token = await this.#token();
    if (!isSame(given, token)) return undefined;
    return signed(String(Math.floor(this.#now() / 1000) + LIFE_SECONDS), token);
  }

  /** Whether a request carries the cookie of a session that has not ended. */
  async has(request: Request): Promise<boolean> {
    const value = cookieOf(request.get("cookie") ?? "");
    const [until = ""] = value.split(".");
    if (value === "" || !(Number(until) * 1000 > this.#now())) return false;
    return isSame(value, signed(until, await this.#token()));
  }
}

const signed = (until: string, token: string): string =>
  `${until}.${createHmac("sha256", `headroom session of ${token}`).update(until).digest("base64url")}`;

/** Digests have one length, so that the comparison tells nothing about what was expected. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const cookieOf = (header: string): string =>
  header
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? "";

/** Signs in with `token` of a form, and out. @param path - of the site, which the cookie is for */
export function sessionRoutes(sessions: Sessions, path = "/"): Router {
  const attributes = (request: Request): string =>
    `; Path=${path}; HttpOnly; SameSite=Strict${isSecure(request) ? "; Secure" : ""}`;
  const router = Router();
  router.post(
    "/session",
    express.urlencoded({ extended: false, limit: "8kb" }),
    slowly(),
    signIn(sessions, attributes),
  );
  router.delete("/session", (request, response) => {
    response.set("Set-Cookie", `${COOKIE}=; Max-Age=0${attributes(request)}`);
    response.status(204).end();
  });
  return router;
}

function signIn(sessions: Sessions, attributes: (request: Request) => string): RequestHandler {
  return async (request, response) => {
    const body: unknown = request.body;
    const given = typeof body === "object" && body !== null && "token" in body ? String(body.token) : "";
    const value = await sessions.begin(given);
    if (value === undefined) {
      await sleep(WRONG_SECONDS * 1000);
      throw new RequestProblem("unauthorized", "the token is not the right one", "use the token of --token-file");
    }
    response.set("Set-Cookie", `${COOKIE}=${value}; Max-Age=${LIFE_SECONDS}${attributes(request)}`);
    response.status(204).end();
  };
}

/** TLS, where there is any, is mostly a proxy's. */
const isSecure = (request: Request): boolean => request.secure || request.get("x-forwarded-proto") === "https";

/** So many attempts of one address are under way at most. */
function slowly(): RequestHandler {
  const waiting = new Map<string, number>();
  return (request, response, next) => {
    const address = request.socket.remoteAddress ?? "";
    const others = waiting.get(address) ?? 0;
    if (others >= MOST_WAITING)
      throw new RequestProblem("too-many-attempts", "too many tokens are tried at once", "wait some seconds");
    waiting.set(address, others + 1);
    response.on("close", () => {
      const left = (waiting.get(address) ?? 1) - 1;
      if (left === 0) waiting.delete(address);
      else waiting.set(address, left);
    });
    next();
  };
}
