import type { SampleSeries } from "../../core/promql/sample-series.ts";

/** Series in a form that passes between threads without being copied, but for texts, each of them once. */
export interface PackedSeries {
  readonly texts: readonly string[];
  /** For each series its number of labels and of samples, then name and value of each label as places in `texts`. */
  readonly shape: Uint32Array<ArrayBuffer>;
  /** For each sample its time and its value. */
  readonly samples: Float64Array<ArrayBuffer>;
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

export function unpackSeries({ texts, shape, samples }: PackedSeries): readonly SampleSeries[] {
  const series: SampleSeries[] = [];
  for (let at = 0, sample = 0; at < shape.length;) {
    const labelsEnd = at + 2 + 2 * (shape[at] ?? 0);
    const count = shape[at + 1] ?? 0;
    const first = sample;
    sample += 2 * count;
    const labels: Record<string, string> = {};
    for (at += 2; at < labelsEnd; at += 2) labels[textAt(at)] = textAt(at + 1);
    // Of the right length at once: lists that grow keep room for more.
    const column = (offset: number): number[] =>
      Array.from({ length: count }, (_, i) => samples[first + 2 * i + offset] ?? Number.NaN);
    series.push({ labels, timestamps: column(0), values: column(1) });
  }
  return series;

  function textAt(place: number): string {
    return texts[shape[place] ?? 0] ?? "";
  }
}
