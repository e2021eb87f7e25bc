import { setTimeout as sleep } from "node:timers/promises";

/** Waits for something to end, but no longer than so many seconds. */
export async function atMost(seconds: number, ending: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const late = sleep(seconds * 1000, undefined, { signal: enough.signal }).catch(() => undefined);
  await Promise.race([ending, late]).finally(() => enough.abort());
}
