import { secondsBetween } from "../../units/instant.ts";
import { burnOf } from "./burn-of.ts";
import type { Inputs } from "./inputs.ts";
import type { Observation } from "./observation.ts";

/** What burns now shows in five minutes as a rise within this. */
const COMPARED_SECONDS = 60;
/** Less than this is no change: five minutes are weighed by their events, which come and go. */
const CHANGE = 0.02;
/** A budget that is spent no faster than this lasts. */
const SUSTAINABLE = 1;
/** How long the window is that remembers it. */
const WINDOW_SECONDS = 300;
/** What leaves the window is seen a step of the ledger and a decision later, and may be little at first. */
const LATE_SECONDS = 60;

/**
 * Whether nothing burns any more, and five minutes only remember what did: they fall, or have stood still for a minute
 * since before the burn filled them. A burn of more than five minutes that goes on stands still, too, but only then.
 *
 * @returns false where too little was seen to tell
 */
export function isBurnOver({ now, before }: Pick<Inputs, "now" | "before">): boolean {
  const present = fastest(now);
  if (present === undefined) return false;
  let [since, still, minuteAgo]: [number, number, number | undefined] = [0, 0, undefined];
  let isStill = true;
  for (let i = before.length - 1; i >= 0; i--) {
    const earlier = before[i];
    const burn = earlier === undefined ? undefined : fastest(earlier);
    if (earlier === undefined || burn === undefined) return false;
    since = secondsBetween(earlier.at, now.at);
    isStill &&= Math.abs(present - burn) <= burn * CHANGE;
    if (isStill) still = since;
    if (minuteAgo === undefined && since >= COMPARED_SECONDS) minuteAgo = burn;
    if (minuteAgo !== undefined && (burn <= SUSTAINABLE || since > WINDOW_SECONDS + LATE_SECONDS)) break;
  }
  if (minuteAgo === undefined || present > minuteAgo * (1 + CHANGE)) return false;
  if (present < minuteAgo * (1 - CHANGE)) return true;
  const rose = since - Math.max(still, COMPARED_SECONDS);
  return since <= WINDOW_SECONDS + LATE_SECONDS && rose <= WINDOW_SECONDS - COMPARED_SECONDS;
}

/** The fastest burn over five minutes; undefined where one is not known. */
function fastest({ at, slos }: Observation): number | undefined {
  let most = 0;
  for (const slo of slos) {
    const burn = burnOf(slo, "5m", at);
    if (burn.kind === "noData") return undefined;
    most = Math.max(most, burn.value);
  }
  return most;
}
