declare const unit: unique symbol;

/** A length of time in seconds; fractions are allowed. */
export type Seconds = number & { readonly [unit]: "seconds" };

/** The one way to make {@link Seconds}: refuses negative and non-finite numbers. */
export function seconds(value: number): Seconds {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new RangeError(`seconds must be finite and at least 0, got ${value}`);
  return value as Seconds;
}

export const minutes = (value: number): Seconds => seconds(value * 60);
export const hours = (value: number): Seconds => seconds(value * 3600);
export const days = (value: number): Seconds => seconds(value * 86_400);
