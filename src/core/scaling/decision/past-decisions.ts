import type { Instant } from "../../units/instant.ts";
import type { LoggedDecision } from "./logged-decision.ts";

/** Which decisions of one workload are wanted, by the moments that they were made for; bounds are included. */
export interface PastQuestion {
  readonly service: string;
  readonly scaling: string;
  readonly from?: Instant;
  readonly upTo?: Instant;
  /** No more than so many, the latest. */
  readonly most: number;
}

/** Something outside that keeps decisions did not do what was asked, and why. */
export interface StoreFailure {
  readonly kind: "failed";
  readonly problem: string;
}

/** What is kept of the past. */
export type PastAnswer =
  | {
      readonly kind: "found";
      /** The last that was kept comes first. */
      readonly decisions: readonly LoggedDecision[];
      /** How many more there are that cannot be read any more. */
      readonly unreadable: number;
    }
  | StoreFailure;

/** Whether decisions are kept from now on, whatever happens. */
export type AppendAnswer =
  | {
      readonly kind: "appended";
      /** What all that is kept takes. */
      readonly bytes: number;
    }
  | StoreFailure;
