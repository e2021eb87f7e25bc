const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * A line of blocks for shares 0..1; what is below 0 is drawn as the lowest block, what is missing stays open.
 *
 * @example sparkline([1, 0.5, null, 0]) // "█▄ ▁"
 */
export const sparkline = (shares: readonly (number | null)[]): string => shares.map(block).join("");

function block(share: number | null): string {
  if (share === null) return " ";
  // The highest block is for what is untouched alone.
  const height = Math.floor(Math.min(1, Math.max(0, share)) * (BLOCKS.length - 1));
  return BLOCKS[height] ?? " ";
}
