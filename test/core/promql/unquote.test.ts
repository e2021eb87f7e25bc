import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSelector } from "../../../src/core/promql/parse-selector.ts";
import { printSelector, quote } from "../../../src/core/promql/selector.ts";
import { unquote } from "../../../src/core/promql/unquote.ts";

const escaped = (bytes: Iterable<number>): string =>
  `"${Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;

describe("a text written in bytes", () => {
  it("is the text that its bytes mean in UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        expect(unquote(escaped(Buffer.from(text)))).toBe(text);
      }),
    );
  });

  it("keeps the bytes that mean nothing, and is printed with them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const value = unquote(escaped(bytes)) ?? "";
        expect(value.isWellFormed()).toBe(isUtf8(bytes));
        expect(unquote(quote(value))).toBe(value);
      }),
    );
  });

  it.each(['"\\xc0\\x80"', '"\\xed\\xa0\\x80"', '"\\xf4\\x90\\x80\\x80"', '"\\xe2\\x82"'])(
    "%s is no character",
    (literal) => {
      expect(unquote(literal)?.isWellFormed()).toBe(false);
    },
  );

  it.each(['"\\400"', '"\\8"', '"\\x4"', '"\\ud800"'])("%s is no text", (literal) => {
    expect(unquote(literal)).toBeUndefined();
  });

  it("stays in a selector", () => {
    const text = String.raw`up{a="\xff",b!="é\xc3\x28"}`;
    const parsed = parseSelector(text);
    expect(parsed.ok && printSelector(parsed.value)).toBe(String.raw`up{a="\xff",b!="é\xc3("}`);
  });

  it("is no metric's name", () => {
    expect(parseSelector(String.raw`{__name__="\xff"}`)).toMatchObject({
      ok: false,
      faults: [{ code: "promql-no-metric", problem: expect.stringContaining("bytes that are no text") }],
    });
  });
});
