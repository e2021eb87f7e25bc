/** String literals of PromQL: with escapes, or raw between backticks. */
const LITERAL = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/gs;

/**
 * An author's query as Grafana passes it on unchanged. A `$` may stand only in a string literal of PromQL, where
 * Grafana would still take `$slo` for its variable; written as `\x24` it means the same to Prometheus alone.
 * Raw literals have no escapes and stay as they are.
 */
export const withoutVariables = (promql: string): string =>
  promql.replaceAll(LITERAL, (literal) => (literal.startsWith("`") ? literal : literal.replaceAll("$", "\\x24")));
