import type { Seed } from "../shop/seed.ts";
import { NAMESPACE } from "../shop/services.ts";
import type { Life, Pod } from "./pods.ts";
import type { WrittenSeries } from "./write-request.ts";

type Labels = Readonly<Record<string, string>>;

/** Writes down what a scrape of one pod would have seen, minute by minute. */
export class PodRecorder {
  readonly series: WrittenSeries[] = [];
  /** The counters' last values, if the pod is alive at the end. */
  readonly seeds: Seed[] = [];
  readonly #pod: Pod;
  readonly #timestamps: Float64Array;

  constructor(pod: Pod, timestamps: Float64Array) {
    this.#pod = pod;
    this.#timestamps = timestamps;
  }

  /** A counter that is there from the process's first minute. */
  counter(life: Life, name: string, labels: Labels, countIn: (minute: number) => number): void {
    this.#write(life, name, labels, running(life, countIn), life.from);
  }

  /** A counter that exists only once there was something to count, as those of error codes do. */
  lateCounter(life: Life, name: string, labels: Labels, countIn: (minute: number) => number): void {
    const values = running(life, countIn);
    const first = values.findIndex((value) => value > 0);
    // Never in the first minute: there the process before may still write that the same series has ended.
    if (first !== -1) this.#write(life, name, labels, values, Math.max(life.from + first, life.from + 1));
  }

  gauge(life: Life, name: string, labels: Labels, valueAt: (minute: number) => number): void {
    const values = Float64Array.from({ length: life.to - life.from }, (_, i) => valueAt(life.from + i));
    this.#append(life, name, labels, values, life.from, life.to);
  }

  #write(life: Life, name: string, labels: Labels, values: Float64Array, from: number): void {
    if (from >= life.to) return;
    this.#append(life, name, labels, values.subarray(from - life.from), from, life.to);
    const last = values.at(-1);
    if (life.to === this.#timestamps.length && last !== undefined) this.seeds.push({ name, labels, value: last });
  }

  #append(life: Life, name: string, labels: Labels, values: Float64Array, from: number, to: number): void {
    const isLate = from > life.from;
    const goesOn = to === this.#timestamps.length || (!isLate && this.#pod.lives.some((next) => next.from === to));
    const { service, name: pod, instance, version } = this.#pod;
    // Whether a pod is up is said by the scrape, which does not know its version.
    const own = name === "up" ? labels : { ...labels, version };
    this.series.push({
      labels: { __name__: name, ...own, job: service, namespace: NAMESPACE, pod, instance },
      timestamps: this.#timestamps.subarray(from, goesOn ? to : to + 1),
      // NaN is the staleness marker.
      values: goesOn ? values : Float64Array.of(...values, Number.NaN),
    });
  }
}

function running(life: Life, countIn: (minute: number) => number): Float64Array {
  const values = new Float64Array(life.to - life.from);
  let sum = 0;
  for (let minute = life.from; minute < life.to; minute++) {
    sum += countIn(minute);
    values[minute - life.from] = sum;
  }
  return values;
}
