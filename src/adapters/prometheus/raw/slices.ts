import { setImmediate as breathe } from "node:timers/promises";
import type { RawQuery } from "../../../core/ledger/ports.ts";
import type { DigestPlan, SeriesDigest } from "../../../core/ledger/past/series-digest.ts";
import { Increases } from "../../../core/ledger/past/row-sums.ts";
import { SeriesDigester } from "../../../core/ledger/past/series-digester.ts";
import type { SampleSeries, SeriesList } from "../../../core/promql/sample-series.ts";
import { printSelector } from "../../../core/promql/selector.ts";
import { instant } from "../../../core/units/instant.ts";
import { PrometheusError } from "../prometheus-error.ts";
import { UnsupportedWay } from "./broken.ts";
import { ReplicaBuffers } from "./replica-buffers.ts";
import { DIGESTS_AT_ONCE, type RawClient, type RawWay, type Take } from "./way.ts";

/** What a sample takes in an answer in JSON. */
const SAMPLE_BYTES = 25;
/** An answer as large as admitted would leave nothing for labels, and for slices that are denser than the last. */
const USED = 0.5;
/** The first slice tells how many samples there are. */
const FIRST_SECONDS = 600;
const SHORTEST_SECONDS = 60;
/** The next slice may be so many times as long as the last. */
const GROWTH = 8;
/** In JSON a sample costs Prometheus ten times what rates over it do: beyond that these are asked instead. */
const MOST_SAMPLES = 20_000_000;
/** All series are counted side by side: sums of so many steps are kept at most, eight bytes each. */
const MOST_ROWS = 16_000_000;
/** Samples that are counted in some milliseconds. */
const A_TURN = 50_000;
/** To begin a series takes as long as so many samples. */
const BEGINNING = 50;

/** Range selectors, one slice of time after the other: what every server has that answers queries. */
export class Slices implements RawWay {
  readonly name = "range selectors";
  readonly #client: RawClient;

  constructor(client: RawClient) {
    this.#client = client;
  }

  async read({ selector, plan, replicas }: RawQuery, take: Take, signal: AbortSignal): Promise<void> {
    const counted = new SlicedSeries(plan, replicas);
    const samplesAnAnswer = (this.#client.mostBytes * USED) / SAMPLE_BYTES;
    let longest = Number.POSITIVE_INFINITY;
    let seconds = FIRST_SECONDS;
    for (let fromMs = plan.fromMs; fromMs < plan.toMs;) {
      const length = Math.min(seconds, Math.ceil((plan.toMs - fromMs) / 1000));
      const toMs = Math.min(fromMs + length * 1000, plan.toMs);
      const answer = await this.#client.instant(`${printSelector(selector)}[${length}s]`, instant(toMs), signal);
      if (answer.kind === "failed") {
        if (answer.reason === "unreachable" || length <= SHORTEST_SECONDS || signal.aborted)
          throw new PrometheusError(answer.message, answer.reason, { cause: answer.cause });
        longest = Math.max(SHORTEST_SECONDS, Math.floor(length / 2));
        seconds = longest;
        continue;
      }
      const count = await counted.add(answer.value);
      const wanted = count === 0 ? Number.POSITIVE_INFINITY : (samplesAnAnswer / count) * length;
      seconds = Math.max(SHORTEST_SECONDS, Math.floor(Math.min(length * GROWTH, wanted, longest)));
      fromMs = toMs;
    }
    for (const batch of batches(counted.digests())) {
      if (signal.aborted) return;
      take(batch);
      await breathe();
    }
  }
}

function* batches(digests: Iterable<SeriesDigest>): Generator<readonly SeriesDigest[], void> {
  let batch: SeriesDigest[] = [];
  for (const digest of digests) {
    batch.push(digest);
    if (batch.length < DIGESTS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** All series, as far as slices have told of them. */
class SlicedSeries {
  readonly #plan: DigestPlan;
  readonly #replicas: ReplicaBuffers;
  /** One at a time is told of. */
  readonly #room = new Increases();
  readonly #series = new Map<string, { readonly labels: SampleSeries["labels"]; readonly digester: SeriesDigester }>();
  #count = 0;

  constructor(plan: DigestPlan, replicas: readonly string[]) {
    this.#plan = plan;
    this.#replicas = new ReplicaBuffers(plan, replicas);
  }

  /** Counts a later slice; how many samples it has. @throws UnsupportedWay when there are too many of them */
  async add(slice: SeriesList): Promise<number> {
    let count = 0;
    let since = 0;
    for (const series of slice) {
      this.#addSeries(series);
      count += series.timestamps.length;
      since += BEGINNING + series.timestamps.length;
      if (since < A_TURN) continue;
      since = 0;
      await breathe();
    }
    this.#count += count;
    if (this.#count > MOST_SAMPLES)
      throw new UnsupportedWay(`more than ${MOST_SAMPLES} samples, which are too many to be read by queries`);
    return count;
  }

  *digests(): Generator<SeriesDigest, void> {
    for (const { labels, digester } of this.#series.values()) {
      const digest = digester.take(labels);
      if (digest !== undefined) yield digest;
    }
    yield* this.#replicas.digests();
  }

  #addSeries({ labels, timestamps, values }: SampleSeries): void {
    if (this.#replicas.has(labels)) return this.#replicas.add(labels, timestamps, values);
    const key = JSON.stringify(Object.entries(labels));
    const one = this.#series.get(key) ?? this.#begin(key, labels);
    one.digester.add(timestamps, values);
  }

  #begin(key: string, labels: SampleSeries["labels"]): { readonly digester: SeriesDigester } {
    const { fromMs, toMs, stepMs, excluded } = this.#plan;
    const rows = ((this.#series.size + 1) * excluded.length * (toMs - fromMs)) / stepMs;
    if (rows > MOST_ROWS)
      throw new UnsupportedWay(
        `all series side by side have more than ${MOST_ROWS} steps, which are too many to be kept`,
      );
    const one = { labels, digester: new SeriesDigester(this.#plan, this.#room) };
    this.#series.set(key, one);
    return one;
  }
}
