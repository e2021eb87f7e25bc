/** Why a raw sample is not counted. */
export const REFUSALS = ["future", "invalid", "implausible"] as const;

/**
 * How many raw samples were not counted since the start: `future` ones are dated later than the time of their
 * Prometheus, `invalid` ones are no number of events, and of an `implausible` one its series appeared with more events
 * than can be new, so that it counts from then on. One that is read again counts again.
 */
export type RefusedSamples = Readonly<Record<(typeof REFUSALS)[number], number>>;

/** Before anything was read. */
export const NONE_REFUSED: RefusedSamples = { future: 0, invalid: 0, implausible: 0 };

/** The sum of both. */
export const addRefused = (a: RefusedSamples, b: RefusedSamples): RefusedSamples => ({
  future: a.future + b.future,
  invalid: a.invalid + b.invalid,
  implausible: a.implausible + b.implausible,
});
