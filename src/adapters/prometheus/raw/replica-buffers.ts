import type { DigestPlan, SeriesDigest } from "../../../core/ledger/past/series-digest.ts";
import { SeriesDigester } from "../../../core/ledger/past/series-digester.ts";
import { mergeReplicas } from "../../../core/ledger/reading/merge-replicas.ts";
import type { SampleSeries } from "../../../core/promql/sample-series.ts";
import { UnsupportedWay } from "./broken.ts";
import { SampleBuffer } from "./sample-buffer.ts";

type Labels = Readonly<Record<string, string>>;

/** Samples that are kept at most until all replicas have told theirs; sixteen bytes each. */
const MOST_KEPT = 20_000_000;

/** Series of replicas, whose samples can be counted only when all of them are there. */
export class ReplicaBuffers {
  readonly #plan: DigestPlan;
  readonly #replicas: readonly string[];
  /** By the labels of the merged series, then by their own. */
  readonly #groups = new Map<string, Map<string, { readonly labels: Labels; readonly samples: SampleBuffer }>>();
  #kept = 0;

  /** @param replicas - labels by which nothing but the replica is told */
  constructor(plan: DigestPlan, replicas: readonly string[]) {
    this.#plan = plan;
    this.#replicas = replicas;
  }

  /** Whether a series is one of a replica. */
  has(labels: Labels): boolean {
    return this.#replicas.some((name) => Object.hasOwn(labels, name));
  }

  /**
   * Samples beyond the stretch are left out: not every way tells them, and they would choose between replicas.
   *
   * @throws UnsupportedWay when there are too many samples to be kept
   */
  add(labels: Labels, times: ArrayLike<number>, values: ArrayLike<number>): void {
    const buffer = this.#bufferOf(labels);
    const before = buffer.count;
    for (let i = 0; i < times.length; i++) {
      const atMs = times[i] ?? Number.NaN;
      if (atMs > this.#plan.fromMs && atMs <= this.#plan.toMs) buffer.add(atMs, values[i] ?? Number.NaN);
    }
    this.#kept += buffer.count - before;
    if (this.#kept > MOST_KEPT)
      throw new UnsupportedWay(`more than ${MOST_KEPT} samples of replicas, which have to be merged in memory`);
  }

  /** What the merged series come to; each is forgotten then. */
  *digests(): Generator<SeriesDigest, void> {
    const digester = new SeriesDigester(this.#plan);
    for (const [key, group] of this.#groups) {
      this.#groups.delete(key);
      for (const { labels, timestamps, values } of mergeReplicas([...group.values()].map(toSeries), this.#replicas)) {
        digester.add(timestamps, values);
        const digest = digester.take(labels);
        if (digest !== undefined) yield digest;
      }
    }
  }

  #bufferOf(labels: Labels): SampleBuffer {
    const entries = Object.entries(labels);
    const groupKey = JSON.stringify(entries.filter(([name]) => !this.#replicas.includes(name)));
    const group = this.#groups.get(groupKey) ?? new Map<string, { labels: Labels; samples: SampleBuffer }>();
    this.#groups.set(groupKey, group);
    const key = JSON.stringify(entries);
    const one = group.get(key) ?? { labels, samples: new SampleBuffer() };
    group.set(key, one);
    return one.samples;
  }
}

const toSeries = ({ labels, samples }: { labels: Labels; samples: SampleBuffer }): SampleSeries => ({
  labels,
  timestamps: Array.from(samples.times),
  values: Array.from(samples.values),
});
