import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8 } from "../../../../src/core/spec/text/decode-utf8.ts";

describe("decodeUtf8", () => {
  it("reads what any text is written as", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        fc.pre(text.isWellFormed());
        expect(decodeUtf8(Buffer.from(text))).toEqual({ text, complete: true });
      }),
      { numRuns: 1000 },
    );
  });

  it("agrees with the platform's strict decoder on any bytes", () => {
    const byte = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4, 0x8f, 0xff),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (bytes) => {
        const array = Uint8Array.from(bytes);
        const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        const { text, complete } = decodeUtf8(array);
        if (complete) expect(strict.decode(array)).toBe(text);
        else {
          expect(() => strict.decode(array)).toThrow();
          expect(array.subarray(0, Buffer.byteLength(text))).toEqual(Uint8Array.from(Buffer.from(text)));
        }
      }),
      { numRuns: 5000 },
    );
  });

  it("reads a file of a quarter of a megabyte", () => {
    const text = "ä😀a".repeat(32_768);
    expect(decodeUtf8(Buffer.from(text)).text).toBe(text);
  });
});
