import type { SampleSeries, SeriesList } from "../../core/promql/sample-series.ts";

/** Series in a form that passes between threads without being copied, but for texts, each of them once. */
export interface PackedSeries {
  readonly texts: readonly string[];
  /** For each series its number of labels and of samples, then name and value of each label as places in `texts`. */
  readonly shape: Uint32Array<ArrayBuffer>;
  /** For each sample its time and its value. */
  readonly samples: Float64Array<ArrayBuffer>;
}

function namesOf({ texts, shape }: PackedSeries): ReadonlySet<string> {
  const places = new Set<number>();
  for (let at = 0; at < shape.length;) {
    const end = at + 2 + 2 * (shape[at] ?? 0);
    for (at += 2; at < end; at += 2) places.add(shape[at] ?? 0);
  }
  return new Set([...places].map((place) => texts[place] ?? ""));
}

/** How many series there are. */
function countOf({ shape }: PackedSeries): number {
  let count = 0;
  for (let at = 0; at < shape.length; at += sizeOf(shape, at)) count++;
  return count;
}

/** How many numbers of a shape are of the series that begins there. */
const sizeOf = (shape: Uint32Array, at: number): number => 2 + 2 * (shape[at] ?? 0);

/** Of each series: the number of its part, and where it begins there in `shape` and in `samples`. */
const PLACES = 3;

/** The series of a large answer, as they were packed: each is made anew whenever it is looked at. */
export class PackedList implements SeriesList {
  readonly length: number;
  readonly #parts: readonly PackedSeries[];
  readonly #places: Uint32Array;

  constructor(parts: readonly PackedSeries[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + countOf(part), 0);
    this.#places = new Uint32Array(this.length * PLACES);
    let next = 0;
    for (const [number, { shape }] of parts.entries())
      for (let at = 0, sample = 0; at < shape.length; at += sizeOf(shape, at)) {
        this.#places.set([number, at, sample], next);
        next += PLACES;
        sample += 2 * (shape[at + 1] ?? 0);
      }
  }

  get labelNames(): ReadonlySet<string> {
    return new Set(this.#parts.flatMap((part) => [...namesOf(part)]));
  }

  at(place: number): SampleSeries | undefined {
    const i = place * PLACES;
    const part = this.#parts[this.#places[i] ?? this.#parts.length];
    return part && unpack(part, this.#places[i + 1] ?? 0, this.#places[i + 2] ?? 0);
  }

  *[Symbol.iterator](): Generator<SampleSeries, void> {
    for (let place = 0; ; place++) {
      const series = this.at(place);
      if (series === undefined) return;
      yield series;
    }
  }
}

/** Texts in the order in which their places were first asked for. */
export function eachTextOnce(): {
  readonly texts: () => readonly string[];
  readonly placeOf: (text: string) => number;
} {
  const places = new Map<string, number>();
  return {
    texts: () => [...places.keys()],
    placeOf: (text) => {
      const known = places.get(text) ?? places.size;
      places.set(text, known);
      return known;
    },
  };
}

export function packSeries(series: readonly SampleSeries[]): PackedSeries {
  const { texts, placeOf } = eachTextOnce();
  const shape: number[] = [];
  const samples: number[] = [];
  for (const { labels, timestamps, values } of series) {
    const entries = Object.entries(labels);
    shape.push(entries.length, timestamps.length);
    for (const [name, value] of entries) shape.push(placeOf(name), placeOf(value));
    timestamps.forEach((at, i) => samples.push(at, values[i] ?? Number.NaN));
  }
  return { texts: texts(), shape: Uint32Array.from(shape), samples: Float64Array.from(samples) };
}

/** The series that begins there, of use to nobody but whoever asks for it. */
function unpack({ texts, shape, samples }: PackedSeries, shapeAt: number, sampleAt: number): SampleSeries {
  const textAt = (place: number): string => texts[shape[place] ?? 0] ?? "";
  const labels: Record<string, string> = {};
  const end = shapeAt + sizeOf(shape, shapeAt);
  for (let at = shapeAt + 2; at < end; at += 2) labels[textAt(at)] = textAt(at + 1);
  const count = shape[shapeAt + 1] ?? 0;
  const [timestamps, values] = [room(count), room(count)];
  for (let i = 0; i < count; i++) {
    timestamps[i] = samples[sampleAt + 2 * i] ?? Number.NaN;
    values[i] = samples[sampleAt + 2 * i + 1] ?? Number.NaN;
  }
  return { labels, timestamps, values };
}

/** For so many numbers: what grows by one at a time, or holds anything else at first, takes half as much again or more. */
// oxlint-disable-next-line unicorn/no-new-array -- the list from a length alone holds undefined, and so no bare numbers
const room = (count: number): number[] => new Array<number>(count);
