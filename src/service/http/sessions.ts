import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import express, { type Request, type RequestHandler, Router } from "express";
import { RequestProblem } from "./problem.ts";

const COOKIE = "headroom_session";
/** A day at work. */
const LIFE_SECONDS = 12 * 3600;
/** More people do not sign out within the life of a session. */
const MOST_ENDED = 10_000;
/** Tells sessions apart that begin in one second: who ends his own ends no other. */
const MARK_BYTES = 9;
/** Whoever gives a wrong token waits for the answer, and cannot wait many times at once. */
const WRONG_SECONDS = 1;
const MOST_WAITING = 4;

/**
 * A browser cannot send a bearer token: it changes the token for a cookie, which says until when it is good and is
 * signed with the token. Only what was ended early is kept here, until its time is over, and for as long as this process
 * runs; a new token ends all sessions.
 */
export class Sessions {
  readonly #token: () => Promise<string>;
  readonly #now: () => number;
  /** Sessions that were ended, and until when they would have been good, in Unix seconds. */
  readonly #ended = new Map<string, number>();

  /** @param now - milliseconds since the epoch */
  constructor(token: () => Promise<string>, now: () => number) {
    this.#token = token;
    this.#now = now;
  }

  /** The value of a new cookie, if the token is the right one. */
  async begin(given: string): Promise<string | undefined> {
    const token = await this.#token();
    if (!isSame(given, token)) return undefined;
    const until = Math.floor(this.#now() / 1000) + LIFE_SECONDS;
    return signed(`${until}.${randomBytes(MARK_BYTES).toString("base64url")}`, token);
  }

  /** Whether a request carries the cookie of a session that has not ended. */
  async has(request: Request): Promise<boolean> {
    return (await this.#present(request)) !== undefined;
  }

  /** Ends the session of a request: its cookie is good for nothing from now on, wherever else it may be. */
  async end(request: Request): Promise<void> {
    const session = await this.#present(request);
    if (session === undefined) return;
    const now = this.#now();
    for (const [value, until] of this.#ended) if (until * 1000 <= now) this.#ended.delete(value);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size >= MOST_ENDED && oldest !== undefined) this.#ended.delete(oldest);
    this.#ended.set(session.value, session.until);
  }

  async #present(request: Request): Promise<{ readonly value: string; readonly until: number } | undefined> {
    const value = cookieOf(request.get("cookie") ?? "");
    const [until = "", mark = ""] = value.split(".");
    if (value === "" || !(Number(until) * 1000 > this.#now()) || this.#ended.has(value)) return undefined;
    return isSame(value, signed(`${until}.${mark}`, await this.#token())) ? { value, until: Number(until) } : undefined;
  }
}

const signed = (what: string, token: string): string =>
  `${what}.${createHmac("sha256", `headroom session of ${token}`).update(what).digest("base64url")}`;

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
  router.delete("/session", signOut(sessions, attributes));
  return router;
}

function signOut(sessions: Sessions, attributes: (request: Request) => string): RequestHandler {
  return async (request, response) => {
    await sessions.end(request);
    response.set("Set-Cookie", `${COOKIE}=; Max-Age=0${attributes(request)}`);
    response.status(204).end();
  };
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
