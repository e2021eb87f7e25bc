import { BitReader, bitsAt, wordAt } from "./bit-reader.ts";
import { broken } from "./broken.ts";
import { HIGH, LOW, STALE_HIGH, STALE_LOW } from "./halves.ts";
import type { Room, SampleBuffer } from "./sample-buffer.ts";

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

/** They tell where a value differs from the one before: where the bits begin, and how many they are. */
const LEADING_BITS = 5;
const WIDTH_BITS = 6;

/** How many bits differ, as is told behind where they begin; all 64 have no place in six bits. */
const widthAt = (view: DataView, at: number): number => wordAt(view, at + LEADING_BITS, WIDTH_BITS) || 64;

/**
 * Reads chunks of samples as Prometheus keeps them: times by changes of their spacing, values by bits that differ.
 * Thousands of millions of samples are read at a start, so all that a usual one needs is in local variables.
 */
export class XorDecoder implements ChunkDecoder {
  readonly #bits = new BitReader();

  decode(view: DataView, from: number, to: number, into: SampleBuffer): void {
    if (to - from < 2) throw broken("a chunk has no head");
    const count = view.getUint16(from);
    if (count === 0) return;
    this.#bits.reset(view, from + 2, to);
    into.fill(this.#samples(view, count, 8 * to, { ...into.roomFor(count), from: into.count }));
  }

  /** @returns how many samples there are now */
  #samples(view: DataView, count: number, end: number, { times, halves, from }: Room & { from: number }): number {
    const bits = this.#bits;
    let atMs = bits.signedVarint();
    let high = bits.bits(32) | 0;
    let low = bits.bits(32) | 0;
    let spacing = count > 1 ? bits.varint() : 0;
    let at = bits.at;
    let to = from;
    let width = 64;
    let behind = 0;
    for (let i = 1; ; i++) {
      if (at > end) throw broken("a chunk ends before its samples do");
      if (low !== STALE_LOW || high !== STALE_HIGH) {
        times[to] = atMs;
        halves[2 * to + HIGH] = high;
        halves[2 * to++ + LOW] = low;
      }
      if (i === count) return to;
      if (i > 1 && bitsAt(view, at++) < 0) {
        spacing += this.#change(at);
        at = bits.at;
      }
      atMs += spacing;
      const lead = bitsAt(view, at++);
      if (lead >= 0) continue;
      at++;
      if (lead << 1 < 0) {
        width = widthAt(view, at);
        behind = 64 - width - wordAt(view, at, LEADING_BITS);
        at += LEADING_BITS + WIDTH_BITS;
        if (behind < 0) throw broken("a chunk holds bits beyond the end of a number");
      }
      const upper = width > 32 ? wordAt(view, at, width - 32) : 0;
      const lower = width > 32 ? wordAt(view, at + width - 32, 32) : wordAt(view, at, width);
      at += width;
      high ^= behind > 31 ? lower << (behind - 32) : (upper << behind) | ((lower >>> 1) >>> (31 - behind));
      low ^= behind > 31 ? 0 : lower << behind;
    }
  }

  /** By how much the spacing changes, of which the first bit is read. */
  #change(at: number): number {
    const bits = this.#bits;
    bits.seek(at);
    let ones = 1;
    while (ones < 4 && bits.bit() === 1) ones++;
    const count = SPACING_BITS[ones] ?? 0;
    // Its range is moved up by one.
    return bits.signed(count, 2 ** (count - 1));
  }
}
