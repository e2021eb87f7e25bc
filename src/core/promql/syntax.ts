import type { SyntaxNode } from "@lezer/common";
import { nearest } from "../diagnostics/nearest.ts";
import { AGGREGATIONS, FUNCTIONS } from "./functions.ts";
import { characterFault, grammarFault } from "./grammar-faults.ts";
import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";
import { childrenOf, parseTree, walk } from "./parse-tree.ts";

/** Limits of a query; beyond them Prometheus or a reader gives up. */
const QUERY_LIMITS = { bytes: 4096, depth: 50 } as const;

/**
 * Parses by Prometheus' own grammar.
 *
 * @returns the expression's node, or the first thing that does not fit
 */
export function parseSyntax(
  text: string,
): { readonly ok: true; readonly root: SyntaxNode } | { readonly ok: false; readonly fault: Fault<Span> } {
  const fault = sizeFault(text) ?? bracketFault(text) ?? characterFault(text);
  if (fault !== undefined) return { ok: false, fault };
  const { top, broken } = parseTree(text);
  if (broken !== undefined)
    return { ok: false, fault: functionFault(text, broken.from) ?? syntaxFault(text, broken.from) };
  const deep = tooDeep(top);
  if (deep !== undefined) return { ok: false, fault: deepFault(deep.from) };
  for (const node of walk(top)) {
    const refused = grammarFault(node, text);
    if (refused !== undefined) return { ok: false, fault: refused };
  }
  const root = childrenOf(top).find((node) => node.name !== "LineComment");
  return root === undefined ? { ok: false, fault: syntaxFault(text, text.length) } : { ok: true, root };
}

/** A call of what is no function fails at its bracket. */
function functionFault(text: string, at: number): Fault<Span> | undefined {
  const match = /([a-zA-Z_]\w*)\s*$/.exec(text.slice(0, at));
  const name = match?.[1];
  if (name === undefined || match === null || !/^\s*\(/.test(text.slice(at))) return undefined;
  const known = [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()];
  if (known.includes(name)) return undefined;
  const meant = nearest(name, known);
  return {
    code: "promql-syntax",
    severity: "error",
    from: match.index,
    to: match.index + name.length,
    problem: `there is no function ${name}`,
    remedy: meant === undefined ? "see the functions in Prometheus' documentation" : `did you mean ${meant}?`,
  };
}

const deepFault = (from: number): Fault<Span> => ({
  code: "promql-size",
  severity: "error",
  from,
  to: from + 1,
  problem: `the query is nested more than ${QUERY_LIMITS.depth} deep here`,
  remedy: "record the inner part with a recording rule and name that here",
});

/** Chains such as a + b + c hang below each other in the tree, so it may be deeper than a query's brackets. */
const MAX_TREE_DEPTH = 500;

function tooDeep(top: SyntaxNode): SyntaxNode | undefined {
  let level = [top];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_TREE_DEPTH) return level[0];
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

/** Where the parser gave up. Its recovery says nothing about what it wanted, so the found word is named. */
function syntaxFault(text: string, at: number): Fault<Span> {
  const found = /^\s*(?:[\w:]+|\S)/.exec(text.slice(at))?.[0] ?? "";
  const base = { code: "promql-syntax", severity: "error" } as const;
  if (text.trim() === "")
    return {
      ...base,
      from: 0,
      to: Math.max(1, text.length),
      problem: "the query is empty",
      remedy: "write a query, such as up",
    };
  if (found.trim() === "") {
    const from = text.trimEnd().length;
    return {
      ...base,
      from: Math.max(0, from - 1),
      to: from,
      problem: "the query ends too early",
      remedy: "complete it, or delete the operator at its end",
    };
  }
  const from = at + found.length - found.trimStart().length;
  return {
    ...base,
    from,
    to: at + found.length,
    problem: `${found.trim()} does not fit here`,
    remedy: "write the query as Prometheus' expression browser accepts it",
  };
}

function sizeFault(text: string): Fault<Span> | undefined {
  if (text.length <= QUERY_LIMITS.bytes) return undefined;
  return {
    code: "promql-size",
    severity: "error",
    from: 0,
    to: 1,
    problem: `the query has ${text.length} characters, expected at most ${QUERY_LIMITS.bytes}`,
    remedy: "record parts of it with a recording rule of your own and name these here",
  };
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Brackets are checked first: the grammar's recovery points far away from the one that is missing. */
function bracketFault(text: string): Fault<Span> | undefined {
  const open: { bracket: string; at: number }[] = [];
  for (const { index, 0: token } of text.matchAll(
    /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|[()[\]{}]|["'`]/gs,
  )) {
    const base = { code: "promql-syntax", severity: "error", from: index, to: index + 1 } as const;
    if (token === '"' || token === "'" || token === "`") {
      return { ...base, problem: "the text that begins here has no end", remedy: `close it with ${token}` };
    }
    if (token in CLOSING) open.push({ bracket: token, at: index });
    else if (token === ")" || token === "]" || token === "}") {
      const last = open.pop();
      if (last === undefined)
        return { ...base, problem: `${token} closes nothing`, remedy: `delete it, or open ${opening(token)} before` };
      const wanted = CLOSING[last.bracket] ?? "";
      if (wanted !== token) return { ...base, problem: `${token} closes a ${last.bracket}`, remedy: `write ${wanted}` };
    }
    if (open.length > QUERY_LIMITS.depth) {
      return deepFault(index);
    }
  }
  const last = open.at(-1);
  if (last === undefined) return undefined;
  const { bracket, at } = last;
  return {
    code: "promql-syntax",
    severity: "error",
    from: at,
    to: at + 1,
    problem: `${bracket} is never closed`,
    remedy: `close it with ${CLOSING[bracket] ?? ""}`,
  };
}

const opening = (closing: string): string => Object.keys(CLOSING).find((bracket) => CLOSING[bracket] === closing) ?? "";
