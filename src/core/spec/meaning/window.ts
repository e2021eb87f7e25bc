import type { SloWindow } from "../../objective/slo-window.ts";
import { parsePromDuration, printPromDuration } from "../../units/prom-duration.ts";
import { days, type Seconds } from "../../units/seconds.ts";
import type { Path } from "../text/node.ts";
import type { FieldReport } from "../text/field-report.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { parseTimezone } from "./timezone.ts";

const SHORTEST = days(1);
const LONGEST = days(400);

/** The window that a target is promised over. @returns undefined when it is wrong, which is reported */
export function toSloWindow(
  window: Draft<SpecData["slos"][number]["window"]> = DEFAULTS.slo.window,
  path: Path,
  report: FieldReport,
): SloWindow | undefined {
  if (typeof window !== "string") {
    const timezone = parseTimezone(window.timezone, [...path, "timezone"], report);
    return window.calendar === undefined ? undefined : { kind: "calendar", unit: window.calendar, timezone };
  }
  const length = parseDuration(window, DEFAULTS.slo.window, path, report);
  if (length === undefined) return undefined;
  if (length >= SHORTEST && length <= LONGEST) return { kind: "rolling", length };
  report.at(path, {
    code: "window-out-of-range",
    problem: `window must be 1d to 400d, found ${window}`,
    remedy:
      length < SHORTEST
        ? "write 1d or more: shorter windows have no budget worth the name"
        : "write 400d or less, such as 365d",
  });
  return undefined;
}

/** What comes later than this tells nothing of the present that anybody could act on. */
export const LONGEST_DELAY = days(1);

/** How late samples come. @returns undefined where it is not given or too long, which is reported */
export function toDelay(text: string | undefined, path: Path, report: FieldReport): Seconds | undefined {
  const delay = text === undefined ? undefined : parsePromDuration(text);
  if (delay === undefined || delay <= LONGEST_DELAY) return delay;
  report.at(path, {
    code: "out-of-range",
    problem: `delay must be at most ${printPromDuration(LONGEST_DELAY)}, found ${text ?? ""}`,
    remedy: `write ${printPromDuration(LONGEST_DELAY)} or less`,
  });
  return undefined;
}

/**
 * A duration above zero.
 *
 * @param example - what a person could write there
 * @returns undefined for zero, which is reported, and where there is none
 */
export function parseDuration(
  text: string | undefined,
  example: string,
  path: Path,
  report: FieldReport,
): Seconds | undefined {
  return aboveZero(text === undefined ? undefined : parsePromDuration(text), text, example, path, report);
}

/** A time that was read from a text, unless it is zero, which is reported. */
export function aboveZero(
  length: Seconds | undefined,
  text: string | undefined,
  example: string,
  path: Path,
  report: FieldReport,
): Seconds | undefined {
  if (length !== 0) return length;
  report.at(path, {
    code: "duration-syntax",
    problem: `a duration must be above zero, found ${text ?? ""}`,
    remedy: `write a time such as ${example}`,
  });
  return undefined;
}

/**
 * A duration above zero, or the default where none is given; a wrong one is reported.
 *
 * @throws RangeError if `usual` is no duration: a mistake of ours
 */
export function parseDurationOr(usual: string, text: string | undefined, path: Path, report: FieldReport): Seconds {
  const length = parseDuration(text, usual, path, report) ?? parsePromDuration(usual);
  if (length === undefined) throw new RangeError(`the default ${usual} is no duration`);
  return length;
}
