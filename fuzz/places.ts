import type { Place } from "../src/core/diagnostics/diagnostic.ts";

/** Whether a file has this place: a column of one of its lines, or where the line would go on. */
export function isPlace(text: string, { line, column }: Pick<Place, "line" | "column">): boolean {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const written = lines[line - 1];
  if (written === undefined) return line === lines.length + 1 && column === 1;
  return column >= 1 && column <= written.length + 2;
}
