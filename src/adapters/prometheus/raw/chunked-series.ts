import { PADDING_BYTES } from "./bit-reader.ts";
import { broken, UnsupportedWay } from "./broken.ts";
import type { DigestCollector } from "./digest-collector.ts";
import { readLabel } from "./read-label.ts";
import { WIRE, WireReader } from "./wire-reader.ts";
import { Xor2Decoder } from "./xor2-chunk.ts";
import { type ChunkDecoder, XorDecoder } from "./xor-chunk.ts";

/** Fields of `prometheus.ChunkedReadResponse`, of its series, and of their chunks. */
const FIELD = { series: 1, label: 1, chunk: 2, encoding: 3, data: 4 } as const;

/** How a chunk holds its samples. */
const ENCODING = {
  xor: 1,
  histogram: 2,
  floatHistogram: 3,
  xor2: 4,
  histogramSince: 5,
  floatHistogramSince: 6,
} as const;
const HISTOGRAMS: readonly number[] = [
  ENCODING.histogram,
  ENCODING.floatHistogram,
  ENCODING.histogramSince,
  ENCODING.floatHistogramSince,
];

/** Where in a frame the data of a chunk are. */
interface Chunk {
  readonly encoding: number;
  readonly start: number;
  readonly end: number;
}

/** Reads the frames of a streamed answer, each with chunks of one series or of several. */
export class ChunkedSeriesDecoder {
  readonly #collector: DigestCollector;
  readonly #decoders = new Map<number, ChunkDecoder>([
    [ENCODING.xor, new XorDecoder()],
    [ENCODING.xor2, new Xor2Decoder()],
  ]);

  constructor(collector: DigestCollector) {
    this.#collector = collector;
  }

  /**
   * Counts what a frame holds.
   *
   * @throws PrometheusError `invalid` for what is no such message, or holds native histograms
   * @throws UnsupportedWay for chunks of a kind that is not known here
   */
  add(frame: Uint8Array<ArrayBuffer>): void {
    const message = new WireReader(frame, 0, frame.length);
    while (message.next())
      if (message.field === FIELD.series && message.wire === WIRE.bytes)
        this.#series(frame, message.start, message.end);
  }

  #series(frame: Uint8Array<ArrayBuffer>, from: number, to: number): void {
    const series = new WireReader(frame, from, to);
    const labels: Record<string, string> = {};
    const chunks: Chunk[] = [];
    while (series.next()) {
      if (series.wire !== WIRE.bytes) continue;
      if (series.field === FIELD.label) readLabel(frame, series.start, series.end, labels);
      else if (series.field === FIELD.chunk) chunks.push(toChunk(frame, series.start, series.end));
    }
    this.#collector.open(labels);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length + PADDING_BYTES);
    for (const chunk of chunks) this.#chunk(view, chunk);
  }

  #chunk(view: DataView, { encoding, start, end }: Chunk): void {
    if (HISTOGRAMS.includes(encoding)) throw broken("a native histogram where numbers were expected");
    const decoder = this.#decoders.get(encoding);
    if (decoder === undefined) throw new UnsupportedWay(`chunks of encoding ${encoding}, which is not known here`);
    decoder.decode(view, start, end, this.#collector.room);
    this.#collector.add();
  }
}

function toChunk(frame: Uint8Array, from: number, to: number): Chunk {
  const chunk = new WireReader(frame, from, to);
  let encoding = 0;
  let [start, end] = [from, from];
  while (chunk.next()) {
    if (chunk.field === FIELD.encoding && chunk.wire === WIRE.varint) encoding = chunk.value;
    else if (chunk.field === FIELD.data && chunk.wire === WIRE.bytes) [start, end] = [chunk.start, chunk.end];
  }
  return { encoding, start, end };
}
