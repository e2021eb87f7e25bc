/** A line through points, by least squares. */
export interface Line {
  /** The mean of all heights, which the line has at `middle`. */
  readonly level: number;
  /** The mean of all places. */
  readonly middle: number;
  /** How far it rises from one place to the next. */
  readonly slope: number;
  /** The squares of how far the places are from their middle, added up: 0 where all are one. */
  readonly spread: number;
}

/**
 * The line through the first points, each a height at a place.
 *
 * @param heights - in any unit
 * @param places - in any unit
 * @param count - of the points
 */
export function lineThrough(heights: readonly number[], places: readonly number[], count: number): Line {
  let [level, middle] = [0, 0];
  for (let i = 0; i < count; i++) {
    level += (heights[i] ?? 0) / count;
    middle += (places[i] ?? 0) / count;
  }
  let [together, spread] = [0, 0];
  for (let i = 0; i < count; i++) {
    const place = (places[i] ?? 0) - middle;
    together += place * ((heights[i] ?? 0) - level);
    spread += place * place;
  }
  return { level, middle, slope: spread === 0 ? 0 : together / spread, spread };
}
