import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import { days, minutes } from "../../units/seconds.ts";
import { describe, listOf } from "../text/describe.ts";
import type { Explain, Found } from "./explain.ts";
import { type DurationUse, mendedDurations } from "./mended-duration.ts";

/**
 * What is wrong with a duration, and which ones may be meant; undefined for what is neither text nor a number.
 *
 * @param example - offered where nothing tells what is meant
 * @param more - goes on with the remedy
 */
export function explainDuration(found: unknown, example: string, use: DurationUse, more = ""): Told<Place> | undefined {
  if (typeof found !== "string" && typeof found !== "number") return undefined;
  const meant = mendedDurations(found, use);
  return {
    code: "duration-syntax",
    problem: `a duration is written as Prometheus writes it, found ${describe(found)}`,
    remedy: `write ${meant.length === 0 ? example : listOf(meant)}${more}`,
  };
}

const BURN_WINDOW: DurationUse = { units: ["m", "h", "d"], shortest: minutes(2) };

/** What is wrong with a window of a burn condition: bare numbers may be minutes, hours or days there. */
export const explainBurnWindow =
  (example: string): Explain =>
  ({ value: found }) =>
    explainDuration(found, example, BURN_WINDOW) ?? {
      code: "wrong-type",
      problem: `a burn window must be a duration, found ${describe(found)}`,
      remedy: `give a duration such as ${example}`,
    };

/** What is wrong with a latency, which may also be a bare number in the unit of the histogram. */
export function explainLatency({ value: found }: Found): Told<Place> | undefined {
  if (typeof found !== "string" && typeof found !== "number") return undefined;
  const meant = typeof found === "string" ? mendedDurations(found, { units: [] }) : [];
  return {
    code: "duration-syntax",
    problem:
      typeof found === "number" && found > 0
        ? `a latency of ${found} is longer than anything takes`
        : `a latency is a time, or a number above zero in the unit of the histogram, found ${describe(found)}`,
    remedy:
      meant.length > 0
        ? `write ${listOf(meant)}`
        : "write 300ms, 0.5s or 500us, or the bound as the label le has it, such as 0.3",
  };
}

/** How late samples come. */
export const explainDelay: Explain = ({ value: found }) =>
  explainDuration(found, "10m", { units: ["s", "m"], longest: days(1) });
