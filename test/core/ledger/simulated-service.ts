import type { SimulatedPrometheus } from "./simulated-prometheus.ts";

/** A small generator of numbers in 0..1 that gives the same row for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface SimulatedServiceOptions {
  readonly prometheus: SimulatedPrometheus;
  readonly random: () => number;
  readonly job: string;
  readonly pods: number;
  readonly scrapeMs: number;
  readonly startMs: number;
  /** Events per second and pod, and the share that fails, at a time. */
  readonly load: (atMs: number) => { readonly perSecond: number; readonly badShare: number };
}

interface Pod {
  name: string;
  readonly offsetMs: number;
  /** Counts by code; a code appears with its first event. */
  counters: Map<string, number>;
  silentUntilMs: number;
}

/** A scraped service: real counters with resets, churn and gaps, and the truth about what was countable. */
export class SimulatedService {
  readonly #options: SimulatedServiceOptions;
  readonly #pods: Pod[];
  #generation = 0;
  /** Events by the time of the scrape that first showed them. */
  readonly truth: { readonly atMs: number; readonly total: number; readonly bad: number }[] = [];

  constructor(options: SimulatedServiceOptions) {
    this.#options = options;
    this.#pods = Array.from({ length: options.pods }, (_, i) => ({
      name: `pod-0-${i}`,
      offsetMs: Math.floor(options.random() * options.scrapeMs),
      counters: new Map<string, number>([["200", 0]]),
      silentUntilMs: Number.NEGATIVE_INFINITY,
    }));
  }

  /** One scrape of every pod, within the interval that starts at `fromMs`. */
  scrapeAll(fromMs: number, delayMs = 0): void {
    for (const pod of this.#pods) this.#scrape(pod, fromMs + pod.offsetMs, delayMs);
  }

  /** The process restarts in place: its counters begin at zero. */
  reset(index: number): void {
    const pod = this.#pods[index % this.#pods.length];
    if (pod !== undefined) pod.counters = new Map([["200", 0]]);
  }

  /** Every pod gets a new name, as a deployment does. */
  renameAll(): void {
    this.#generation++;
    this.#pods.forEach((pod, i) => {
      pod.name = `pod-${this.#generation}-${i}`;
      pod.counters = new Map([["200", 0]]);
    });
  }

  /** Scrapes of a pod fail until then; it goes on counting. */
  silence(index: number, untilMs: number): void {
    const pod = this.#pods[index % this.#pods.length];
    if (pod !== undefined) pod.silentUntilMs = untilMs;
  }

  between(fromMs: number, toMs: number): { readonly total: number; readonly bad: number } {
    const sums = { total: 0, bad: 0 };
    for (const { atMs, total, bad } of this.truth) {
      if (atMs <= fromMs || atMs > toMs) continue;
      sums.total += total;
      sums.bad += bad;
    }
    return sums;
  }

  #scrape(pod: Pod, atMs: number, delayMs: number): void {
    const { load, random, scrapeMs, prometheus, job } = this.#options;
    const { perSecond, badShare } = load(atMs);
    const total = Math.round(perSecond * (scrapeMs / 1000) * (0.85 + 0.3 * random()));
    const exactBad = total * badShare;
    const bad = Math.min(total, Math.floor(exactBad) + (random() < exactBad % 1 ? 1 : 0));
    const count = (code: string, by: number): void => {
      if (by > 0 || pod.counters.has(code)) pod.counters.set(code, (pod.counters.get(code) ?? 0) + by);
    };
    count("200", total - bad);
    count("500", bad);
    this.truth.push({ atMs, total, bad });
    if (atMs < pod.silentUntilMs) return;
    for (const [code, value] of pod.counters) {
      prometheus.append(
        { __name__: "http_requests_total", job, instance: `${pod.name}:80`, pod: pod.name, code },
        atMs,
        value,
        atMs + Math.floor(random() * delayMs),
      );
    }
  }
}
