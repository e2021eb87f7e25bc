declare const unit: unique symbol;

/** A length of time in seconds; fractions are allowed. */
export type Seconds = number & { readonly [unit]: "seconds" };

/**
 * The one way to make {@link Seconds}.
 *
 * @param value - a length in seconds
 * @throws RangeError if `value` is negative, NaN or infinite
 */
export function seconds(value: number): Seconds {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new RangeError(`seconds must be finite and at least 0, got ${value}`);
  return value as Seconds;
}

/** `value` times 60 s; refuses what {@link seconds} does. */
export const minutes = (value: number): Seconds => seconds(value * 60);
/** `value` times 3,600 s; refuses what {@link seconds} does. */
export const hours = (value: number): Seconds => seconds(value * 3600);
/** `value` times 24 hours, whatever the calendar says; refuses what {@link seconds} does. */
export const days = (value: number): Seconds => seconds(value * 86_400);
