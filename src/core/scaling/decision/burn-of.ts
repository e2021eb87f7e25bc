import type { Reading } from "../../objective/reading.ts";
import type { Instant } from "../../units/instant.ts";
import type { FormulaWindow, SloObservation } from "./observation.ts";

/**
 * How fast an SLO burns, as a multiple of the sustainable rate. Without traffic nothing burns: an idle service is no
 * unknown one.
 */
export function burnOf({ burn }: SloObservation, window: FormulaWindow, at: Instant): Reading<number> {
  const reading = burn[window];
  return reading.kind === "noData" && reading.reason === "no-traffic" ? { kind: "value", value: 0, at } : reading;
}
