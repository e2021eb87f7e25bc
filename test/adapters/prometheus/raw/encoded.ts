import { crc32c } from "../../../../src/adapters/prometheus/raw/crc32c.ts";

/** One sample as it is encoded: time in milliseconds, and value or the marker that the series ends. */
export type EncodedSample = readonly [atMs: number, value: number | "stale"];

const STALE = 0x7ff0_0000_0000_0002n;
const text = new TextEncoder();

/** Bits in the order in which they are written, a character each. */
const bitsOf = (value: bigint, count: number): string => BigInt.asUintN(count, value).toString(2).padStart(count, "0");

const varintBits = (value: bigint): string => {
  const rest = value >> 7n;
  return rest === 0n ? bitsOf(value, 8) : bitsOf((value & 0x7fn) | 0x80n, 8) + varintBits(rest);
};

const doubleBits = (value: number | "stale"): bigint => {
  if (value === "stale") return STALE;
  return new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
};

const SPACINGS = [
  [14, "10"],
  [17, "110"],
  [20, "1110"],
] as const;

function spacingBits(change: bigint): string {
  if (change === 0n) return "0";
  for (const [count, head] of SPACINGS) {
    const half = 1n << BigInt(count - 1);
    if (change > -half && change <= half) return head + bitsOf(change, count);
  }
  return `1111${bitsOf(change, 64)}`;
}

/** A chunk of samples, written bit by bit from the description of the format. */
export function xorChunk(samples: readonly EncodedSample[]): Uint8Array {
  let bits = bitsOf(BigInt(samples.length), 16);
  let [atMs, spacing, value] = [0n, 0n, 0n];
  let [leading, trailing] = [-1, 0];
  for (const [i, [time, told]] of samples.entries()) {
    const [nextMs, next] = [BigInt(time), doubleBits(told)];
    if (i === 0) bits += varintBits(nextMs < 0n ? -2n * nextMs - 1n : 2n * nextMs) + bitsOf(next, 64);
    else {
      const nextSpacing = nextMs - atMs;
      bits += i === 1 ? varintBits(nextSpacing) : spacingBits(nextSpacing - spacing);
      spacing = nextSpacing;
      const differing = (value ^ next).toString(2).padStart(64, "0");
      const zeros = Math.min(31, differing.indexOf("1"));
      const zerosBehind = 63 - differing.lastIndexOf("1");
      if (value === next) bits += "0";
      else if (leading >= 0 && zeros >= leading && zerosBehind >= trailing)
        bits += `10${differing.slice(leading, 64 - trailing)}`;
      else {
        [leading, trailing] = [zeros, zerosBehind];
        const count = 64 - leading - trailing;
        bits += `11${bitsOf(BigInt(leading), 5)}${bitsOf(BigInt(count), 6)}${differing.slice(leading, 64 - trailing)}`;
      }
    }
    [atMs, value] = [nextMs, next];
  }
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2),
  );
}

const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];

/** A protobuf field with bytes. */
const field = (number: number, content: ArrayLike<number>): number[] => [
  8 * number + 2,
  ...varint(content.length),
  ...Array.from(content),
];

const XOR = 1;

const labelField = (name: string, value: string): number[] =>
  field(1, [...field(1, text.encode(name)), ...field(2, text.encode(value))]);

/** A `prometheus.ChunkedReadResponse` with chunks of one series. */
export const chunkedSeries = (
  labels: Readonly<Record<string, string>>,
  chunks: readonly Uint8Array[],
  encoding = XOR,
): Uint8Array =>
  Uint8Array.from(
    field(1, [
      ...Object.entries(labels).flatMap(([name, value]) => labelField(name, value)),
      ...chunks.flatMap((chunk) => field(2, [0x08, 1, 0x10, 2, 0x18, encoding, ...field(4, chunk)])),
    ]),
  );

/** A frame of the stream: length, checksum, message. */
export const frame = (message: Uint8Array, checksum = crc32c(message)): Uint8Array =>
  Uint8Array.from([
    ...varint(message.length),
    ...[24, 16, 8, 0].map((shift) => (checksum >>> shift) & 0xff),
    ...message,
  ]);

/** A `prometheus.ReadResponse` with one series. */
export const wholeSeries = (labels: Readonly<Record<string, string>>, samples: readonly EncodedSample[]): Uint8Array =>
  Uint8Array.from(
    field(
      1,
      field(1, [
        ...Object.entries(labels).flatMap(([name, value]) => labelField(name, value)),
        ...samples.flatMap(([atMs, value]) =>
          field(2, [0x09, ...new Uint8Array(BigUint64Array.of(doubleBits(value)).buffer), 0x10, ...varint(atMs)]),
        ),
      ]),
    ),
  );
