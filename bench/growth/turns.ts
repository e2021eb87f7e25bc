import { setTimeout as sleep } from "node:timers/promises";
import type { HeadroomProcess } from "../../test/fixtures/headroom-process.ts";
import type { Measurement } from "../measurement.ts";
import { LONGEST_TURN } from "./longest-turn-told.ts";
import { historyRead, measureExposition, measureReloads, withService } from "./served-size.ts";

const PRELOAD = new URL("longest-turn.ts", import.meta.url);
const STEPS_MS = 70_000;
const POLL_MS = 20;

/**
 * How long whoever asks a service for something waits at most for what it does else. To look that often costs the
 * service a little itself, so that it is a run of its own.
 *
 * @param url - of a Prometheus with the counters of the SLOs
 */
export const measureTurns = (slos: number, url: string): Promise<readonly Measurement[]> =>
  withService({ slos, url, preload: PRELOAD }, async (headroom, specs) => {
    // What it takes to be loaded does not count.
    await longestTurn(headroom);
    await historyRead(headroom);
    const reading = await longestTurn(headroom);
    await sleep(STEPS_MS);
    const steps = await longestTurn(headroom);
    await measureExposition(headroom, slos);
    await measureReloads(headroom, specs, slos);
    const asked = await longestTurn(headroom);
    const row = (measured: number, during: string) => ({
      name: `longest turn of the event loop, own CPU, ${slos.toLocaleString("en")} SLOs: ${during}`,
      measured,
      unit: "ms",
      goal: { atMost: 50 },
    });
    return [row(reading, "while history is read"), row(steps, "steps"), row(asked, "steps, `/metrics` and reloads")];
  });

/** The longest turn since it was asked last, in milliseconds of the thread's own CPU. */
async function longestTurn({ pid, log }: HeadroomProcess): Promise<number> {
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
