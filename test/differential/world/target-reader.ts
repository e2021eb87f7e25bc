import type { Counts } from "./event-log.ts";
import type { Place, Scrape, Sums } from "./place.ts";

/** A series as a Prometheus holds it. */
export interface SampledSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly timestamps: number[];
  readonly values: number[];
  /** When each sample can be queried: at its time, or later. */
  readonly visibleMs: number[];
}

interface Exposed {
  /** What tells it from the other series of its target. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** What one of its events counts for. */
  readonly weight: Counts;
}

interface LastRead {
  readonly value: number;
  /** How many restarts of the target samples had shown by then. */
  readonly restarts: number;
  /** By which scrape of the target, of all so far. */
  readonly scrape: number;
}

/**
 * A restart is shown by any counter of the target that is lower than it was at the scrape before. One that was away and
 * comes back lower has begun anew itself; when the others had, nobody knows.
 */
interface Target {
  restarts: number;
  scrapes: number;
  readonly last: Map<string, LastRead>;
}

/** The label by which nothing but the replica of a Prometheus is told. */
export const REPLICA_LABEL = "prometheus_replica";

/** Reads targets as Prometheus does, and keeps what it reads; says of each scrape which events it shows. */
export class TargetReader {
  readonly #series = new Map<string, SampledSeries>();
  readonly #targets = new Map<string, Target>();

  get series(): readonly SampledSeries[] {
    return [...this.#series.values()];
  }

  /** @returns the events that this scrape shows and none before it did */
  read(place: Place, pod: string, scrape: Scrape, sums: Sums): Counts {
    const target = { job: place.job, instance: `${pod}:8080`, pod };
    const replica = scrape.replica === undefined ? {} : { [REPLICA_LABEL]: scrape.replica };
    const targetKey = `${place.job} ${pod}`;
    const exposed = expose(place, sums);
    const visibleMs = scrape.atMs + place.lateMs();
    for (const { name, labels, value } of exposed) {
      const key = `${targetKey} ${name} ${scrape.replica ?? ""}`;
      const series = this.#series.get(key) ?? start({ ...labels, ...target, ...replica });
      this.#series.set(key, series);
      series.timestamps.push(scrape.atMs);
      series.values.push(value);
      series.visibleMs.push(visibleMs);
    }
    return shownBy(this.#target(targetKey), exposed);
  }

  #target(key: string): Target {
    const known = this.#targets.get(key) ?? { restarts: 0, scrapes: 0, last: new Map<string, LastRead>() };
    this.#targets.set(key, known);
    return known;
  }
}

const start = (labels: Readonly<Record<string, string>>): SampledSeries => ({
  labels,
  timestamps: [],
  values: [],
  visibleMs: [],
});

function shownBy(target: Target, exposed: readonly Exposed[]): Counts {
  const scrape = ++target.scrapes;
  const isLower = ({ name, value }: Exposed): boolean => {
    const last = target.last.get(name);
    return last?.restarts === target.restarts && last.scrape === scrape - 1 && value < last.value;
  };
  if (exposed.some(isLower)) target.restarts++;
  const counts = { total: 0, bad: 0 };
  for (const { name, value, weight } of exposed) {
    const last = target.last.get(name);
    const before = last?.restarts === target.restarts && last.value <= value ? last.value : 0;
    counts.total += weight.total * (value - before);
    counts.bad += weight.bad * (value - before);
    target.last.set(name, { value, restarts: target.restarts, scrape });
  }
  return counts;
}

const NOTHING = { total: 0, bad: 0 };

function expose({ exposition: { form, bornByError } }: Place, { total, bad, fast }: Sums): readonly Exposed[] {
  if (form === "requests") {
    const request = (code: string, value: number, isBad: 0 | 1): Exposed => ({
      name: code,
      labels: { __name__: "http_requests_total", code },
      value,
      weight: { total: 1, bad: isBad },
    });
    return [request("200", total - bad, 0), ...(bornByError && bad === 0 ? [] : [request("500", bad, 1)])];
  }
  const bucket = (le: string, value: number, weight: Counts): Exposed => ({
    name: le,
    labels: { __name__: "http_request_duration_seconds_bucket", le },
    value,
    weight,
  });
  return [
    bucket("0.1", fast, NOTHING),
    bucket("0.3", total - bad, { total: 0, bad: -1 }),
    bucket("1", total - Math.floor(bad / 2), NOTHING),
    bucket("+Inf", total, { total: 1, bad: 1 }),
    { name: "count", labels: { __name__: "http_request_duration_seconds_count" }, value: total, weight: NOTHING },
  ];
}
