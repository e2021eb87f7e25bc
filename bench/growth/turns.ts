import { setTimeout as sleep } from "node:timers/promises";
import type { HeadroomProcess } from "../../test/fixtures/headroom-process.ts";

/** What a service says that {@link TURNS_PRELOAD} was loaded into. */
export const LONGEST_TURN = "longest turn";
/** To be loaded before the service. */
export const TURNS_PRELOAD = new URL("longest-turn.ts", import.meta.url);
const POLL_MS = 20;

/** The longest turn of a service's event loop since it was asked last, in milliseconds of its thread's own CPU. */
export async function longestTurn({ pid, log }: HeadroomProcess): Promise<number> {
  const told = (): readonly number[] =>
    log.flatMap(({ msg, milliseconds }) => (msg === LONGEST_TURN ? [Number(milliseconds)] : []));
  const before = told().length;
  process.kill(pid, "SIGUSR2");
  for (;;) {
    const longest = told()[before];
    if (longest !== undefined) return longest;
    await sleep(POLL_MS);
  }
}
