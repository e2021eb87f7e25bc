import { DIGESTS, digestLabels, type LabelDigests } from "../../core/promql/label-digest.ts";
import type { SampleSeries, SeriesList } from "../../core/promql/sample-series.ts";

/** Series in a form that passes between threads without being copied, but for texts, each of them once. */
export interface PackedSeries {
  readonly texts: readonly string[];
  /** For each series its number of labels and of samples, then name and value of each label as places in `texts`. */
  readonly shape: Uint32Array<ArrayBuffer>;
  /** For each sample its time and its value. */
  readonly samples: Float64Array<ArrayBuffer>;
  /** For each series the digests of its labels: whoever takes it need not look at them. */
  readonly digests: Int32Array<ArrayBuffer>;
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
function countOf({ shape }: Pick<PackedSeries, "shape">): number {
  let count = 0;
  for (let at = 0; at < shape.length; at += sizeOf(shape, at)) count++;
  return count;
}

/** How many numbers of a shape are of the series that begins there. */
const sizeOf = (shape: Uint32Array, at: number): number => 2 + 2 * (shape[at] ?? 0);

/** Of each series: the number of its part, and where it begins there in `shape`, in `samples` and in `digests`. */
const PLACES = 4;

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
      for (let at = 0, sample = 0, digest = 0; at < shape.length; at += sizeOf(shape, at)) {
        this.#places.set([number, at, sample, digest], next);
        next += PLACES;
        sample += 2 * (shape[at + 1] ?? 0);
        digest += DIGESTS;
      }
  }

  get labelNames(): ReadonlySet<string> {
    return new Set(this.#parts.flatMap((part) => [...namesOf(part)]));
  }

  at(place: number): SampleSeries | undefined {
    const i = place * PLACES;
    const part = this.#parts[this.#places[i] ?? this.#parts.length];
    if (part === undefined) return undefined;
    const [shapeAt, sampleAt, from] = [this.#places[i + 1] ?? 0, this.#places[i + 2] ?? 0, this.#places[i + 3] ?? 0];
    return new UnpackedSeries(part, shapeAt, sampleAt, { lanes: part.digests, from });
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
  return packed(texts(), Uint32Array.from(shape), Float64Array.from(samples));
}

/** With the digests, which are made here so that they need not be made where others wait. */
export function packed(
  texts: readonly string[],
  shape: PackedSeries["shape"],
  samples: PackedSeries["samples"],
): PackedSeries {
  const digests = new Int32Array(countOf({ shape }) * DIGESTS);
  for (let at = 0, from = 0; at < shape.length; at += sizeOf(shape, at), from += DIGESTS)
    digestLabels(labelsAt({ texts, shape }, at), digests, from);
  return { texts, shape, samples, digests };
}

function labelsAt({ texts, shape }: Pick<PackedSeries, "texts" | "shape">, shapeAt: number): SampleSeries["labels"] {
  const textAt = (place: number): string => texts[shape[place] ?? 0] ?? "";
  const labels: Record<string, string> = {};
  const end = shapeAt + sizeOf(shape, shapeAt);
  for (let at = shapeAt + 2; at < end; at += 2) labels[textAt(at)] = textAt(at + 1);
  return labels;
}

/** A series of a part, of use to nobody but whoever asks for it: most are known by their digests, and ask for no label. */
class UnpackedSeries implements SampleSeries {
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
  readonly digests: LabelDigests;
  readonly #part: PackedSeries;
  readonly #shapeAt: number;
  #labels: SampleSeries["labels"] | undefined;

  constructor(part: PackedSeries, shapeAt: number, sampleAt: number, digests: LabelDigests) {
    const { shape, samples } = part;
    const count = shape[shapeAt + 1] ?? 0;
    const [timestamps, values] = [room(count), room(count)];
    for (let i = 0; i < count; i++) {
      timestamps[i] = samples[sampleAt + 2 * i] ?? Number.NaN;
      values[i] = samples[sampleAt + 2 * i + 1] ?? Number.NaN;
    }
    this.timestamps = timestamps;
    this.values = values;
    this.digests = digests;
    this.#part = part;
    this.#shapeAt = shapeAt;
  }

  get labels(): SampleSeries["labels"] {
    return (this.#labels ??= labelsAt(this.#part, this.#shapeAt));
  }
}

/** For so many numbers: what grows by one at a time, or holds anything else at first, takes half as much again or more. */
// oxlint-disable-next-line unicorn/no-new-array -- the list from a length alone holds undefined, and so no bare numbers
const room = (count: number): number[] => new Array<number>(count);
