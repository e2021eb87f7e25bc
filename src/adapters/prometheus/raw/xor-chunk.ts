import { BitReader } from "./bit-reader.ts";
import { broken } from "./broken.ts";
import type { SampleBuffer } from "./sample-buffer.ts";
import { ValueReader } from "./value-reader.ts";

/** Reads the samples of one kind of chunk. */
export interface ChunkDecoder {
  /**
   * Adds the samples of a chunk, without markers that the series ends.
   *
   * @throws PrometheusError `invalid` when there is less in it than it says
   */
  decode(view: DataView, from: number, to: number, into: SampleBuffer): void;
}

/** How many bits tell by how much a spacing differs from the one before, by the number of ones that lead them. */
const SPACING_BITS = [0, 14, 17, 20, 64] as const;

/** Reads chunks of samples as Prometheus keeps them: times by changes of their spacing, values by bits that differ. */
export class XorDecoder implements ChunkDecoder {
  readonly #bits = new BitReader();
  readonly #values = new ValueReader(this.#bits);

  decode(view: DataView, from: number, to: number, into: SampleBuffer): void {
    if (to - from < 2) throw broken("a chunk has no head");
    const [bits, values] = [this.#bits, this.#values];
    const count = view.getUint16(from);
    bits.reset(view, from + 2, to);
    let atMs = 0;
    let spacing = 0;
    let isStale = false;
    for (let i = 0; i < count; i++) {
      if (i === 0) {
        atMs = bits.signedVarint();
        values.first();
        isStale = values.isStale;
      } else {
        if (i === 1) spacing = bits.varint();
        else if (bits.bit() === 1) spacing += this.#change();
        atMs += spacing;
        if (bits.bit() === 1) {
          if (bits.bit() === 1) values.renew();
          else values.reuse();
          isStale = values.isStale;
        }
      }
      if (bits.isBeyond) throw broken("a chunk ends before its samples do");
      if (!isStale) into.add(atMs, values.value);
    }
  }

  /** By how much the spacing changes, behind the first one of its head. */
  #change(): number {
    const bits = this.#bits;
    let ones = 1;
    while (ones < 4 && bits.bit() === 1) ones++;
    const count = SPACING_BITS[ones] ?? 0;
    // Its range is moved up by one.
    return bits.signed(count, 2 ** (count - 1));
  }
}
