/**
 * Words that tell the unit of a number: at the end of its name (`waitMs`), or anywhere in the comment on what a function
 * returns. The one list of the units that the core counts in.
 */
const UNITS: ReadonlySet<string> = new Set([
  // Time.
  "ms",
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "year",
  "weekday",
  // Shares of a whole, and what is derived from them.
  "share",
  "ratio",
  "quantile",
  "percent",
  "percentage",
  "multiple",
  // Sizes, and places in texts and lists.
  "byte",
  "index",
  "length",
  "line",
  "column",
  "row",
  "digit",
  "decimal",
  "offset",
  // What is counted.
  "count",
  "event",
  "replica",
  "sample",
  "series",
  "step",
]);

/** A range or an amount that a comment tells in other words: `0..1`, "how many", "negative where `a` comes first". */
const RANGE = /\d\.\.|\bhow many\b|\bunits?\b|\bnegative\b/i;

/** Lower-case words of a name or of a text, in the singular. */
const wordsOf = (text: string): readonly string[] =>
  (text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []).map((word) => singular(word.toLowerCase()));

const singular = (word: string): string =>
  word === "series" || word === "ms" ? word : word.replace(/(?<=x)es$|(?<=[^s])s$/, "");

/** Whether a name ends in its unit: `waitMs`, `eventsPerSecond`, `EDGE_ROWS`. */
export const tellsUnit = (name: string): boolean => UNITS.has(wordsOf(name).at(-1) ?? "");

/** Whether a comment speaks of a unit or a range. */
export const speaksOfUnit = (doc: string): boolean => RANGE.test(doc) || wordsOf(doc).some((word) => UNITS.has(word));

/** Words that tell nothing beside a name. */
const FILLERS: ReadonlySet<string> = new Set(
  wordsOf("a an the of for to in with this that it its is are return get set given and or"),
);

/** Whether a comment says more than the name of what it stands above. */
export function saysMore(doc: string, name: string): boolean {
  const known = new Set(wordsOf(name));
  return wordsOf(doc).some((word) => !known.has(word) && !FILLERS.has(word));
}
