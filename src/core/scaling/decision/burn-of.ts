import type { Reading } from "../../objective/reading.ts";
import type { Instant } from "../../units/instant.ts";
import type { FormulaWindow, SloObservation } from "./observation.ts";

/**
 * How fast an SLO burns, as a multiple of the sustainable rate. Without traffic, or while nothing counts, nothing burns:
 * an idle service is no unknown one.
 */
export function burnOf({ burn }: SloObservation, window: FormulaWindow, at: Instant): Reading<number> {
  const reading = burn[window];
  const isIdle = reading.kind === "noData" && (reading.reason === "no-traffic" || reading.reason === "excluded");
  return isIdle ? { kind: "value", value: 0, at } : reading;
}
