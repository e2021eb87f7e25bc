import { setTimeout as sleep } from "node:timers/promises";
import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds that all threads of a process have run, from the scheduler's own nanosecond counters (Linux). */
export function cpuMilliseconds(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // A thread that has just ended; Go keeps nearly all of its own.
    }
  }
  return nanoseconds / 1e6;
}

/** Milliseconds that this thread has run, what V8 does in it included: on shared cores others have time in between. */
export function ownMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of CPU that a process takes in a millisecond, over a while. */
export async function cpuPerMs(pid: number, lengthMs: number): Promise<number> {
  const before = { cpu: cpuMilliseconds(pid), ms: performance.now() };
  await sleep(lengthMs);
  return (cpuMilliseconds(pid) - before.cpu) / (performance.now() - before.ms);
}
