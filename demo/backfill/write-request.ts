/** One series as it goes over the wire. `timestamps` are milliseconds since the epoch, ascending. */
export interface WrittenSeries {
  /** With `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timestamps: ArrayLike<number>;
  /** As many as timestamps. NaN is written as Prometheus' staleness marker: the series ends there. */
  readonly values: ArrayLike<number>;
}

/** Field number and wire type, as protobuf joins them. */
const TAG = {
  timeseries: 0x0a,
  label: 0x0a,
  labelName: 0x0a,
  labelValue: 0x12,
  sample: 0x12,
  sampleValue: 0x09,
  sampleTimestamp: 0x10,
} as const;

/** Tag, length, value's tag and eight bytes, timestamp's tag and at most ten bytes. */
const LARGEST_SAMPLE = 2 + 9 + 11;

/** The NaN that means "ends here" in Prometheus; its bits do not survive as a JavaScript number. */
const STALE_MARKER = 0x7ff0000000000002n;

const text = new TextEncoder();

/** A growing `prometheus.WriteRequest` (remote write 1.0), encoded by hand: the message has five fields. */
export class WriteRequest {
  #bytes = new Uint8Array(1 << 20);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds the samples `from` up to, but not including, `to`. `labels` are those of {@link encodeLabels}. */
  add(labels: Uint8Array, series: WrittenSeries, from: number, to: number): void {
    this.#reserve(labels.length + (to - from) * LARGEST_SAMPLE + 16);
    let size = labels.length;
    for (let i = from; i < to; i++) size += 2 + sampleLength(at(series.timestamps, i));
    this.#byte(TAG.timeseries);
    this.#varint(size);
    this.#bytes.set(labels, this.#length);
    this.#length += labels.length;
    for (let i = from; i < to; i++) this.#sample(at(series.timestamps, i), at(series.values, i));
  }

  /** The encoded message; the request is empty afterwards. */
  take(): Uint8Array {
    const message = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return message;
  }

  #sample(timestamp: number, value: number): void {
    this.#byte(TAG.sample);
    this.#byte(sampleLength(timestamp));
    this.#byte(TAG.sampleValue);
    if (Number.isNaN(value)) this.#view.setBigUint64(this.#length, STALE_MARKER, true);
    else this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    this.#byte(TAG.sampleTimestamp);
    this.#varint(timestamp);
  }

  #byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  #varint(value: number): void {
    // Milliseconds exceed 32 bits, so no shifts here.
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80);
    this.#byte(rest);
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** The label part of a series, sorted by name as receivers demand; made once for all its samples. */
export function encodeLabels(labels: Readonly<Record<string, string>>): Uint8Array {
  const names = Object.keys(labels).toSorted();
  return Uint8Array.from(
    names.flatMap((name) =>
      field(TAG.label, [...stringField(TAG.labelName, name), ...stringField(TAG.labelValue, labels[name] ?? "")]),
    ),
  );
}

const stringField = (tag: number, value: string): number[] => field(tag, [...text.encode(value)]);

const field = (tag: number, content: readonly number[]): number[] => [tag, ...varint(content.length), ...content];

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

function sampleLength(timestamp: number): number {
  let bytes = 1;
  for (let rest = timestamp; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return 9 + 1 + bytes;
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined)
    throw new RangeError(`a series has no element ${index}: timestamps and values differ in length`);
  return value;
}
