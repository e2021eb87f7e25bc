import type { Place } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/span.ts";
import { placeOf, type SourceText } from "../diagnostics/source-text.ts";
import { type QuotableText, spanInside } from "../diagnostics/span-inside.ts";

/** A text of a file, or all of it, that knows where its parts stand. */
export interface PlacedText {
  readonly text: string;
  placeOf(part: Span): Place;
}

/** All of a file. */
export const wholeText = (source: SourceText): PlacedText => ({
  text: source.text,
  placeOf: ({ from, to }) => placeOf(source, from, to),
});

/** A text that stands in another as a value of its YAML. */
export const textInside = (outer: PlacedText, value: QuotableText & { readonly value: string }): PlacedText => ({
  text: value.value,
  placeOf: (part) => outer.placeOf(spanInside(outer.text, value, part)),
});
