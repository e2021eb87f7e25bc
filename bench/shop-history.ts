import type { WrittenSeries } from "../demo/backfill/remote-write.ts";
import { seeded } from "../test/core/ledger/simulated-service.ts";

const DAY_MS = 86_400_000;
export const SCRAPE_MS = 30_000;
export const PODS = 4;
const HANDLERS = ["/cart", "/pay"];
export const CODES = [
  { code: "200", share: 0.97 },
  { code: "404", share: 0.0297 },
  { code: "500", share: 0.0003 },
];

/** Recorded series that rules would have left behind, so that rules on rules read what they would in life. */
export interface Recordings {
  readonly name: string;
  readonly stepMs: number;
  readonly fromMs: number;
  readonly value: (total: number, bad: number) => number;
  /** Labels of the series of an SLO, undefined where it has none; otherwise they are its service and its name. */
  readonly labelsOf?: (service: string, slo: string) => Readonly<Record<string, string>> | undefined;
}

export interface HistoryShape {
  readonly counters: { readonly fromMs: number; readonly toMs: number };
  readonly recordedToMs: number;
  /** Objectives on these counters; each has recordings of its own. */
  readonly slos: readonly string[];
}

/**
 * The counters of one service, 4 pods x 2 handlers x 3 codes, and what rules would have recorded of them: a day
 * curve between 5 and 100 %, noise, and an hour at 30 % errors ten days ago.
 */
export function serviceHistory(
  service: string,
  seed: number,
  { counters: span, recordedToMs, slos }: HistoryShape,
  recordings: readonly Recordings[],
): readonly WrittenSeries[] {
  const random = seeded(seed);
  const demand = demandOf(span, random);
  return [
    ...Array.from({ length: PODS }, (_, pod) => podCounters(service, pod, demand, random)).flat(),
    ...recordings.flatMap((recorded) => recordedSeries(service, slos, recorded, { demand, toMs: recordedToMs })),
  ];
}

/** What a service is asked for in each scrape interval of a span, and how much of it fails. */
interface Demand {
  readonly fromMs: number;
  /** Events per second. */
  readonly load: Float64Array;
  readonly badShare: (atMs: number) => number;
}

function demandOf({ fromMs, toMs }: HistoryShape["counters"], random: () => number): Demand {
  const incidentMs = toMs - 10 * DAY_MS;
  const base = 5 + 100 * random();
  const load = Float64Array.from({ length: Math.floor((toMs - fromMs) / SCRAPE_MS) }, (_, i) => {
    const hour = (((fromMs + i * SCRAPE_MS) % DAY_MS) / DAY_MS) * 2 * Math.PI;
    return base * (0.525 - 0.475 * Math.cos(hour)) * (0.85 + 0.3 * random());
  });
  return {
    fromMs,
    load,
    badShare: (atMs) => (atMs >= incidentMs && atMs < incidentMs + 3_600_000 ? 0.3 : 0.0003),
  };
}

function podCounters(
  service: string,
  pod: number,
  { fromMs, load, badShare }: Demand,
  random: () => number,
): readonly WrittenSeries[] {
  const offsetMs = Math.floor(random() * SCRAPE_MS);
  const timestamps = Float64Array.from(load, (_, i) => fromMs + i * SCRAPE_MS + offsetMs);
  const countsOf = (code: string, share: number): Float64Array => {
    let count = 0;
    return load.map((perSecond, i) => {
      const ofCode = code === "500" ? badShare(timestamps[i] ?? 0) : share;
      const events = (perSecond * SCRAPE_MS * ofCode) / 1000 / PODS / HANDLERS.length;
      count += Math.floor(events) + (random() < events % 1 ? 1 : 0);
      return count;
    });
  };
  const named = { __name__: "http_requests_total", job: service, instance: `${service}-${pod}:80` };
  return HANDLERS.flatMap((handler) =>
    CODES.map(({ code, share }) => ({
      labels: { ...named, pod: `${service}-${pod}`, handler, code },
      timestamps,
      values: countsOf(code, share),
    })),
  );
}

function recordedSeries(
  service: string,
  slos: readonly string[],
  { name, stepMs, fromMs, value, labelsOf = (of, slo) => ({ service: of, slo }) }: Recordings,
  { demand, toMs }: { readonly demand: Demand; readonly toMs: number },
): readonly WrittenSeries[] {
  const firstMs = Math.max(fromMs, demand.fromMs);
  const timestamps = Float64Array.from(
    { length: Math.floor((toMs - firstMs) / stepMs) },
    (_, i) => firstMs + (i + 1) * stepMs,
  );
  const values = timestamps.map((atMs) => {
    const total = demand.load[Math.min(demand.load.length - 1, Math.floor((atMs - demand.fromMs) / SCRAPE_MS))] ?? 0;
    return value(total, total * demand.badShare(atMs));
  });
  return slos
    .map((slo) => labelsOf(service, slo))
    .filter((labels) => labels !== undefined)
    .map((labels) => ({ labels: { __name__: name, ...labels }, timestamps, values }));
}
