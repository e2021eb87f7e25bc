import { PADDING_BYTES } from "./bit-reader.ts";
import { broken } from "./broken.ts";
import { crc32c } from "./crc32c.ts";

/** Prometheus sends frames of one MiB, unless it is told otherwise. */
const LARGEST_FRAME = 32 << 20;
/** Numbers of that size have at most so many bytes of seven bits. */
const LONGEST_LENGTH = 4;
const CHECKSUM_BYTES = 4;

/** Room for most frames: one for each series is small. */
const FIRST_ROOM = 64 * 1024;

/** Cuts a stream into frames: length, checksum, and a message with {@link PADDING_BYTES} of room behind. */
export class FrameReader {
  /** One for all frames, hundreds of thousands of them: to get and free as many would leave holes in memory. */
  #room = new Uint8Array(FIRST_ROOM);
  #length = 0;
  #lengthBytes = 0;
  #isLengthKnown = false;
  #checksum = 0;
  #checksumBytes = 0;
  /** Where in the room the message is to be. */
  #frame: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;

  /**
   * The frames that end in this part of the stream, each valid until the next is asked for.
   *
   * @throws PrometheusError `invalid` for a broken one
   */
  *push(part: Uint8Array): Generator<Uint8Array<ArrayBuffer>, void> {
    for (let at = 0; at < part.length;) {
      if (this.#frame === undefined) this.#head(part[at++] ?? 0);
      else {
        const taken = part.subarray(at, at + this.#length - this.#filled);
        this.#frame.set(taken, this.#filled);
        this.#filled += taken.length;
        at += taken.length;
      }
      if (this.#filled === this.#frame?.length) yield this.#take(this.#frame);
    }
  }

  /** @throws PrometheusError `invalid` when the stream ended within a frame */
  end(): void {
    if (this.#lengthBytes > 0 || this.#frame !== undefined) throw broken("the answer ends within a frame");
  }

  #head(byte: number): void {
    if (this.#isLengthKnown) {
      this.#checksum = ((this.#checksum << 8) | byte) >>> 0;
      if (++this.#checksumBytes === CHECKSUM_BYTES) this.#frame = this.#roomFor(this.#length);
      return;
    }
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes++;
    this.#isLengthKnown = byte < 0x80;
    if (this.#length > LARGEST_FRAME || (!this.#isLengthKnown && this.#lengthBytes === LONGEST_LENGTH))
      throw broken(`a frame is larger than ${LARGEST_FRAME} bytes`);
  }

  #roomFor(length: number): Uint8Array<ArrayBuffer> {
    if (this.#room.length < length + PADDING_BYTES) this.#room = new Uint8Array(length + PADDING_BYTES);
    return this.#room.subarray(0, length);
  }

  #take(message: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (crc32c(message) !== this.#checksum) throw broken("the checksum of a frame is wrong");
    this.#length = 0;
    this.#lengthBytes = 0;
    this.#isLengthKnown = false;
    this.#checksum = 0;
    this.#checksumBytes = 0;
    this.#frame = undefined;
    this.#filled = 0;
    return message;
  }
}
