/** Within which bounds a share is known. */
export interface ShareBounds {
  /** 0..1 */
  readonly low: number;
  /** 0..1 */
  readonly high: number;
}

/**
 * Wilson's bounds of a share that was seen among so many events: unlike others they hold for few events, and for shares
 * of none or all.
 *
 * @param share - of the events, 0..1
 * @param events - above 0; those that fail together count for less, and need not be whole
 * @param z - how sure: 1.96 is 95 %
 * @see Wilson, "Probable inference, the law of succession, and statistical inference" (1927)
 * @example shareBounds(1, 10, 1.96) // { low: 0.722, high: 1 }
 */
export function shareBounds(share: number, events: number, z: number): ShareBounds {
  const z2 = z ** 2 / events;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (z * Math.sqrt((share * (1 - share)) / events + z2 / events / 4)) / (1 + z2);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
