import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PADDING_BYTES } from "../../../../src/adapters/prometheus/raw/bit-reader.ts";
import { crc32c } from "../../../../src/adapters/prometheus/raw/crc32c.ts";
import { SampleBuffer } from "../../../../src/adapters/prometheus/raw/sample-buffer.ts";
import { XorDecoder } from "../../../../src/adapters/prometheus/raw/xor-chunk.ts";
import { Xor2Decoder } from "../../../../src/adapters/prometheus/raw/xor2-chunk.ts";
import { type EncodedSample, xorChunk } from "./encoded.ts";

const xor = new XorDecoder();

function decode(chunk: Uint8Array, offset = 0, decoder: XorDecoder | Xor2Decoder = xor): readonly EncodedSample[] {
  const room = new Uint8Array(offset + chunk.length + PADDING_BYTES).fill(0xff);
  room.set(chunk, offset);
  const into = new SampleBuffer();
  decoder.decode(new DataView(room.buffer), offset, offset + chunk.length, into);
  return Array.from(into.times, (atMs, i) => [atMs, into.valueAt(i)] as const);
}

/** Times far apart and near, as scrapes come and as targets go. */
const samples = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constant(15_000),
        fc.integer({ min: 14_990, max: 15_010 }),
        fc.constantFrom(1, 8_192, 15_000 + 8_192, 15_000 + 8_193, 15_000 + 65_536, 15_000 + 524_288, 15_000 + 524_289),
        fc.integer({ min: 1, max: 10 * 86_400_000 }),
      ),
      fc.oneof(
        fc.integer({ min: 0, max: 1_000 }),
        fc.constantFrom(0, -0, 1, Number.NaN, Infinity, -Infinity, 5e-324, 1.7e308, 2 ** 53 - 1, "stale" as const),
        fc.double(),
      ),
    ),
    { maxLength: 200 },
  )
  .map((steps): readonly EncodedSample[] => {
    let atMs = 1_700_000_000_000;
    return steps.map(([spacing, value]) => [(atMs += spacing), value]);
  });

describe("a chunk of samples", () => {
  it("is read as it was written, without the markers that the series ends", () => {
    fc.assert(
      fc.property(samples, fc.nat({ max: 7 }), (written, offset) => {
        expect(decode(xorChunk(written), offset)).toEqual(written.filter(([, value]) => value !== "stale"));
      }),
      { numRuns: 500 },
    );
  });

  it("is refused where it ends before its samples do", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (written, share) => {
        fc.pre(written.length > 2);
        const chunk = xorChunk(written);
        // The last byte may hold nothing that counts.
        const cut = chunk.subarray(0, Math.floor(share * (chunk.length - 1)));
        expect(() => decode(cut)).toThrow(/^a chunk/u);
      }),
    );
  });

  it.each([xor, new Xor2Decoder()])("of any bytes is read or refused", (decoder) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          decode(bytes, 0, decoder);
        } catch (error) {
          expect(String(error)).toMatch(/^PrometheusError: a chunk/u);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

it("a checksum is Castagnoli's", () => {
  // The check value of the algorithm's catalogue entry.
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe306_9283);
});
