import type { Diagnostic, Place } from "./diagnostic.ts";

/** A spec file's text with its lines counted once. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Where each line starts. */
  readonly lineStarts: readonly number[];
}

/** Takes a text for reading places in it. */
export function sourceText(file: string, text: string): SourceText {
  const lineStarts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) lineStarts.push(end + 1);
  return { file, text, lineStarts };
}

/**
 * The place of a stretch of text; one that runs over the end of its line is cut there.
 *
 * @param from - its first character, as an offset
 * @param to - the first character behind it
 */
export function placeOf({ file, text, lineStarts }: SourceText, from: number, to: number): Place {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= from) low = middle;
    else high = middle - 1;
  }
  const start = lineStarts[low] ?? 0;
  const lineEnd = (lineStarts[low + 1] ?? text.length + 1) - 1;
  const stop = Math.min(to, text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd);
  return { file, line: low + 1, column: from - start + 1, length: Math.max(1, stop - from) };
}

/**
 * In the order in which a reader meets them: file, line, column, then code.
 *
 * @returns negative where `a` comes first
 */
export const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
