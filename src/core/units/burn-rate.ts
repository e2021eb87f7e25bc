declare const unit: unique symbol;

/** A multiple of the sustainable rate of bad events: 1 spends the budget exactly within the SLO window. */
export type BurnRate = number & { readonly [unit]: "burn rate" };

/**
 * The one way to make a {@link BurnRate}.
 *
 * @param value - a multiple of the sustainable rate
 * @throws RangeError if `value` is negative, NaN or infinite
 */
export function burnRate(value: number): BurnRate {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new RangeError(`burn rate must be finite and at least 0, got ${value}`);
  return value as BurnRate;
}
