import type { LedgerAnswer, LedgerQuery } from "../../../src/core/ledger/ports.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { parsePromDuration } from "../../../src/core/units/prom-duration.ts";

type Labels = Readonly<Record<string, string>>;

interface StoredSeries {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
  /** When the sample can be queried; later than its time for late ones. */
  readonly visible: number[];
}

const RANGE_SELECTOR = /^(\w+)(?:\{.*\})?\[(\w+)\]$/su;

/** Answers raw range selectors as Prometheus does, from samples in memory; the matchers are left to the reader. */
export class SimulatedPrometheus {
  readonly #series = new Map<string, StoredSeries>();
  readonly #byMetric = new Map<string, StoredSeries[]>();

  append(labels: Labels, atMs: number, value: number, visibleMs = atMs): void {
    const key = JSON.stringify(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, times: [], values: [], visible: [] };
      this.#series.set(key, series);
      const metric = labels["__name__"] ?? "";
      this.#byMetric.set(metric, [...(this.#byMetric.get(metric) ?? []), series]);
    }
    series.times.push(atMs);
    series.values.push(value);
    series.visible.push(visibleMs);
  }

  answer(query: LedgerQuery): LedgerAnswer {
    const match = RANGE_SELECTOR.exec(query.promql);
    const reach = parsePromDuration(match?.[2] ?? "");
    if (query.kind !== "instant" || match === null || reach === undefined)
      throw new RangeError(`only raw selectors are simulated, got ${query.promql}`);
    const atMs: number = query.at;
    const all = this.#byMetric.get(match[1] ?? "") ?? [];
    return {
      kind: "series",
      series: all.map((series) => within(series, atMs - reach * 1000, atMs)).filter(({ values }) => values.length > 0),
    };
  }
}

function within({ labels, times, values, visible }: StoredSeries, fromMs: number, toMs: number): SampleSeries {
  let start = times.length;
  while (start > 0 && (times[start - 1] ?? 0) >= fromMs) start--;
  const timestamps: number[] = [];
  const found: number[] = [];
  for (let i = start; i < times.length; i++) {
    if ((times[i] ?? 0) > toMs || (visible[i] ?? 0) > toMs) continue;
    timestamps.push(times[i] ?? 0);
    found.push(values[i] ?? 0);
  }
  return { labels, timestamps, values: found };
}
