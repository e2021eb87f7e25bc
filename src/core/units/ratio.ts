declare const unit: unique symbol;

/** A share of a whole, 0..1. Never a percentage. */
export type Ratio = number & { readonly [unit]: "ratio" };

/**
 * The one way to make a {@link Ratio}.
 *
 * @param value - a share, 0..1
 * @throws RangeError if `value` is outside of 0..1 or NaN
 */
export function ratio(value: number): Ratio {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`ratio must be within 0..1, got ${value}`);
  return value as Ratio;
}
