import { parsePromDuration, printPromDuration } from "./prom-duration.ts";
import { seconds, type Seconds } from "./seconds.ts";

/** Units of a latency, with how many of them make a second; the shortest is the last. */
const UNITS = [
  ["m", 1 / 60],
  ["s", 1],
  ["ms", 1e3],
  ["us", 1e6],
  ["ns", 1e9],
] as const;

/** `0.089478485s`, `500us`: a decimal and one unit, where Prometheus' own syntax has whole milliseconds alone. */
const DECIMAL = /^(\d+(?:\.\d+)?)(m|s|ms|us|µs|μs|ns)$/;

/** More digits than a bucket's bound ever means are binary noise. */
const DIGITS = 12;

/** Reads a latency: a duration in Prometheus' syntax, or a decimal with a unit. @returns undefined for other texts */
export function parseLatency(text: string): Seconds | undefined {
  const [, amount, unit = ""] = DECIMAL.exec(text) ?? [];
  if (amount === undefined) return parsePromDuration(text);
  const perSecond = UNITS.find(([name]) => name === unit.replace(/[µμ]/, "u"))?.[1] ?? 1;
  return withoutNoise(Number(amount) / perSecond);
}

/**
 * A latency of `amount` units, of which `perSecond` make a second, rounded to twelve digits: the rest is binary noise.
 */
export const latencyOf = (amount: number, perSecond: number): Seconds => withoutNoise(amount / perSecond);

/** Prints a latency so that {@link parseLatency} reads it back: `250ms`, `1m30s`, `500us`, `89.478485ms`. */
export function printLatency(latency: Seconds): string {
  const milliseconds = Number((latency * 1000).toPrecision(DIGITS));
  if (Number.isSafeInteger(milliseconds) && milliseconds > 0) return printPromDuration(seconds(milliseconds / 1000));
  const [name, perSecond] = UNITS.find(([, each]) => each >= 1000 && latency * each >= 1) ?? ["ns", 1e9];
  return `${Number((latency * perSecond).toPrecision(DIGITS))}${name}`;
}

const withoutNoise = (value: number): Seconds => seconds(Number(value.toPrecision(DIGITS)));
