import type { Request } from "express";
import { nearest } from "../../core/diagnostics/nearest.ts";
import { type Instant, instant, instantFromUnix } from "../../core/units/instant.ts";
import { parsePromDuration } from "../../core/units/prom-duration.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import { RequestProblem } from "./problem.ts";

/** The query parameters of a request, each given once. @throws RequestProblem for unknown, repeated or nested ones */
export function queryParameters(
  request: Request,
  isKnown: (name: string) => boolean,
  known: readonly string[],
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.query)) {
    if (!isKnown(name)) {
      const meant = nearest(name, known);
      throw bad(
        `unknown parameter ${name}`,
        meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`,
      );
    }
    if (typeof value !== "string") throw bad(`${name} is given more than once`, `give ${name} once`);
    found[name] = value;
  }
  return found;
}

/** A moment as Unix seconds or RFC 3339, as Prometheus' own API reads it. */
export function parseInstant(name: string, text: string): Instant {
  const unix = Number(text);
  const parsed = text.trim() !== "" && Number.isFinite(unix) ? unix * 1000 : Date.parse(text);
  if (!Number.isSafeInteger(Math.round(parsed)))
    throw bad(`${name} is ${text}`, "write Unix seconds or a time such as 2026-01-31T08:00:00Z");
  return Number.isFinite(unix) ? instantFromUnix(unix) : instant(Math.round(parsed));
}

/** A step as a Prometheus duration or plain seconds. */
export function parseStep(name: string, text: string): Seconds {
  const plain = Number(text);
  const length = text !== "" && Number.isFinite(plain) && plain > 0 ? seconds(plain) : parsePromDuration(text);
  if (length === undefined || length <= 0) throw bad(`${name} is ${text}`, "write a duration such as 5m, or seconds");
  return length;
}

export function parseCount(name: string, text: string, most: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
  throw bad(`${name} is ${text}`, `write a whole number from 1 to ${most}`);
}

export const bad = (problem: string, remedy: string): RequestProblem =>
  new RequestProblem("bad-parameter", problem, remedy);
