/** One requirement of a label selector. */
type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

export type ParsedSelector =
  | { readonly ok: true; readonly matches: Requirement }
  | { readonly ok: false; readonly problem: string };

const TOKEN = /\s*(?<token>,|\(|\)|!=|==|=|!|<|>|[^\s,()!=<>]+)/y;
const NAME = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/**
 * Reads the grammar of Kubernetes' label selectors: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`,
 * `a>1`, `a<1`, joined by commas. An empty selector matches everything.
 */
export function parseLabelSelector(text: string): ParsedSelector {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return { ok: true, matches: () => true };
  const requirements: Requirement[] = [];
  let rest: readonly string[] = tokens;
  for (;;) {
    const read = readRequirement(rest);
    if ("problem" in read) return { ok: false, problem: `labelSelector ${JSON.stringify(text)}: ${read.problem}` };
    requirements.push(read.requirement);
    const [comma, ...others] = read.rest;
    if (comma === undefined) break;
    if (comma !== ",")
      return { ok: false, problem: `labelSelector ${JSON.stringify(text)}: found ${comma}, expected a comma` };
    rest = others;
  }
  return { ok: true, matches: (labels) => requirements.every((requirement) => requirement(labels)) };
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const scanner = new RegExp(TOKEN);
  for (let match = scanner.exec(text); match !== null; match = scanner.exec(text))
    tokens.push(match.groups?.["token"] ?? "");
  return tokens;
}

type Read = { readonly requirement: Requirement; readonly rest: readonly string[] } | { readonly problem: string };

function readRequirement(tokens: readonly string[]): Read {
  const [first = "", ...rest] = tokens;
  if (first === "!") {
    const [key = "", ...others] = rest;
    const problem = nameProblem(key);
    return problem === undefined ? { requirement: (labels) => !Object.hasOwn(labels, key), rest: others } : { problem };
  }
  const problem = nameProblem(first);
  if (problem !== undefined) return { problem };
  const [operator] = rest;
  switch (operator) {
    case undefined:
    case ",":
      return { requirement: (labels) => Object.hasOwn(labels, first), rest };
    case "=":
    case "==":
    case "!=":
    case "<":
    case ">":
      return readComparison(first, operator, rest.slice(1));
    case "in":
    case "notin":
      return readSet(first, operator, rest.slice(1));
    default:
      return { problem: `found ${operator} after ${first}, expected =, !=, in or notin` };
  }
}

function readComparison(key: string, operator: "=" | "==" | "!=" | "<" | ">", tokens: readonly string[]): Read {
  // `a=` and `a=,b=c` compare with the empty text.
  const [next] = tokens;
  const isEmpty = next === undefined || next === ",";
  const value = isEmpty ? "" : next;
  const rest = isEmpty ? tokens : tokens.slice(1);
  if (!VALUE.test(value)) return { problem: `${value} is no value of a label` };
  if (operator === "<" || operator === ">") {
    const bound = Number(value);
    if (!/^-?\d+$/.test(value)) return { problem: `${value} is no whole number, as ${operator} expects` };
    const isBeyond = (found: number): boolean => (operator === "<" ? found < bound : found > bound);
    return { requirement: (labels) => /^-?\d+$/.test(labels[key] ?? "") && isBeyond(Number(labels[key])), rest };
  }
  return { requirement: (labels) => (labels[key] === value) !== (operator === "!="), rest };
}

function readSet(key: string, operator: "in" | "notin", tokens: readonly string[]): Read {
  const end = tokens.indexOf(")");
  if (tokens[0] !== "(" || end === -1)
    return { problem: `${operator} expects values in parentheses: ${key} ${operator} (a,b)` };
  const inside = tokens.slice(1, end);
  const values = inside.filter((_, i) => i % 2 === 0);
  if (inside.some((token, i) => i % 2 === 1 && token !== ","))
    return { problem: "values in parentheses are joined by commas" };
  const wrong = values.find((value) => !VALUE.test(value));
  if (wrong !== undefined) return { problem: `${wrong} is no value of a label` };
  const isIn = (labels: Readonly<Record<string, string>>): boolean =>
    Object.hasOwn(labels, key) && values.includes(labels[key] ?? "");
  return { requirement: (labels) => isIn(labels) === (operator === "in"), rest: tokens.slice(end + 1) };
}

const nameProblem = (key: string): string | undefined =>
  NAME.test(key) ? undefined : `found ${key === "" ? "nothing" : key}, expected the name of a label`;
