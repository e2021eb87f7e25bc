import {
  BUCKETS,
  type Handler,
  PEAK_VISITS_PER_SECOND,
  SERVICE_NAMES,
  SERVICES,
  type ServiceName,
  type ShopService,
} from "../shop/services.ts";
import { INCIDENTS } from "./incidents.ts";
import { type Random, seededRandom } from "./random.ts";
import { loadAt } from "./shop-clock.ts";

/** What happened at one handler of one service, minute by minute. */
export interface HandlerEvents {
  readonly total: Float64Array;
  /** Answered with a 5xx. */
  readonly bad: Float64Array;
  /** Answered with a 4xx: the customer's affair, and no bad event. */
  readonly refused: Float64Array;
  /** Slower than the latency SLO of the service allows. */
  readonly slow: Float64Array;
}

/** The truth behind the history: every event, before it is spread over pods and counters. */
export interface ShopEvents {
  /** End of the last minute, milliseconds since the epoch. */
  readonly end: number;
  readonly minutes: number;
  /** By service and path. Nothing happens in minute 0: it is where the counters start. */
  readonly of: Readonly<Record<ServiceName, ReadonlyMap<string, HandlerEvents>>>;
}

export interface HistoryOptions {
  readonly seed: string;
  readonly end: number;
  readonly minutes: number;
}

const NOISE = 0.1;

/** Same options, same events. */
export function shopEvents({ seed, end, minutes }: HistoryOptions): ShopEvents {
  const events = new Map<ServiceName, ReadonlyMap<string, HandlerEvents>>();
  const of = (name: ServiceName): ReadonlyMap<string, HandlerEvents> =>
    events.get(name) ?? new Map<string, HandlerEvents>();
  for (const name of SERVICE_NAMES) {
    const service = SERVICES[name];
    const random = seededRandom(`${seed} ${name}`);
    const atHandler = (handler: Handler): HandlerEvents => {
      const upstream =
        name === "gateway" && handler.upstream !== undefined ? of(handler.upstream).get(handler.path) : undefined;
      if (upstream === undefined || handler.upstream === undefined) return ownEvents(service, handler, minutes, random);
      return passedOn(service, upstream, slowAtGateway(SERVICES[handler.upstream]), random);
    };
    events.set(name, new Map(service.handlers.map((handler) => [handler.path, atHandler(handler)])));
  }
  return { end, minutes, of: { gateway: of("gateway"), checkout: of("checkout"), search: of("search") } };
}

function ownEvents(service: ShopService, handler: Handler, minutes: number, random: Random): HandlerEvents {
  const events = noEvents(minutes);
  for (let minute = 1; minute < minutes; minute++) {
    const minutesAgo = minutes - 1 - minute;
    const trouble = troubleOf(service.name, minutesAgo);
    const usual = PEAK_VISITS_PER_SECOND * 60 * loadAt(minutesAgo) * handler.visitShare;
    const total = Math.max(0, Math.round(usual * (1 + NOISE * random.normal())));
    const bad = random.happening(total, service.baseErrors + trouble.errors);
    events.total[minute] = total;
    events.bad[minute] = bad;
    events.refused[minute] = random.happening(total - bad, handler.refused.share);
    events.slow[minute] = random.happening(total, service.baseSlow + trouble.slow);
  }
  return events;
}

/** The gateway sees what its upstream did, and adds little of its own. */
function passedOn(gateway: ShopService, upstream: HandlerEvents, slowShare: number, random: Random): HandlerEvents {
  const bad = upstream.bad.map((count, minute) => count + random.happening(good(upstream, minute), gateway.baseErrors));
  const slow = upstream.slow.map(
    (count, minute) =>
      Math.round(count * slowShare) + random.happening((upstream.total[minute] ?? 0) - count, gateway.baseSlow),
  );
  return { total: upstream.total, bad, refused: upstream.refused, slow };
}

/** What is slow for an upstream with a strict promise may still be quick enough for the gateway's half second. */
const slowAtGateway = (upstream: ShopService): number => 1 - (upstream.slow.cumulative[BUCKETS.indexOf(0.5)] ?? 0);

const good = ({ total, bad, refused }: HandlerEvents, minute: number): number =>
  (total[minute] ?? 0) - (bad[minute] ?? 0) - (refused[minute] ?? 0);

function troubleOf(service: ServiceName, minutesAgo: number): { readonly errors: number; readonly slow: number } {
  const incident = INCIDENTS.find(
    (one) =>
      one.service === service && minutesAgo <= one.startMinutesAgo && minutesAgo > one.startMinutesAgo - one.minutes,
  );
  return incident ?? { errors: 0, slow: 0 };
}

function noEvents(minutes: number): HandlerEvents {
  const zeros = (): Float64Array => new Float64Array(minutes);
  return { total: zeros(), bad: zeros(), refused: zeros(), slow: zeros() };
}
