import type { SampleSeries, SeriesList } from "../../core/promql/sample-series.ts";

/** Series in a form that passes between threads without being copied, but for texts, each of them once. */
export interface PackedSeries {
  readonly texts: readonly string[];
  /** For each series its number of labels and of samples, then name and value of each label as places in `texts`. */
  readonly shape: Uint32Array<ArrayBuffer>;
  /** For each sample its time and its value. */
  readonly samples: Float64Array<ArrayBuffer>;
}

/** How many series there are. */
function countOf({ shape }: PackedSeries): number {
  let count = 0;
  for (let at = 0; at < shape.length; at += 2 + 2 * (shape[at] ?? 0)) count++;
  return count;
}

function namesOf({ texts, shape }: PackedSeries): ReadonlySet<string> {
  const places = new Set<number>();
  for (let at = 0; at < shape.length;) {
    const end = at + 2 + 2 * (shape[at] ?? 0);
    for (at += 2; at < end; at += 2) places.add(shape[at] ?? 0);
  }
  return new Set([...places].map((place) => texts[place] ?? ""));
}

/** The series of a large answer, as they were packed: each is made anew whenever it is looked at. */
export class PackedList implements SeriesList {
  readonly length: number;
  readonly #parts: readonly PackedSeries[];

  constructor(parts: readonly PackedSeries[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + countOf(part), 0);
  }

  get labelNames(): ReadonlySet<string> {
    return new Set(this.#parts.flatMap((part) => [...namesOf(part)]));
  }

  *[Symbol.iterator](): Generator<SampleSeries, void> {
    for (const part of this.#parts) yield* unpackSeries(part);
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

/** The series, each made when it is asked for, and of use to nobody but whoever asks. */
export function* unpackSeries({ texts, shape, samples }: PackedSeries): Generator<SampleSeries, void> {
  for (let at = 0, sample = 0; at < shape.length;) {
    const labelsEnd = at + 2 + 2 * (shape[at] ?? 0);
    const end = sample + 2 * (shape[at + 1] ?? 0);
    const labels: Record<string, string> = {};
    for (at += 2; at < labelsEnd; at += 2) labels[textAt(at)] = textAt(at + 1);
    const timestamps: number[] = [];
    const values: number[] = [];
    for (; sample < end; sample += 2) {
      timestamps.push(samples[sample] ?? Number.NaN);
      values.push(samples[sample + 1] ?? Number.NaN);
    }
    yield { labels, timestamps, values };
  }

  function textAt(place: number): string {
    return texts[shape[place] ?? 0] ?? "";
  }
}
