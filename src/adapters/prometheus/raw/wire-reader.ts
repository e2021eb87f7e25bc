import { broken } from "./broken.ts";

/** How protobuf encodes a field. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Goes through the fields of one protobuf message. */
export class WireReader {
  /** The present field's number, and how it is encoded. */
  field = 0;
  wire = 0;
  /** Of a varint; what is beyond 2^53 is not exact. */
  value = 0;
  /** Where the content of any other begins and ends. */
  start = 0;
  end = 0;
  readonly #bytes: Uint8Array;
  readonly #to: number;
  #at: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
  }

  /** Moves to the next field; false at the end. @throws PrometheusError `invalid` for what is no protobuf */
  next(): boolean {
    if (this.#at === this.#to) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    switch (this.wire) {
      case WIRE.varint:
        this.value = this.#varint();
        return true;
      case WIRE.fixed64:
        return this.#content(8);
      case WIRE.bytes:
        return this.#content(this.#varint());
      case WIRE.fixed32:
        return this.#content(4);
      default:
        throw broken("a message has a field of no kind that protobuf knows");
    }
  }

  #content(length: number): boolean {
    this.start = this.#at;
    this.end = this.#at + length;
    if (this.end > this.#to) throw broken("a field is longer than the message that it is in");
    this.#at = this.end;
    return true;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      if (this.#at >= this.#to) break;
      const byte = this.#bytes[this.#at++] ?? 0;
      value += factor * (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    throw broken("a message ends within a number");
  }
}
