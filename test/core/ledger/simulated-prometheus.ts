import type { SeriesDigest } from "../../../src/core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../src/core/ledger/past/series-digester.ts";
import type { LedgerAnswer, LedgerQuery, RawQuery } from "../../../src/core/ledger/ports.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { seriesMatcher } from "../../../src/core/promql/series-matcher.ts";
import { parsePromDuration } from "../../../src/core/units/prom-duration.ts";

type Labels = Readonly<Record<string, string>>;

interface StoredSeries {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
  /** When the sample can be queried; later than its time for late ones. */
  readonly visible: number[];
}

/** Digests that are handed over at once, fewer than there are series. */
const BATCH = 3;

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

  /** Digests of all raw samples that a query asks for, some series at a time. */
  raw({ selector, plan }: RawQuery, nowMs: number): readonly (readonly SeriesDigest[])[] {
    const matches = seriesMatcher(selector);
    const series = (this.#byMetric.get(selector.metric) ?? []).filter(({ labels }) => matches?.(labels) === true);
    const digester = new SeriesDigester(plan);
    const digests = series.flatMap((one) => digestOf(one, digester, nowMs));
    return Array.from({ length: Math.ceil(digests.length / BATCH) }, (_, i) =>
      digests.slice(i * BATCH, (i + 1) * BATCH),
    );
  }
}

function digestOf(one: StoredSeries, digester: SeriesDigester, nowMs: number): readonly SeriesDigest[] {
  const isVisible = (_: number, i: number): boolean => (one.visible[i] ?? 0) <= nowMs;
  digester.add(one.times.filter(isVisible), one.values.filter(isVisible));
  const digest = digester.take(one.labels);
  return digest === undefined ? [] : [digest];
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
