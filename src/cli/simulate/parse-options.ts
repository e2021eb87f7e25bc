import { parsePromDuration } from "../../core/units/prom-duration.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import { UsageError } from "../usage-error.ts";

/** A number above 0 and at most `most`, as an option has it. */
export const numberFrom =
  (flag: string, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (value > 0 && value <= most) return value;
    throw new UsageError(`${flag} is ${text}, expected a number above 0, at most ${most}`);
  };

/** A whole number from 1 to `most`, as an option has it. */
export const countFrom =
  (flag: string, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new UsageError(`${flag} is ${text}, expected a whole number from 1 to ${most}`);
  };

/** A duration such as `60s`, as an option has it. */
export const secondsFrom =
  (flag: string) =>
  (text: string): Seconds => {
    const length = parsePromDuration(text);
    if (length !== undefined && length > 0 && length <= MOST_SECONDS) return seconds(length);
    throw new UsageError(`${flag} is ${text}, expected a duration such as 60s or 5m, at most 1d`);
  };

const MOST_SECONDS = 86_400;
const MOST_PAST_SECONDS = 90 * MOST_SECONDS;

/** `-7d`, or `7d`: how long ago. */
export function agoFrom(text: string): Seconds {
  const length = parsePromDuration(text.replace(/^-/, ""));
  if (length !== undefined && length > 0 && length <= MOST_PAST_SECONDS) return seconds(length);
  throw new UsageError(`--from is ${text}, expected how long ago, such as -7d, at most 90d`);
}

/** `0.6` or `60%`: a share from `least` to 1. */
export const shareFrom =
  (flag: string, least: number) =>
  (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
    const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === "%" ? 100 : 1);
    if (share >= least && share <= 1) return share;
    throw new UsageError(`${flag} is ${text}, expected a share from ${least} to 1`);
  };

/** Steps of a sweep: a twentieth. */
const SWEEP_STEP = 0.05;

/** The settings of `utilization=0.5..1`. @throws UsageError for what is no sweep */
export function sweepOf(text: string): readonly number[] {
  const match = /^utilization=(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || !(from > 0 && from <= to && to <= 1))
    throw new UsageError(`--sweep is ${text}; write utilization=0.5..1`);
  const count = Math.floor((to - from) / SWEEP_STEP + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => Math.round((from + i * SWEEP_STEP) * 1000) / 1000);
}
