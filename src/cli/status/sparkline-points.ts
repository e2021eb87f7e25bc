/** Points of the line in the table. */
export const SPARKLINE_POINTS = 24;
