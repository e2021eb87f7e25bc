/** A value as a message names it: short, on one line. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map of fields";
  if (typeof value === "string") return value === "" ? "an empty text" : `"${shorten(value)}"`;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}

const MAX_QUOTED = 60;

/** Long text is cut: the source line shows the rest. */
export const shorten = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);

/** `a, b or c` */
export function listOf(words: readonly string[], joint = "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${joint} ${last}`;
}
