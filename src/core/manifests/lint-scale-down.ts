import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Located } from "../documents/located.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { type Seconds, seconds } from "../units/seconds.ts";

/** @param found - where something is named that keeps replicas */
export const blocksScaleDown = (found: Located, problem: string, remedy: string): Diagnostic => ({
  ...found.place,
  code: "blocks-scale-down",
  severity: "warning",
  problem,
  remedy,
});

/** @param found - where memory is named as what to follow */
export const memoryKept = (found: Located): Diagnostic =>
  blocksScaleDown(
    found,
    "memory hardly falls with load: what was once needed is kept",
    "delete it, and give the pods a limit of memory",
  );

/** The window of the way down, in seconds, unless a manifest says otherwise. */
const USUAL_DOWN_SECONDS = 300;

/**
 * Where a signal remembers longer than the way down waits, replicas are taken away by what is over.
 *
 * @param found - what the signal is named by
 * @param memory - over how long the signal is a mean
 */
export function shortWindow(found: Located, memory: Seconds, scaleDown: Located): readonly Diagnostic[] {
  const written = scaleDown.at("stabilizationWindowSeconds").value;
  const waits = typeof written === "number" ? written : USUAL_DOWN_SECONDS;
  if (memory <= waits) return [];
  return [
    {
      ...found.place,
      code: "window-shorter-than-signal",
      severity: "warning",
      problem: `the signal remembers ${printPromDuration(memory)}, and the way down waits for ${waits} s: replicas swing`,
      remedy: `ask over ${printPromDuration(seconds(waits))} at most, or write stabilizationWindowSeconds: ${memory} under behavior.scaleDown`,
    },
  ];
}

/** A closed way down, wherever the rest of the manifest leads. */
export function closedWayDown(scaleDown: Located): readonly Diagnostic[] {
  const select = scaleDown.at("selectPolicy");
  return select.value === "Disabled"
    ? [blocksScaleDown(select, "nothing is ever taken away", "write selectPolicy: Max, and a policy for the pace")]
    : [];
}
