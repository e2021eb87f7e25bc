import type { MathNode } from "mathjs";
import type { Fault } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";
import { feedbackFault } from "./formula-feedback.ts";
import { type FormulaInputs, forbiddenFault, nodeFault, problemAt } from "./formula-node.ts";

const MAX_LENGTH = 512;
const MAX_NODES = 128;
const MAX_DEPTH = 32;

/**
 * Checks a formula: arithmetic over known names, and nothing else of what mathjs can do. It is only parsed here,
 * never evaluated.
 */
export async function checkFormula(text: string, inputs: FormulaInputs): Promise<readonly Fault<Span>[]> {
  const size = sizeFault(text);
  if (size !== undefined) return [size];
  // A large library: only specs with a formula of their own pay for it.
  const { parse } = await import("mathjs/number");
  try {
    return checkTree(parse(text), text, inputs);
  } catch (error) {
    return [syntaxFault(text, error)];
  }
}

function sizeFault(text: string): Fault<Span> | undefined {
  if (text.length > MAX_LENGTH)
    return problemAt(
      0,
      1,
      "formula-size",
      `the formula has ${text.length} characters, expected at most ${MAX_LENGTH}`,
      "shorten it: most of it may belong into a recording rule",
    );
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    if (depth > MAX_DEPTH)
      return problemAt(
        i,
        1,
        "formula-size",
        `parentheses are nested more than ${MAX_DEPTH} deep here`,
        "delete the surplus ones",
      );
  }
  return undefined;
}

function syntaxFault(text: string, error: unknown): Fault<Span> {
  const message = error instanceof Error ? error.message : String(error);
  // mathjs counts characters from 1 and says so in the message.
  const at = Number(/\(char (\d+)\)/.exec(message)?.[1] ?? 1) - 1;
  const from = Math.min(Math.max(0, at), Math.max(0, text.length - 1));
  const reason = message.replace(/ \(char \d+\)$/, "");
  return problemAt(
    from,
    1,
    "formula-syntax",
    `the formula does not parse: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
    "write arithmetic such as max(demand / capacity, floor)",
  );
}

function checkTree(root: MathNode, text: string, inputs: FormulaInputs): readonly Fault<Span>[] {
  const faults: Fault<Span>[] = [];
  let nodes = 0;
  let forbidden: Fault<Span> | undefined;
  root.traverse((node, path, parent) => {
    nodes++;
    forbidden ??= forbiddenFault(node, text);
    const fault = nodeFault({ node, path, parent }, text, inputs);
    if (fault !== undefined && !faults.some(({ from }) => from === fault.from)) faults.push(fault);
  });
  if (nodes > MAX_NODES)
    return [
      problemAt(0, 1, "formula-size", `the formula has ${nodes} parts, expected at most ${MAX_NODES}`, "shorten it"),
    ];
  // What stands inside something forbidden is no fault of its own.
  if (forbidden !== undefined) return [forbidden];
  if (faults.length > 0) return faults;
  const feedback = feedbackFault(root, text);
  return feedback === undefined ? [] : [feedback];
}
