import { uncompress } from "snappyjs";
import { broken, UnsupportedWay } from "./broken.ts";
import type { DigestCollector } from "./digest-collector.ts";
import { readLabel } from "./read-label.ts";
import { WIRE, WireReader } from "./wire-reader.ts";

/** Fields of `prometheus.ReadResponse`, of its results, of their series, and of a sample. */
const FIELD = { result: 1, series: 1, label: 1, sample: 2, histogram: 4, value: 1, timestamp: 2 } as const;

/** The bits of the number that marks the end of a series, the lower half first. */
const STALE = [2, 0x7ff0_0000] as const;

/** Negative numbers are sent as what they are modulo 2^64. */
const signed = (value: number): number => (value >= 2 ** 63 ? value - 2 ** 64 : value);

/**
 * Counts the series of an answer that came in one piece.
 *
 * @param mostBytes - how large it may be when it is uncompressed
 * @throws PrometheusError `invalid` for what is no such message, or holds native histograms
 * @throws UnsupportedWay when it is too large
 */
export function addWholeSeries(compressed: Uint8Array, mostBytes: number, collector: DigestCollector): void {
  const bytes = uncompressed(compressed, mostBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const answer = new WireReader(bytes, 0, bytes.length);
  while (answer.next()) {
    if (answer.field !== FIELD.result || answer.wire !== WIRE.bytes) continue;
    const result = new WireReader(bytes, answer.start, answer.end);
    while (result.next())
      if (result.field === FIELD.series && result.wire === WIRE.bytes)
        addSeries(view, bytes, result.start, result.end, collector);
  }
}

function uncompressed(compressed: Uint8Array, mostBytes: number): Uint8Array {
  const head = new WireReader(Uint8Array.of(0, ...compressed.subarray(0, 10)), 0, Math.min(11, compressed.length + 1));
  if (!head.next()) throw broken("the answer is empty");
  if (head.value > mostBytes) throw new UnsupportedWay(`an answer in one piece of more than ${mostBytes} bytes`);
  try {
    return uncompress(compressed, mostBytes);
  } catch (error) {
    throw broken(`the answer is not compressed as it says: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function addSeries(view: DataView, bytes: Uint8Array, from: number, to: number, collector: DigestCollector): void {
  const labels: Record<string, string> = {};
  const head = new WireReader(bytes, from, to);
  while (head.next()) {
    if (head.wire !== WIRE.bytes) continue;
    if (head.field === FIELD.label) readLabel(bytes, head.start, head.end, labels);
    else if (head.field === FIELD.histogram) throw broken("a native histogram where numbers were expected");
  }
  collector.open(labels);
  const series = new WireReader(bytes, from, to);
  while (series.next())
    if (series.field === FIELD.sample && series.wire === WIRE.bytes)
      addSample(view, new WireReader(bytes, series.start, series.end), collector);
  collector.add();
}

function addSample(view: DataView, sample: WireReader, collector: DigestCollector): void {
  let [atMs, value, isStale] = [0, 0, false];
  while (sample.next()) {
    if (sample.field === FIELD.timestamp && sample.wire === WIRE.varint) atMs = signed(sample.value);
    else if (sample.field === FIELD.value && sample.wire === WIRE.fixed64) {
      value = view.getFloat64(sample.start, true);
      isStale = STALE.every((half, i) => view.getUint32(sample.start + 4 * i, true) === half);
    }
  }
  if (!isStale) collector.room.add(atMs, value);
}
