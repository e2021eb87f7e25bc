/**
 * A metric's name as lower-case words between underscores, with one before the first and one behind the last, so that
 * a word can be looked for by itself: `node_memory_MemAvailable_bytes` is `_node_memory_mem_available_bytes_`.
 */
export const metricWords = (name: string): string =>
  `_${name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "")
    .join("_")}_`;
