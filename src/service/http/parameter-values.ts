import { after, type Instant } from "../../core/units/instant.ts";
import { parseMoment } from "../../core/units/moment.ts";
import { parsePromDuration } from "../../core/units/prom-duration.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import { RequestProblem } from "./problem.ts";

/** A moment as Unix seconds or RFC 3339, as Prometheus' own API reads it. */
export function parseInstant(name: string, text: string): Instant {
  const moment = parseMoment(text);
  if (!moment.ok) throw bad(`${name} is ${text}${moment.fault}`, moment.remedy);
  return moment.at;
}

/** Clocks of callers run ahead of ours by less. */
const CLOCKS_APART = seconds(10);

/** @throws RequestProblem for a moment that has not come yet, of which nothing can be known */
export function refuseFuture(name: string, at: Instant, now: Instant): void {
  if (at > after(now, CLOCKS_APART))
    throw bad(
      `${name} is ${new Date(at).toISOString()}, which has not come yet`,
      `give a time up to now, which is ${new Date(now).toISOString()}`,
    );
}

/** A step as a Prometheus duration or plain seconds. */
export function parseStep(name: string, text: string): Seconds {
  const plain = Number(text);
  const length = text !== "" && Number.isFinite(plain) && plain > 0 ? seconds(plain) : parsePromDuration(text);
  if (length === undefined || length <= 0) throw bad(`${name} is ${text}`, "write a duration such as 5m, or seconds");
  return length;
}

/** A whole number from 1 to `most`. */
export const countUpTo =
  (most: number) =>
  (name: string, text: string): number => {
    if (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
    throw bad(`${name} is ${text}`, `write a whole number from 1 to ${most}`);
  };

/** One of a few words. */
export const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (name: string, text: string): Word => {
    const found = words.find((word) => word === text);
    if (found === undefined)
      throw bad(
        `${name} is ${text}`,
        words.length > 2 ? `write one of ${words.join(", ")}` : `write ${words.join(" or ")}`,
      );
    return found;
  };

/** Any text, as it is. */
export const anyText = (_name: string, text: string): string => text;

/** A parameter that cannot be used. */
export const bad = (problem: string, remedy: string): RequestProblem =>
  new RequestProblem("bad-parameter", problem, remedy);
