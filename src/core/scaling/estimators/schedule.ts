import type { ScalingPolicy, ScheduledFloor } from "../../objective/scaling-policy.ts";
import type { Instant } from "../../units/instant.ts";
import { cronFields, type CronFields } from "../../spec/meaning/cron.ts";
import { localTime } from "./local-time.ts";
import type { Estimator } from "./estimator.ts";

const MINUTE_MS = 60_000;

interface CompiledFloor extends ScheduledFloor {
  readonly fields: CronFields;
}

/**
 * The floors of a schedule, compiled once. Floors begin by the clock on the wall of their zone: on the day on which
 * clocks go forward, one that would begin in the missing hour does not.
 */
export function scheduleEstimator({ schedule }: Pick<ScalingPolicy, "schedule">): Estimator {
  const floors = schedule.map((floor): CompiledFloor => ({ ...floor, fields: cronFields(floor.cron) }));
  // Minutes are looked back over, which all decisions of one minute share.
  let known: { readonly minute: number; readonly active: readonly CompiledFloor[] } = {
    minute: Number.NaN,
    active: [],
  };
  return {
    name: "schedule",
    estimate: ({ now }) => {
      const minute = Math.floor(now.at / MINUTE_MS);
      if (known.minute !== minute) known = { minute, active: floors.filter((floor) => isActive(floor, now.at)) };
      const highest = known.active.toSorted((a, b) => b.floor - a.floor)[0];
      if (highest === undefined) return undefined;
      return {
        kind: "replicas",
        replicas: highest.floor,
        because: `the schedule "${highest.cron}" in ${highest.timezone} asks for at least ${highest.floor}`,
      };
    },
  };
}

/** Whether the floor began within its length before `at`. */
function isActive({ fields, timezone, duration }: CompiledFloor, at: Instant): boolean {
  const minute = Math.floor(at / MINUTE_MS);
  for (let back = 0; back * 60 < duration; back++)
    if (fields.match(localTime((minute - back) * MINUTE_MS, timezone))) return true;
  return false;
}
