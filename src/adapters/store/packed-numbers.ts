/** Numbers that are looked at together: all of them whole, or all as they are. */
const BLOCK = 128;
const WHOLE = 0;
const AS_THEY_ARE = 1;
/** Most bytes that seven bits each of a whole number take, with its sign. */
const LONGEST_WHOLE = 8;
const LARGEST = 2 ** 50;

/**
 * Numbers in few bytes, to the last bit: of counts that add up, the differences are small. Where some number of a block
 * is not whole, the block stands as it is.
 */
export function packNumbers(numbers: Float64Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(numbers.length * LONGEST_WHOLE + Math.ceil(numbers.length / BLOCK));
  const view = new DataView(bytes.buffer);
  let end = 0;
  for (let start = 0; start < numbers.length; start += BLOCK) {
    const block = numbers.subarray(start, start + BLOCK);
    if (areSmall(block)) {
      bytes[end++] = WHOLE;
      let before = 0;
      for (const value of block) {
        end = putWhole(bytes, end, value - before);
        before = value;
      }
    } else {
      bytes[end++] = AS_THEY_ARE;
      for (const value of block) {
        view.setFloat64(end, value);
        end += 8;
      }
    }
  }
  return bytes.slice(0, end);
}

/** @throws RangeError where the bytes are not those of so many numbers, `length` */
export function unpackNumbers(bytes: Uint8Array, length: number): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  for (let start = 0; start < length; start += BLOCK) {
    const end = Math.min(length, start + BLOCK);
    const isWhole = view.getUint8(from++) === WHOLE;
    let before = 0;
    for (let i = start; i < end; i++) {
      if (isWhole) {
        const [difference, next] = wholeAt(view, from);
        before += difference;
        from = next;
        numbers[i] = before;
      } else {
        numbers[i] = view.getFloat64(from);
        from += 8;
      }
    }
  }
  if (from !== bytes.length) throw new RangeError(`${bytes.length - from} bytes too many behind ${length} numbers`);
  return numbers;
}

/** Whose differences, twice as large for the sign, fit into {@link LONGEST_WHOLE} times seven bits; not so -0. */
function areSmall(block: Float64Array): boolean {
  for (const value of block)
    if (!(value > -LARGEST && value < LARGEST && Math.floor(value) === value) || (value === 0 && 1 / value < 0))
      return false;
  return true;
}

/** Puts a whole number, the sign in the lowest bit, seven bits a byte, the lowest first. @returns the index behind it */
function putWhole(bytes: Uint8Array, from: number, value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let end = from;
  // Nearly all are: shifts are for numbers of 31 bits.
  if (rest < 2 ** 31) {
    for (; rest >= 0x80; rest >>= 7) bytes[end++] = (rest & 0x7f) | 0x80;
    bytes[end++] = rest;
    return end;
  }
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[end++] = (rest % 0x80) | 0x80;
  bytes[end++] = rest;
  return end;
}

function wholeAt(view: DataView, from: number): readonly [value: number, next: number] {
  let [value, scale, next] = [0, 1, from];
  for (;;) {
    const byte = view.getUint8(next++);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
    scale *= 0x80;
  }
  return [value % 2 === 1 ? -(value + 1) / 2 : value / 2, next];
}
