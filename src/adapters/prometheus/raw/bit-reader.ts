/** A load takes four bytes from wherever it begins, so many bytes must follow those that are read. */
export const PADDING_BYTES = 32;

/** Bits that one load holds wherever in a byte it begins. */
const LOAD = 25;

/** The {@link LOAD} bits at least from bit `at` on, the first of them as the sign of a number of 32 bits. */
export const bitsAt = (view: DataView, at: number): number => view.getInt32(at >>> 3) << (at & 7);

/** The 1 to 32 bits from bit `at` on as a whole number; as one of 32 bits with a sign where there are more than 25. */
export const wordAt = (view: DataView, at: number, count: number): number =>
  count <= LOAD
    ? bitsAt(view, at) >>> (32 - count)
    : ((bitsAt(view, at) >>> 16) << (count - 16)) | (bitsAt(view, at + 16) >>> (48 - count));

/** Reads bits from the highest to the lowest of each byte, in a buffer with {@link PADDING_BYTES} behind its content. */
export class BitReader {
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;

  /** Begins anew, with the bytes `from` up to, but not including, `to`. */
  reset(view: DataView, from: number, to: number): void {
    this.#view = view;
    this.#at = 8 * from;
    this.#end = 8 * to;
  }

  /** Where it reads next, in bits of its buffer. */
  get at(): number {
    return this.#at;
  }

  /** Goes on from there. */
  seek(at: number): void {
    this.#at = at;
  }

  /** Whether more was read than there is. */
  get isBeyond(): boolean {
    return this.#at > this.#end;
  }

  /** One bit. */
  bit(): number {
    const at = this.#at++;
    return (this.#view.getUint8(at >>> 3) >>> (7 - (at & 7))) & 1;
  }

  /** Goes on without reading. */
  skip(count: number): void {
    this.#at += count;
  }

  /** As a whole number of up to 32 bits. */
  bits(count: number): number {
    if (count === 0) return 0;
    const read = wordAt(this.#view, this.#at, count) >>> 0;
    this.#at += count;
    return read;
  }

  /**
   * As a whole number of up to 64 bits with a sign; beyond 2^53 the nearest that there is.
   *
   * @param most - the largest of them, of up to 32 bits; by default as of two's complement
   */
  signed(count: number, most = 2 ** (count - 1) - 1): number {
    if (count > 32) return this.signed(count - 32) * 2 ** 32 + this.bits(32);
    const read = this.bits(count);
    return read > most ? read - 2 ** count : read;
  }

  /** A whole number in groups of seven bits, the lowest first. */
  varint(): number {
    let value = 0;
    for (let factor = 1, more = 1; more === 1 && factor < 2 ** 70; factor *= 128) {
      more = this.bit();
      value += factor * this.bits(7);
    }
    return value;
  }

  /** The same with a sign, which is the lowest bit. */
  signedVarint(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
