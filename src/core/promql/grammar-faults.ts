import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { parsePromDuration } from "../units/prom-duration.ts";
import { numberValue } from "./number-literal.ts";
import { unquote } from "./unquote.ts";

/** What is told of a node. */
type Telling = { readonly problem: string; readonly remedy: string } & Partial<Span>;

/**
 * The first character that Prometheus' lexer refuses: outside of texts it knows ASCII alone, and the replacement
 * character nowhere, since it could stand for bytes that are no text.
 */
export function characterFault(text: string): Fault<Span> | undefined {
  for (const { 0: token, index } of text.matchAll(
    /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|[^\t\n\r\x20-\x7e]/gsu,
  )) {
    if (token.startsWith("#")) continue;
    const invalid = token.indexOf("\ufffd");
    if (invalid !== -1) return fault({ from: index + invalid, to: index + invalid + 1 }, INVALID);
    if (!/^["'`]/.test(token)) return fault({ from: index, to: index + token.length }, outsideTelling(token));
  }
  return undefined;
}

const INVALID: Telling = {
  problem: "the query holds U+FFFD, which Prometheus refuses",
  remedy: 'match it by a regular expression: =~"\\\\x{fffd}"',
};

/** Prometheus evaluates a rule as it prints it, and prints this character as itself. */
const UNEVALUABLE: Telling = {
  ...INVALID,
  problem: "the text holds U+FFFD, which Prometheus loads and then refuses at every evaluation",
};

function outsideTelling(char: string): Telling {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return {
    problem: `the character U+${code} stands outside of a text`,
    remedy: /\s/u.test(char) ? "write a plain space" : "delete it, or put the name into double quotes",
  };
}

/** What every Prometheus refuses although its published grammar takes it. */
export function grammarFault(node: SyntaxNode, text: string): Fault<Span> | undefined {
  const telling = tellingOf(node, text.slice(node.from, node.to));
  return telling === undefined ? undefined : fault(node, telling);
}

function fault({ from, to }: Span, { problem, remedy, ...span }: Telling): Fault<Span> {
  return { code: "promql-syntax", severity: "error", from, to, ...span, problem, remedy };
}

function tellingOf(node: SyntaxNode, written: string): Telling | undefined {
  switch (node.name) {
    case "StringLiteral":
      return textTelling(unquote(written));
    case "QuotedLabelName":
      return nameTelling(unquote(written), node);
    case "NumberDurationLiteral":
      return numberTelling(node, written);
    case "NumberDurationLiteralInDurationContext":
      return durationTelling(written);
    case "LabelName":
      return node.parent?.name === "GroupingLabels" ? groupingTelling(written) : undefined;
    case "VectorSelector":
      return selectorTelling(node, written);
    case "SubqueryExpr":
    case "MatrixSelector":
      return rangedTelling(node);
    case "OffsetExpr":
    case "StepInvariantExpr":
      return hasTwice(node) ? { problem: "offset or @ is set twice", remedy: "delete one of the two" } : undefined;
    default:
      return undefined;
  }
}

const ESCAPE: Telling = {
  problem: "the text holds an escape that Prometheus refuses",
  remedy: "write a backslash twice, or put the text into backticks",
};

function textTelling(value: string | undefined): Telling | undefined {
  if (value === undefined) return ESCAPE;
  return value.includes("\ufffd") ? UNEVALUABLE : undefined;
}

function nameTelling(name: string | undefined, { parent }: SyntaxNode): Telling | undefined {
  // Prometheus evaluates a rule as it prints it: without quotes.
  if (name !== undefined && parent?.name === "GroupingLabels" && !isGroupingLabel(name)) return groupingTelling(name);
  if (name === "") return { problem: "a name is empty", remedy: "write a name" };
  return name?.isWellFormed() === false
    ? { problem: "a name holds bytes that are no text", remedy: "write the character itself, such as é" }
    : undefined;
}

function numberTelling(node: SyntaxNode, written: string): Telling | undefined {
  const text = written.trim();
  const isTime = node.parent?.name === "StepInvariantExpr";
  const value = numberValue(text);
  if (value === undefined) {
    // Prometheus 3 takes durations for numbers.
    if (parsePromDuration(text) !== undefined && !isTime) return undefined;
    return { problem: `${text} is no number`, remedy: "write it with digits, a point and an exponent: 1000, 0.5, 1e6" };
  }
  if (isTime && !(Math.abs(value) < FURTHEST_TIME))
    return { problem: `${text} is no time`, remedy: "write seconds since 1970 behind @" };
  return Number.isFinite(value) || /inf|nan/i.test(text)
    ? undefined
    : { problem: `${text} is too large for a number`, remedy: "write Inf" };
}

/** From here on a time does not fit into 64 bits. */
const FURTHEST_TIME = 2 ** 63;

/** Prometheus counts in nanoseconds, in 63 bits, and reads whole milliseconds. */
const LONGEST_SECONDS = 9_223_372_036.854;

function durationTelling(written: string): Telling | undefined {
  const length = parsePromDuration(written.trim());
  if (length === undefined || length <= LONGEST_SECONDS) return undefined;
  return { problem: `${written.trim()} is longer than 292 years`, remedy: "write a shorter duration" };
}

function groupingTelling(label: string): Telling | undefined {
  return isGroupingLabel(label)
    ? undefined
    : {
        problem: `Prometheus does not take ${label} for a label in a list of labels`,
        remedy: "give the label another name, with label_replace() or when it is scraped",
      };
}

/** Whether a label may stand in `by (…)` and its likes: these words are numbers or keywords there. */
export const isGroupingLabel = (label: string): boolean => !/^(?:inf|nan|without)$/i.test(label);

/** Whether a metric may be named without quotes: this word is an operator there. */
const isMetricWord = (metric: string): boolean => metric.toLowerCase() !== "atan2";

function selectorTelling(node: SyntaxNode, written: string): Telling | undefined {
  const name = node.getChild("Identifier");
  const metric = name === null ? "" : written.slice(0, name.to - name.from);
  if (name !== null && !isMetricWord(metric))
    return { problem: `${metric} is an operator here`, remedy: `write {__name__="${metric}"}`, to: name.to };
  const quoted = node.getChild("LabelMatchers")?.getChildren("QuotedLabelName") ?? [];
  const second = quoted[name === null ? 1 : 0];
  return second === undefined
    ? undefined
    : { problem: "the metric is named twice", remedy: "delete one of the names", from: second.from, to: second.to };
}

/** A range belongs to the last operand of what is written before it, which is rarely what was meant. */
function rangedTelling({ firstChild: inner }: SyntaxNode): Telling | undefined {
  if (inner === null || (inner.name !== "UnaryExpr" && inner.name !== "BinaryExpr")) return undefined;
  const what = inner.name === "UnaryExpr" ? "a sign stands" : "an operator stands";
  return {
    problem: `${what} before a range, which belongs to the last operand alone`,
    remedy: "put brackets around what the range is of: (-x)[1h:1m]",
    from: inner.from,
    to: inner.to,
  };
}

function hasTwice(node: SyntaxNode): boolean {
  for (let inner = node.firstChild; inner !== null; inner = inner.firstChild) {
    if (inner.name === node.name) return true;
    if (inner.name !== "OffsetExpr" && inner.name !== "StepInvariantExpr") return false;
  }
  return false;
}
