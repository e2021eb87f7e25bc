import { BitReader } from "./bit-reader.ts";
import { broken } from "./broken.ts";
import type { SampleBuffer } from "./sample-buffer.ts";
import { ValueReader } from "./value-reader.ts";
import type { ChunkDecoder } from "./xor-chunk.ts";

/** What leads a sample from the third on, as the number of its ones: all of them but the last end with a zero. */
const LEAD = { sameTimes: 0, otherValue: 1, change13: 2, change20: 3, change64: 4, stale: 5 } as const;
const CHANGE_BITS: Readonly<Record<number, number>> = {
  [LEAD.change13]: 13,
  [LEAD.change20]: 20,
  [LEAD.change64]: 64,
};

/** How many bits tell when a counter began, by the number of ones that lead them. */
const SINCE_BITS = [0, 3, 6, 9, 12, 18, 25, 56, 64] as const;

/** The head behind the count: whether the first sample tells when its counter began, and from which on others do. */
const FIRST_TELLS = 0x80;
const TELLS_FROM = 0x7f;

/** Reads the chunks that Prometheus 3 may keep instead: markers of an end leave the last value as it is. */
export class Xor2Decoder implements ChunkDecoder {
  readonly #bits = new BitReader();
  readonly #values = new ValueReader(this.#bits);

  decode(view: DataView, from: number, to: number, into: SampleBuffer): void {
    if (to - from < 3) throw broken("a chunk has no head");
    const bits = this.#bits;
    const count = view.getUint16(from);
    const since = view.getUint8(from + 2);
    const tellsFrom = since & TELLS_FROM;
    bits.reset(view, from + 3, to);
    let atMs = 0;
    let spacing = 0;
    for (let i = 0; i < count; i++) {
      let isStale = false;
      if (i === 0) {
        atMs = bits.signedVarint();
        isStale = this.#first();
        if ((since & FIRST_TELLS) !== 0) bits.signedVarint();
      } else {
        const lead = i === 1 ? LEAD.change64 : this.#lead();
        if (i === 1) spacing = bits.varint();
        else if (lead in CHANGE_BITS) spacing += bits.signed(CHANGE_BITS[lead] ?? 0);
        atMs += spacing;
        isStale = this.#value(lead);
        if (tellsFrom > 0 && i >= tellsFrom) this.#skipSince();
      }
      if (bits.isBeyond) throw broken("a chunk ends before its samples do");
      if (!isStale) into.add(atMs, this.#values.value);
    }
  }

  #first(): boolean {
    this.#values.first();
    if (!this.#values.isStale) return false;
    this.#values.set(0);
    return true;
  }

  #lead(): number {
    let ones = 0;
    while (ones < LEAD.stale && this.#bits.bit() === 1) ones++;
    return ones;
  }

  /** Whether it is the marker that the series ends. */
  #value(lead: number): boolean {
    if (lead === LEAD.stale) return true;
    if (lead === LEAD.sameTimes) return false;
    // Where the times go on as before, that the value does not is told already.
    if (lead !== LEAD.otherValue && this.#bits.bit() === 0) return false;
    if (this.#bits.bit() === 0) this.#values.reuse();
    else if (lead === LEAD.otherValue || this.#bits.bit() === 0) this.#values.renew();
    else return true;
    return false;
  }

  #skipSince(): void {
    let ones = 0;
    while (ones < SINCE_BITS.length - 1 && this.#bits.bit() === 1) ones++;
    this.#bits.skip(SINCE_BITS[ones] ?? 0);
  }
}
