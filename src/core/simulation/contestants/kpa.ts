import { TICK_SECONDS } from "../model/load.ts";
import type { SimulatedWorkload } from "../model/workload.ts";
import type { Contestant } from "./contestant.ts";
import type { RivalFacts } from "./rivals.ts";

/** Knative scrapes its own pods each second, so what it knows is this old. */
const SEEN_AFTER_SECONDS = 5;
const STABLE_SECONDS = 60;
/** A tenth of the stable window are 6 s; a tick has 5. */
const PANIC_SECONDS = TICK_SECONDS;
/** From so many times what is ready on, it panics. */
const PANIC_FROM = 2;
/** Down at most by half at each look. */
const MOST_DOWN = 2;

/**
 * Knative's autoscaler on requests: the mean of a minute, and in a panic, begun by a demand of twice what is ready, the
 * mean of some seconds, with nothing taken away until it is over for a minute. It looks each 5 s, where Knative looks
 * each 2 s, and has no HorizontalPodAutoscaler between itself and the pods.
 *
 * @param share - of what a replica can take, what each is to have; 0..1
 */
export function kpa(name: string, share: number, { limits, perReplica }: RivalFacts): Contestant {
  const target = share * perReplica;
  let [panicSince, panicPeak] = [Number.NEGATIVE_INFINITY, 0];
  const step = (workload: SimulatedWorkload): number => {
    const { now, pods } = workload;
    const ready = Math.max(1, pods.ready);
    const over = (seconds: number): number =>
      Math.ceil(workload.demand(seconds + SEEN_AFTER_SECONDS, SEEN_AFTER_SECONDS) / target);
    const stable = Math.max(over(STABLE_SECONDS), Math.floor(ready / MOST_DOWN));
    const hasty = over(PANIC_SECONDS);
    if (hasty / ready >= PANIC_FROM) panicSince = now;
    const isPanicking = now - panicSince < STABLE_SECONDS;
    panicPeak = isPanicking ? Math.max(panicPeak, hasty, pods.asked) : 0;
    return Math.min(limits.max, Math.max(limits.min, isPanicking ? panicPeak : stable));
  };
  return { name, everySeconds: TICK_SECONDS, step };
}
