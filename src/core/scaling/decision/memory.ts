import type { Instant } from "../../units/instant.ts";

/**
 * What is kept of a past that is longer than decisions look back: brought forward from observation to observation, and
 * logged with each, so that a decision can be made again from what it was made from.
 */
export interface Memory {
  /** Undefined where the author says how much of the capacity is planned with, or names no SLO. */
  readonly correction: Correction | undefined;
  /** Undefined where the policy has no forecast. */
  readonly forecast: ForecastScore | undefined;
  /** Undefined where no demand is known, and in what older versions have kept. */
  readonly scatter?: Scatter | undefined;
}

/** How demand changed within some hours: half of the squares of its changes, as shares of the demand squared. */
export interface Scatter {
  /** A mean of those over two minutes. */
  readonly near: number;
  /** And of those over four. */
  readonly far: number;
  /** Of so many steps, at most six hours of them. */
  readonly count: number;
}

/** How far a capacity turned out to be wrong, by what the budget burns at planned load. */
export interface Correction {
  /** What a replica takes, as a multiple of what was said of it. */
  readonly factor: number;
  /** The burn at planned load, a mean of some six hours in which no moment counts for more than 10. */
  readonly burn: number;
  /** Less was planned with because of a fast burn, and it is not told yet whether that helped. */
  readonly test: ResponseTest | undefined;
  /** Nothing is corrected until then: load was not what burnt. */
  readonly frozenUntil: Instant | undefined;
}

/** A capacity that is lowered on trial. */
export interface ResponseTest {
  /** The factor before. */
  readonly factor: number;
  /** The fastest burn since it is lowered, as a multiple of what is sustainable. */
  readonly burn: number;
  /** When it was low enough to show; undefined while it is lowered. */
  readonly loweredAt: Instant | undefined;
}

/** How good forecasts have been. */
export interface ForecastScore {
  /** The share of the late forecasts that came true, 0..1. */
  readonly trust: number;
  /** Those that may still come true, oldest first. */
  readonly promises: readonly Promised[];
}

/** A demand that was foretold. */
export interface Promised {
  readonly until: Instant;
  /** Requests a second. */
  readonly demand: number;
  /** The most that has come since, in requests a second. */
  readonly most: number;
}
