import type { WrittenSeries } from "../demo/backfill/remote-write.ts";
import { seeded } from "../test/core/ledger/simulated-service.ts";

const DAY_MS = 86_400_000;
export const SCRAPE_MS = 30_000;
export const PODS = 4;
const HANDLERS = ["/cart", "/pay"];
const CODES = [
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
  const length = Math.floor((span.toMs - span.fromMs) / SCRAPE_MS);
  const incidentMs = span.toMs - 10 * DAY_MS;
  const base = 5 + 100 * random();
  const load = Float64Array.from({ length }, (_, i) => {
    const hour = (((span.fromMs + i * SCRAPE_MS) % DAY_MS) / DAY_MS) * 2 * Math.PI;
    return base * (0.525 - 0.475 * Math.cos(hour)) * (0.85 + 0.3 * random());
  });
  const badShare = (atMs: number): number => (atMs >= incidentMs && atMs < incidentMs + 3_600_000 ? 0.3 : 0.0003);
  const series: WrittenSeries[] = [];
  for (let pod = 0; pod < PODS; pod++) {
    const offsetMs = Math.floor(random() * SCRAPE_MS);
    const timestamps = Float64Array.from({ length }, (_, i) => span.fromMs + i * SCRAPE_MS + offsetMs);
    for (const handler of HANDLERS) {
      for (const { code, share } of CODES) {
        let count = 0;
        const values = Float64Array.from({ length }, (_, i) => {
          const ofCode = code === "500" ? badShare(timestamps[i] ?? 0) : share;
          const events = ((load[i] ?? 0) * SCRAPE_MS * ofCode) / 1000 / PODS / HANDLERS.length;
          count += Math.floor(events) + (random() < events % 1 ? 1 : 0);
          return count;
        });
        series.push({
          labels: {
            __name__: "http_requests_total",
            job: service,
            instance: `${service}-${pod}:80`,
            pod: `${service}-${pod}`,
            handler,
            code,
          },
          timestamps,
          values,
        });
      }
    }
  }
  const recorded = recordings.flatMap(({ name, stepMs, fromMs, value }): readonly WrittenSeries[] => {
    const firstMs = Math.max(fromMs, span.fromMs);
    const timestamps = Float64Array.from(
      { length: Math.floor((recordedToMs - firstMs) / stepMs) },
      (_, i) => firstMs + (i + 1) * stepMs,
    );
    const values = timestamps.map((atMs) => {
      const total = load[Math.min(length - 1, Math.floor((atMs - span.fromMs) / SCRAPE_MS))] ?? 0;
      return value(total, total * badShare(atMs));
    });
    return slos.map((slo) => ({ labels: { __name__: name, service, slo }, timestamps, values }));
  });
  return [...series, ...recorded];
}
