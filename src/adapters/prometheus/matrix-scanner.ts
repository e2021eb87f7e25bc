import { ByteTexts } from "./byte-texts.ts";
import { isDated, parseValue } from "./answer.ts";
import { packed, type PackedSeries } from "./packed-series.ts";
import type { RawAnswer } from "./transport.ts";

/** How Prometheus and Thanos begin an answer with raw samples, and how VictoriaMetrics does. */
const HEADS = ["", '"isPartial":false,'].map((more) =>
  Buffer.from(`{"status":"success",${more}"data":{"resultType":"matrix","result":[`),
);
const SERIES = Buffer.from('{"metric":{');
const VALUES = Buffer.from('},"values":[');
const BYTE = { quote: 0x22, comma: 0x2c, point: 0x2e, zero: 0x30, nine: 0x39, colon: 0x3a } as const;
const LIST = { open: 0x5b, close: 0x5d } as const;
const OBJECT_END = 0x7d;
/** So many digits are a whole number that a float holds exactly. */
const EXACT_DIGITS = 15;

/**
 * Reads a large answer straight from its bytes, some series at a time, without making objects of all of it first, which
 * takes most of the time and of the memory. Knows one way of writing only, that of the servers themselves; of any other
 * it says so, and nothing is lost: whoever reads JSON goes on behind the series that were read.
 */
export class MatrixScanner {
  readonly #answer: RawAnswer;
  readonly #bytes: Buffer;
  readonly #head: Buffer;
  readonly #texts: ByteTexts;
  #at: number;
  #shape: number[] = [];
  #samples: number[] = [];
  #isDone = false;

  private constructor(answer: RawAnswer, bytes: Buffer, head: Buffer) {
    this.#answer = answer;
    this.#bytes = bytes;
    this.#head = head;
    this.#at = head.length;
    this.#texts = new ByteTexts(bytes);
  }

  /** Begins with an answer; undefined where it does not begin as expected. */
  static of(answer: RawAnswer): MatrixScanner | undefined {
    const { body } = answer;
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
    const head = HEADS.find((one) => one.equals(bytes.subarray(0, one.length)));
    return head === undefined ? undefined : new MatrixScanner(answer, bytes, head);
  }

  /** Whether the last series was read. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The answer without its series, once all were read. */
  get envelope(): RawAnswer {
    return { ...this.#answer, body: Buffer.concat([this.#head, this.#bytes.subarray(this.#at)]) };
  }

  /** The next series, at most so many; undefined where they are not written as expected. */
  take(most: number): PackedSeries | undefined {
    this.#shape = [];
    this.#samples = [];
    for (let taken = 0; taken < most && !this.#isDone; taken++) {
      if (this.#bytes[this.#at] === LIST.close) this.#isDone = true;
      else if (!this.#series()) return undefined;
    }
    const texts = this.#texts.take();
    if (texts === undefined) return undefined;
    return packed(texts, Uint32Array.from(this.#shape), Float64Array.from(this.#samples));
  }

  #series(): boolean {
    const start = this.#shape.length;
    const first = this.#samples.length;
    this.#shape.push(0, 0);
    if (!this.#skip(SERIES) || !this.#labels() || !this.#skip(VALUES) || !this.#values()) return false;
    this.#shape[start] = (this.#shape.length - start - 2) / 2;
    this.#shape[start + 1] = (this.#samples.length - first) / 2;
    if (this.#bytes[this.#at++] !== OBJECT_END) return false;
    if (this.#bytes[this.#at] === BYTE.comma) this.#at++;
    else if (this.#bytes[this.#at] === LIST.close) this.#isDone = true;
    else return false;
    return true;
  }

  #labels(): boolean {
    for (let isFirst = true; this.#bytes[this.#at] !== OBJECT_END; isFirst = false) {
      if (!isFirst && this.#bytes[this.#at++] !== BYTE.comma) return false;
      if (!this.#text() || this.#bytes[this.#at++] !== BYTE.colon || !this.#text()) return false;
    }
    return true;
  }

  #text(): boolean {
    if (this.#bytes[this.#at] !== BYTE.quote) return false;
    const number = this.#texts.enter(this.#at + 1);
    if (number === undefined) return false;
    this.#shape.push(number);
    this.#at = this.#texts.end + 1;
    return true;
  }

  #values(): boolean {
    for (let isFirst = true; this.#bytes[this.#at] !== LIST.close; isFirst = false) {
      if (!isFirst && this.#bytes[this.#at++] !== BYTE.comma) return false;
      if (this.#bytes[this.#at++] !== LIST.open || !this.#time()) return false;
      if (this.#bytes[this.#at++] !== BYTE.comma || !this.#value()) return false;
      if (this.#bytes[this.#at++] !== LIST.close) return false;
    }
    this.#at++;
    return true;
  }

  /** Unix seconds, down to milliseconds. */
  #time(): boolean {
    const from = this.#at;
    let ms = this.#digits() * 1000;
    if (this.#at === from) return false;
    if (this.#bytes[this.#at] === BYTE.point) {
      const point = this.#at++;
      const fraction = this.#digits();
      const places = this.#at - point - 1;
      if (places < 1 || places > 3) return false;
      ms += fraction * 10 ** (3 - places);
    }
    this.#samples.push(ms);
    return isDated(ms / 1000);
  }

  #value(): boolean {
    if (this.#bytes[this.#at++] !== BYTE.quote) return false;
    const from = this.#at;
    let value = this.#digits();
    const isWhole = this.#bytes[this.#at] === BYTE.quote && this.#at > from && this.#at - from <= EXACT_DIGITS;
    if (!isWhole) {
      this.#at = this.#bytes.indexOf(BYTE.quote, this.#at);
      if (this.#at === -1) return false;
      value = parseValue(this.#bytes.toString("latin1", from, this.#at));
    }
    this.#samples.push(value);
    this.#at++;
    return true;
  }

  /** Goes on behind the digits that stand here; what they say, 0 where there are none. */
  #digits(): number {
    let number = 0;
    for (let byte = this.#bytes[this.#at]; byte !== undefined && isDigit(byte); byte = this.#bytes[++this.#at])
      number = number * 10 + byte - BYTE.zero;
    return number;
  }

  #skip(text: Buffer): boolean {
    for (let i = 0; i < text.length; i++) if (this.#bytes[this.#at + i] !== text[i]) return false;
    this.#at += text.length;
    return true;
  }
}

const isDigit = (byte: number): boolean => byte >= BYTE.zero && byte <= BYTE.nine;
