import type { Seed } from "../shop/seed.ts";
import { SERVICE_NAMES, SERVICES, type ServiceName, type ShopService } from "../shop/services.ts";
import { type HandlerEvents, type HistoryOptions, type ShopEvents, shopEvents } from "./events.ts";
import { PodRecorder } from "./pod-recorder.ts";
import { podEvents, recordProcess, recordRequests, recordSpecials, startOf } from "./pod-series.ts";
import { type Pod, podsOf, servingOf } from "./pods.ts";
import type { WrittenSeries } from "./write-request.ts";

export type { HistoryOptions, ShopEvents } from "./events.ts";

/** A pod that is alive at the end of the history, and the counts that its live process has to go on from. */
export interface LivePod {
  readonly pod: Pod;
  /** When its process started, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly seeds: readonly Seed[];
}

export interface ShopHistory {
  readonly events: ShopEvents;
  readonly series: readonly WrittenSeries[];
  /** Backends first. */
  readonly live: readonly LivePod[];
}

const MINUTE = 60_000;

/** A month, the window of most objectives. */
export const HISTORY_MINUTES = 30 * 1440;

/** The shop's past as Prometheus would have scraped it once a minute. Same options, same history. */
export function shopHistory(options: HistoryOptions): ShopHistory {
  const events = shopEvents(options);
  const { end, minutes, seed } = options;
  const timestamps = Float64Array.from({ length: minutes }, (_, minute) => end - (minutes - 1 - minute) * MINUTE);
  const parts = SERVICE_NAMES.map((name) => serviceHistory(SERVICES[name], seed, events.of[name], timestamps));
  return { events, series: parts.flatMap((part) => part.series), live: parts.flatMap((part) => part.live) };
}

function serviceHistory(
  service: ShopService,
  seed: string,
  events: ReadonlyMap<string, HandlerEvents>,
  timestamps: Float64Array,
): Omit<ShopHistory, "events"> {
  const pods = podsOf(service, seed, timestamps.length);
  const serving = servingOf(pods, timestamps.length);
  const recorded = pods.map((pod, index) => {
    const turn = serving.turns[index] ?? new Uint8Array();
    const parts = new Map([...events].map(([path, whole]) => [path, podEvents(whole, { count: serving.count, turn })]));
    const recorder = new PodRecorder(pod, timestamps);
    for (const life of pod.lives) {
      for (const handler of service.handlers) {
        const part = parts.get(handler.path);
        if (part !== undefined) recordRequests(recorder, life, service, handler, part);
      }
      recordSpecials(recorder, life, service, parts, events);
    }
    recordProcess(recorder, pod, timestamps);
    return { pod, recorder };
  });
  const live = recorded.flatMap(({ pod, recorder }): readonly LivePod[] => {
    const life = pod.lives.find(({ to }) => to === timestamps.length);
    return life === undefined ? [] : [{ pod, startedAt: startOf(life, timestamps), seeds: recorder.seeds }];
  });
  return { series: recorded.flatMap(({ recorder }) => recorder.series), live };
}

/** How many requests, and how many failed, at a service within the last `minutes` of the history. */
export function countEvents(
  events: ShopEvents,
  service: ServiceName,
  minutes: number,
): { readonly total: number; readonly bad: number; readonly slow: number } {
  const counts = { total: 0, bad: 0, slow: 0 };
  for (const one of events.of[service].values()) {
    counts.total += sumOf(one.total.subarray(-minutes));
    counts.bad += sumOf(one.bad.subarray(-minutes));
    counts.slow += sumOf(one.slow.subarray(-minutes));
  }
  return counts;
}

const sumOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
