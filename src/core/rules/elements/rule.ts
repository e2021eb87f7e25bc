import type { Objective } from "../../objective/objective.ts";
import type { Expression } from "../../promql/expression.ts";
import type { Seconds } from "../../units/seconds.ts";
import { identity } from "./recorded.ts";
import type { Text } from "./text.ts";

/** A rule of Prometheus, as a value: printed in one place, `to-yaml.ts`. */
export type Rule = RecordingRule | AlertingRule;

/** What a query yields is kept as the series `record`, with these labels on top of those it has. */
export interface RecordingRule {
  readonly kind: "record";
  readonly record: string;
  readonly expr: Expression;
  readonly labels: Readonly<Record<string, string>>;
}

/** Each series that a query yields is an alert, which fires once it was there for `waitFor`. */
export interface AlertingRule {
  readonly kind: "alert";
  readonly alert: string;
  readonly expr: Expression;
  readonly waitFor: Seconds | undefined;
  readonly keepFiringFor: Seconds | undefined;
  /** Prometheus runs label values and annotations through its template engine. */
  readonly labels: Readonly<Record<string, Text>>;
  readonly annotations: Readonly<Record<string, Text>>;
}

/** Rules that Prometheus evaluates one after the other, each seeing what the ones before it recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: Seconds;
  readonly rules: readonly Rule[];
}

/** Keeps an expression as a series of an objective. */
export const record = (
  objective: Pick<Objective, "service" | "slo">,
  series: string,
  expr: Expression,
): RecordingRule => ({ kind: "record", record: series, expr, labels: identity(objective) });
