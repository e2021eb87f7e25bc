/** JSON with sorted keys, two spaces and a trailing newline: the same value is always the same bytes. */
export const printJson = (value: unknown): string => `${JSON.stringify(value, sortedKeys, 2)}\n`;

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
