/** A sample may be this much later than the time at which its Prometheus was asked: clocks of stores differ a little. */
export const FUTURE_TOLERANCE_MS = 5_000;

/**
 * Whether the `value` of a sample can be a count, a rate of events, or a success: neither NaN nor infinite nor
 * negative, and not beyond the whole numbers that a float can tell apart, where an increase of one would vanish.
 */
export const isCount = (value: number): boolean => value >= 0 && value <= Number.MAX_SAFE_INTEGER;
