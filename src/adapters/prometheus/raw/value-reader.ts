import { broken } from "./broken.ts";
import type { BitReader } from "./bit-reader.ts";
import { HIGH, LOW, STALE_HIGH, STALE_LOW } from "./halves.ts";

/** The values of one chunk: each is told by the bits in which it differs from the one before. */
export class ValueReader {
  readonly #bits: BitReader;
  readonly #number = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#number.buffer);
  #leading = 0;
  #trailing = 0;

  constructor(bits: BitReader) {
    this.#bits = bits;
  }

  get value(): number {
    return this.#number[0] ?? Number.NaN;
  }

  /** Whether the value is the marker that the series ends, and no number. */
  get isStale(): boolean {
    return this.#halves[HIGH] === STALE_HIGH && this.#halves[LOW] === STALE_LOW;
  }

  /** The first of a chunk, which is told in full. */
  first(): void {
    this.#halves[HIGH] = this.#bits.bits(32);
    this.#halves[LOW] = this.#bits.bits(32);
    this.#leading = 0;
    this.#trailing = 0;
  }

  /** Another number than those so far. */
  set(value: number): void {
    this.#number[0] = value;
  }

  /** Bits where the last ones were. */
  reuse(): void {
    const trailing = this.#trailing;
    const count = 64 - this.#leading - trailing;
    const high = count > 32 ? this.#bits.bits(count - 32) : 0;
    const low = this.#bits.bits(count > 32 ? 32 : count);
    if (trailing >= 32) this.#differ(low << (trailing - 32), 0);
    else if (trailing === 0) this.#differ(high, low);
    else this.#differ((high << trailing) | (low >>> (32 - trailing)), low << trailing);
  }

  /** Bits elsewhere. @throws PrometheusError `invalid` for a place outside a number */
  renew(): void {
    const leading = this.#bits.bits(5);
    const told = this.#bits.bits(6);
    // All 64 have no place in six bits.
    const count = told === 0 ? 64 : told;
    if (leading + count > 64) throw broken("a chunk holds bits beyond the end of a number");
    this.#leading = leading;
    this.#trailing = 64 - leading - count;
    this.reuse();
  }

  #differ(high: number, low: number): void {
    this.#halves[HIGH] = (this.#halves[HIGH] ?? 0) ^ high;
    this.#halves[LOW] = (this.#halves[LOW] ?? 0) ^ low;
  }
}
