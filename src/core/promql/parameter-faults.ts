import type { SyntaxNode } from "@lezer/common";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { numberValue } from "./number-literal.ts";
import { operandsOf } from "./operands.ts";

/** What a number may be, and in which places. */
interface Bounds {
  readonly at: readonly number[];
  readonly takes: string;
  readonly usual: string;
  readonly holds: (value: number) => boolean;
}

/** Go converts it to an integer of 64 bits. */
const COUNT: Bounds = {
  at: [0],
  takes: "a number below 2^63",
  usual: "a number such as 10",
  holds: (value) => Math.abs(value) < 2 ** 63,
};

const PARAMETERS: ReadonlyMap<string, Bounds> = new Map([
  ["topk", COUNT],
  ["bottomk", COUNT],
  ["limitk", COUNT],
  ["limit_ratio", { at: [0], takes: "a ratio", usual: "a ratio such as 0.1", holds: (value) => !Number.isNaN(value) }],
  [
    "double_exponential_smoothing",
    {
      at: [1, 2],
      takes: "factors between 0 and 1",
      usual: "a factor such as 0.5",
      holds: (value) => value > 0 && value < 1,
    },
  ],
]);

/** Constants that load, and that Prometheus refuses whenever it evaluates them. */
export function* parameterFaults(node: SyntaxNode, text: string): Generator<Fault<Span>> {
  const operator = node.getChild("FunctionIdentifier") ?? node.getChild("AggregateOp");
  const body = node.getChild("FunctionCallBody");
  if (operator === null || body === null) return;
  const name = text.slice(operator.from, operator.to).toLowerCase();
  const bounds = PARAMETERS.get(name);
  for (const [at, { from, to }] of operandsOf(body).entries()) {
    const written = text.slice(from, to);
    const value = numberValue(written.replaceAll(/[()\s]/g, ""));
    if (bounds === undefined || !bounds.at.includes(at) || value === undefined || bounds.holds(value)) continue;
    yield {
      from,
      to,
      code: "promql-type",
      severity: "error",
      problem: `${name} takes ${bounds.takes}, found ${written}: Prometheus refuses it at every evaluation`,
      remedy: `write ${bounds.usual}`,
    };
  }
}
