import {
  BUCKETS,
  connectionsInUse,
  type Handler,
  ORDER_PATH,
  PEAK_VISITS_PER_SECOND,
  POOL_SIZE,
  type ShopService,
} from "../shop/services.ts";
import type { HandlerEvents } from "./events.ts";
import type { PodRecorder } from "./pod-recorder.ts";
import { type Life, NOT_SERVING, type Pod, shareOf } from "./pods.ts";

/** One pod's part of a handler's events. */
export type PodEvents = HandlerEvents;

/** Deals out what happened at a handler: the pod's part, minute by minute. */
export function podEvents(
  events: HandlerEvents,
  serving: { readonly count: Uint8Array; readonly turn: Uint8Array },
): PodEvents {
  const part = (countAt: (minute: number) => number): Float64Array =>
    events.total.map((_, minute) => {
      const turn = serving.turn[minute] ?? NOT_SERVING;
      return turn === NOT_SERVING ? 0 : shareOf(countAt(minute), serving.count[minute] ?? 1, turn, minute);
    });
  const bad = part((minute) => at(events.bad, minute));
  // Bad and refused are dealt out as one, so that together they never exceed the pod's total.
  const notGood = part((minute) => at(events.bad, minute) + at(events.refused, minute));
  return {
    total: part((minute) => at(events.total, minute)),
    bad,
    refused: notGood.map((count, minute) => count - at(bad, minute)),
    slow: part((minute) => at(events.slow, minute)),
  };
}

/** The request counters and the duration histogram of one handler. */
export function recordRequests(
  recorder: PodRecorder,
  life: Life,
  service: ShopService,
  handler: Handler,
  events: PodEvents,
): void {
  const labels = { handler: handler.path, method: handler.method };
  const { total, bad, refused, slow } = events;
  recorder.counter(
    life,
    "http_requests_total",
    { ...labels, code: "200" },
    (m) => at(total, m) - at(bad, m) - at(refused, m),
  );
  recorder.lateCounter(life, "http_requests_total", { ...labels, code: handler.refused.code }, (m) => at(refused, m));
  recorder.lateCounter(life, "http_requests_total", { ...labels, code: service.failureCode }, (m) => at(bad, m));

  const duration = "http_request_duration_seconds";
  const ofHandler = { handler: handler.path };
  const fast = (m: number): number => at(total, m) - at(slow, m);
  BUCKETS.forEach((bound, i) => {
    const fastShare = service.fast.cumulative[i] ?? 1;
    const slowShare = service.slow.cumulative[i] ?? 1;
    recorder.counter(
      life,
      `${duration}_bucket`,
      { ...ofHandler, le: String(bound) },
      (m) => Math.round(fast(m) * fastShare) + Math.round(at(slow, m) * slowShare),
    );
  });
  recorder.counter(life, `${duration}_bucket`, { ...ofHandler, le: "+Inf" }, (m) => at(total, m));
  recorder.counter(life, `${duration}_count`, ofHandler, (m) => at(total, m));
  recorder.counter(
    life,
    `${duration}_sum`,
    ofHandler,
    (m) => fast(m) * service.fast.mean + at(slow, m) * service.slow.mean,
  );
}

/** What only one of the services has: orders and a database at the checkout, a cache at the search. */
export function recordSpecials(
  recorder: PodRecorder,
  life: Life,
  service: ShopService,
  events: ReadonlyMap<string, PodEvents>,
  whole: ReadonlyMap<string, HandlerEvents>,
): void {
  const orders = events.get(ORDER_PATH);
  if (service.name === "checkout" && orders !== undefined) {
    recorder.counter(life, "orders_total", {}, (m) => at(orders.total, m));
    recorder.counter(life, "orders_failed_total", {}, (m) => at(orders.bad, m) + at(orders.refused, m));
    recorder.gauge(life, "db_pool_size", {}, () => POOL_SIZE);
    recorder.gauge(life, "db_pool_in_use", {}, (m) => connections(whole, m));
  }
  if (service.name === "search") {
    const reads = (m: number): number => sum(events, (one) => at(one.total, m));
    recorder.counter(life, "cache_reads_total", {}, reads);
    recorder.counter(life, "cache_hits_total", {}, (m) =>
      Math.round(reads(m) * (slowShareAt(whole, m) > TROUBLE ? HIT_RATIO.cold : HIT_RATIO.usual)),
    );
  }
}

/** What every pod has, whatever it does. */
export function recordProcess(recorder: PodRecorder, pod: Pod, timestamps: Float64Array): void {
  for (const life of pod.lives) {
    recorder.gauge(life, "up", {}, () => 1);
    recorder.gauge(life, "app_build_info", {}, () => 1);
    recorder.gauge(life, "process_start_time_seconds", {}, () => startOf(life, timestamps) / 1000);
  }
  pod.lives.slice(1).forEach((next, i) => {
    const from = pod.lives[i]?.to ?? next.from;
    if (from < next.from) recorder.gauge({ from, to: next.from }, "up", {}, () => 0);
  });
}

/** A process is up some seconds before it is first scraped. */
export const startOf = (life: Life, timestamps: Float64Array): number => at(timestamps, life.from) - 20_000;

/** Share of hits while the cache is warm, and after it was emptied. */
const HIT_RATIO = { usual: 0.92, cold: 0.45 };

/** Share of bad or slow requests from which a minute counts as an incident. */
const TROUBLE = 0.05;

function connections(events: ReadonlyMap<string, HandlerEvents>, minute: number): number {
  const total = sum(events, (one) => at(one.total, minute));
  const bad = sum(events, (one) => at(one.bad, minute));
  return bad > total * TROUBLE ? POOL_SIZE : connectionsInUse(total / (0.4 * 60 * PEAK_VISITS_PER_SECOND));
}

const slowShareAt = (events: ReadonlyMap<string, HandlerEvents>, minute: number): number =>
  sum(events, (one) => at(one.slow, minute)) /
  Math.max(
    1,
    sum(events, (one) => at(one.total, minute)),
  );

function sum(events: ReadonlyMap<string, HandlerEvents>, count: (one: HandlerEvents) => number): number {
  let total = 0;
  for (const one of events.values()) total += count(one);
  return total;
}

const at = (values: Float64Array, index: number): number => values[index] ?? 0;
