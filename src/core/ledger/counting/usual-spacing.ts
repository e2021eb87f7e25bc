/** Weight of the newest spacing in the running mean: some ten samples are remembered. */
const SPACING_WEIGHT = 0.1;

/**
 * The usual time between samples after one more: a mean in which a gap weighs no more than two of them. 0 while it is
 * not known.
 */
export const usualSpacing = (usualMs: number, spacingMs: number): number =>
  usualMs === 0 ? spacingMs : usualMs + SPACING_WEIGHT * (Math.min(spacingMs, 2 * usualMs) - usualMs);
