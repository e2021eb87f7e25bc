import type { Instant } from "../units/instant.ts";

/** A rule as a Prometheus tells of it. */
export interface ToldRule {
  readonly kind: "record" | "alert";
  readonly name: string;
  /** As they stand in the rule file: those of alerts may be templates. */
  readonly labels: Readonly<Record<string, string>>;
  /** `ok`, `err`, or `unknown` before its first evaluation. */
  readonly health: string;
  /** Why its last evaluation came to nothing. */
  readonly lastError: string | undefined;
  readonly lastEvaluation: Instant | undefined;
  /** How long its last evaluation took. */
  readonly evaluationSeconds: number | undefined;
  /** Of an alert: how the foremost of its series stands. */
  readonly state: "inactive" | "pending" | "firing" | undefined;
  /** Of an alert: how many series fire now. */
  readonly firing: number;
}

/** A group of rules that a Prometheus has loaded. */
export interface ToldGroup {
  readonly name: string;
  readonly lastEvaluation: Instant | undefined;
  /** How long its last evaluation took, all rules together. */
  readonly evaluationSeconds: number | undefined;
  readonly rules: readonly ToldRule[];
}
