import type { Seconds } from "../units/seconds.ts";
import type { Selector } from "./selector.ts";

/** Binary operators that generated queries use. */
export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | ">" | ">=" | "<" | "<=" | "==" | "and" | "or" | "unless";

/** How two vectors are matched: `on (labels) group_left (extra)`. */
export interface VectorMatching {
  readonly on?: readonly string[];
  readonly ignoring?: readonly string[];
  readonly groupLeft?: readonly string[];
}

/**
 * A PromQL expression as a value: built by functions below, printed once by `print.ts`.
 * `text` is an author's own expression that the official grammar has accepted; the `value` of a number is finite, since
 * no other can be printed.
 */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "selector"; readonly selector: Selector; readonly offset?: Seconds }
  | { readonly kind: "range"; readonly selector: Selector; readonly range: Seconds; readonly offset?: Seconds }
  | {
      readonly kind: "subquery";
      readonly arg: Expression;
      readonly range: Seconds;
      readonly step: Seconds;
      /** Every point reads as of the start or the end of the whole query. */
      readonly at?: "start" | "end";
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: "aggregate";
      readonly operator: string;
      readonly by: readonly string[];
      readonly arg: Expression;
      readonly parameter?: Expression;
    }
  | {
      readonly kind: "without";
      readonly operator: string;
      readonly labels: readonly string[];
      readonly arg: Expression;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly bool?: boolean;
      readonly matching?: VectorMatching;
    }
  | { readonly kind: "text"; readonly text: string };

/** A scalar; printing it throws where `value` is NaN or infinite. */
export const number = (value: number): Expression => ({ kind: "number", value });
/** A string literal, the text itself: quotes and escapes come when it is printed. */
export const string = (value: string): Expression => ({ kind: "string", value });
/** An instant vector: the newest sample of each series, as far back as Prometheus looks. */
export const vector = (selector: Selector): Expression => ({ kind: "selector", selector });
/** A range vector: all raw samples of each series within `length`. */
export const range = (selector: Selector, length: Seconds): Expression => ({ kind: "range", selector, range: length });
/** The samples of a range that ended `offset` ago. */
export const rangeBefore = (selector: Selector, length: Seconds, offset: Seconds): Expression => ({
  kind: "range",
  selector,
  range: length,
  offset,
});
/** A range vector of what an expression comes to at each `step` within `length`. */
export const subquery = (arg: Expression, length: Seconds, step: Seconds, at?: "start" | "end"): Expression => ({
  kind: "subquery",
  arg,
  range: length,
  step,
  ...(at === undefined ? {} : { at }),
});
/** A function of PromQL with its arguments; whether there is one with such arguments is for the caller to know. */
export const call = (name: string, ...args: readonly Expression[]): Expression => ({ kind: "call", name, args });
/** An author's own query, printed as it is, and in parentheses beside an operator. */
export const verbatim = (promql: string): Expression => ({ kind: "text", text: promql });

/** `sum by (labels) (arg)` and its sisters; no clause is printed when `by` is empty. */
export const aggregate = (
  operator: string,
  by: readonly string[],
  arg: Expression,
  parameter?: Expression,
): Expression =>
  parameter === undefined
    ? { kind: "aggregate", operator, by, arg }
    : { kind: "aggregate", operator, by, arg, parameter };

/** `max without (labels) (arg)`; the argument itself where there are no labels. */
export const aggregateWithout = (operator: string, labels: readonly string[], arg: Expression): Expression =>
  labels.length === 0 ? arg : { kind: "without", operator, labels, arg };

/** An operator between two expressions; printing adds the parentheses that the grammar needs. */
export const binary = (
  left: Expression,
  operator: BinaryOperator,
  right: Expression,
  matching?: VectorMatching,
): Expression =>
  matching === undefined
    ? { kind: "binary", operator, left, right }
    : { kind: "binary", operator, left, right, matching };

/** A comparison that answers 0 or 1 instead of filtering. */
export const compareBool = (
  left: Expression,
  operator: BinaryOperator,
  right: Expression,
  matching?: VectorMatching,
): Expression =>
  matching === undefined
    ? { kind: "binary", operator, left, right, bool: true }
    : { kind: "binary", operator, left, right, bool: true, matching };

/**
 * `a + b + c`, or the only term itself.
 *
 * @throws RangeError if there is no term
 */
export function sumOf(terms: readonly Expression[], matching?: VectorMatching): Expression {
  const [first, ...rest] = terms;
  if (first === undefined) throw new RangeError("a sum needs at least one term");
  return rest.reduce((left, right) => binary(left, "+", right, matching), first);
}
