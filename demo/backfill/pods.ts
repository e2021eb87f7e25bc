import type { ServiceName, ShopService } from "../shop/services.ts";
import { OUTAGES, ROLLOUTS } from "./incidents.ts";
import { type Random, seededRandom } from "./random.ts";

/** One process's life in minutes: counters start from zero at `from`; the last sample is at `to` - 1. */
export interface Life {
  readonly from: number;
  readonly to: number;
}

/** One pod of the history: renamed by rollouts, restarted in place, sometimes gone for a while. */
export interface Pod {
  readonly service: ServiceName;
  readonly name: string;
  readonly instance: string;
  readonly version: string;
  readonly lives: readonly Life[];
}

const RESTART_CHANCE = 0.5;

/** All pods of a service within the history, oldest first; those of the last rollout live until its end. */
export function podsOf(service: ShopService, seed: string, minutes: number): readonly Pod[] {
  const random = seededRandom(`${seed} pods ${service.name}`);
  const starts = [0, ...ROLLOUTS[service.name].map((minutesAgo) => minutes - 1 - minutesAgo)];
  return starts.flatMap((start, rollout) => {
    const replicaSet = random.letters(9);
    // The new pods are up for a minute before the old ones go.
    const to = Math.min(minutes, (starts[rollout + 1] ?? minutes) + 1);
    return Array.from({ length: service.pods }, (_, index): Pod => ({
      service: service.name,
      name: `${service.name}-${replicaSet}-${random.letters(5)}`,
      instance: `10.42.${rollout}.${NETWORK[service.name] + index}:8080`,
      version: `1.${rollout + 3}.0`,
      lives: livesOf(service.name, index, { from: Math.max(0, start), to }, minutes, random),
    })).filter(({ lives }) => lives.length > 0);
  });
}

const NETWORK: Readonly<Record<ServiceName, number>> = { gateway: 10, checkout: 20, search: 30 };

function livesOf(service: ServiceName, index: number, whole: Life, minutes: number, random: Random): readonly Life[] {
  if (whole.to <= whole.from) return [];
  const restart = Math.round(whole.from + (whole.to - whole.from) * (0.1 + 0.8 * random.unit()));
  const isRestarted = random.unit() < RESTART_CHANCE;
  const parts = isRestarted ? cut(whole, restart, restart) : [whole];
  const outages = index === 0 ? OUTAGES.filter((outage) => outage.service === service) : [];
  return outages.reduce((lives, outage) => {
    const from = minutes - 1 - outage.startMinutesAgo;
    return lives.flatMap((life) => cut(life, from, from + outage.minutes));
  }, parts);
}

/** What is left of a life without the minutes from `from` up to `to`; empty parts vanish. */
function cut(life: Life, from: number, to: number): readonly Life[] {
  const parts = [
    { from: life.from, to: Math.min(life.to, from) },
    { from: Math.max(life.from, to), to: life.to },
  ];
  return parts.filter((part) => part.to > part.from);
}

/** Which pods take requests, minute by minute. */
export interface Serving {
  /** How many pods share the requests of a minute. */
  readonly count: Uint8Array;
  /** By pod: its turn among them, or {@link NOT_SERVING}. */
  readonly turns: readonly Uint8Array[];
}

export const NOT_SERVING = 255;

/** A process takes no requests in its first minute, as long as another one does. */
export function servingOf(pods: readonly Pod[], minutes: number): Serving {
  const count = new Uint8Array(minutes);
  const turns = pods.map(() => new Uint8Array(minutes).fill(NOT_SERVING));
  const join = (minute: number, isReady: (life: Life) => boolean): void => {
    pods.forEach((pod, index) => {
      const turn = turns[index];
      if (turn === undefined || !pod.lives.some(isReady)) return;
      const before = count[minute] ?? 0;
      turn[minute] = before;
      count[minute] = before + 1;
    });
  };
  for (let minute = 0; minute < minutes; minute++) {
    join(minute, ({ from, to }) => from < minute && minute < to);
    if (count[minute] === 0) join(minute, ({ from, to }) => from <= minute && minute < to);
  }
  return { count, turns };
}

/**
 * A pod's part of a minute's events, dealt out in turn like cards: the parts add up to the whole, and a part of
 * more events is never smaller than a part of fewer.
 */
export function shareOf(events: number, pods: number, turn: number, minute: number): number {
  return Math.floor(events / pods) + ((turn + minute) % pods < events % pods ? 1 : 0);
}
