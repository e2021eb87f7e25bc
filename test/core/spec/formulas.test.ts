import { describe, expect, it } from "vitest";
import { checkFormula } from "../../../src/core/spec/meaning/formula.ts";
import { compilePolicy, decide } from "../../../src/core/scaling/policy/decide.ts";
import { observation, policy } from "../../fixtures/scaling.ts";

const FUNCTIONS = "its functions are min, max, ceil, floor, abs, sqrt, exp, log and clamp";
const VARIABLES =
  "a formula knows demand, backlog, drainWithin, capacity, utilization, saturation, saturationLimit, replicas, floor, burn5m, burn30m, burn1h, burn6h, budgetLeft and latencyRatio";
const NUMBERS_ONLY = "delete it: a formula only knows numbers";

interface WrongPart {
  readonly code: string;
  /** What the caret points at; a formula that is too large is pointed at as a whole. */
  readonly at: string;
  readonly problem: string;
  readonly remedy: string;
}

interface Wrong extends WrongPart {
  readonly formula: string;
  readonly further?: readonly WrongPart[];
}

const noFunction = (name: string): WrongPart => ({
  code: "formula-name",
  at: name,
  problem: `there is no function ${name}`,
  remedy: FUNCTIONS,
});
const noValue = (name: string): WrongPart => ({
  code: "formula-name",
  at: name,
  problem: `there is no value named ${name}`,
  remedy: VARIABLES,
});
const node = (at: string, what: string, remedy: string): WrongPart => ({
  code: "formula-node",
  at,
  problem: `a formula cannot hold ${what}`,
  remedy,
});

const WRONG: readonly Wrong[] = [
  { formula: "cos.constructor", ...node(".constructor", "a property", NUMBERS_ONLY) },
  { formula: 'demand["constructor"]', ...node("[", "a property", NUMBERS_ONLY) },
  { formula: "demand.__proto__", ...node(".__proto__", "a property", NUMBERS_ONLY) },
  ...["import", "createUnit", "config", "evaluate", "parse", "simplify", "derivative", "random"].map((name) => ({
    formula: `${name}("1")`,
    ...noFunction(name),
  })),
  { formula: "demand = 3", ...node("=", "an assignment", "write the expression alone; == compares") },
  { formula: "f(x) = x", ...node("=", "the definition of a function", "write the expression out") },
  { formula: "f(x) = f(x)", ...node("=", "the definition of a function", "write the expression out") },
  { formula: "demand; 3", ...node(";", "a second expression", "write one expression") },
  { formula: "1:1e9", ...node(":", "a range", NUMBERS_ONLY) },
  { formula: "[1, 2; 3, 4]", ...node("[", "a list", "write its numbers as arguments: max(a, b)") },
  { formula: "{a: 1}", ...node("{", "an object", NUMBERS_ONLY) },
  { formula: "ones(20000, 20000)", ...noFunction("ones") },
  { formula: "9!!!", ...node("!", "the operator !", "its operators are + - * / ^ < > <= >= == != and ?:") },
  { formula: "factorial(170)", ...noFunction("factorial") },
  { formula: 'demand + "1"', ...node('"', "text", "write a number") },
  { formula: "demand + true", ...node("t", "true", "write a number") },
  { formula: "demand + null", ...node("n", "null", "write a number") },
  { formula: "demand + i", ...noValue("i") },
  { formula: "demand + Infinity", ...node("I", "Infinity", "write a number") },
  {
    formula: "5 cm",
    code: "formula-node",
    at: "5 c",
    problem: "two values stand side by side",
    remedy: "write * between them: 2 * burn1h",
    further: [noValue("cm")],
  },
  {
    formula: "2burn1h",
    code: "formula-node",
    at: "2b",
    problem: "two values stand side by side",
    remedy: "write * between them: 2 * burn1h",
  },
  {
    formula: `${"(".repeat(200)}1${")".repeat(200)}`,
    code: "formula-size",
    at: "(",
    problem: "parentheses are nested more than 32 deep here",
    remedy: "delete the surplus ones",
  },
  {
    formula: "(".repeat(5000),
    code: "formula-size",
    at: "(",
    problem: "the formula has 5000 characters, expected at most 512",
    remedy: "shorten it: most of it may belong into a recording rule",
  },
  { formula: "burn5 / 2", ...noValue("burn5"), remedy: "did you mean burn5m?" },
  { formula: "requests / 40", ...noValue("requests") },
];

describe("a formula that is no arithmetic on known numbers", () => {
  it.each(WRONG)("is refused with its place and the edit: $formula", async ({ formula, further = [], ...first }) => {
    const found = await checkFormula(formula, { backlog: true, saturation: true, slos: true });
    expect(found.map(({ from, to, ...fault }) => ({ ...fault, at: formula.slice(from, to) }))).toEqual(
      [first, ...further].map((fault) => ({ ...fault, severity: "error" })),
    );
  });
});

describe("a formula that yields no number of replicas", () => {
  it.each([
    ["demand / (replicas - 10)", "Infinity"],
    ["(demand - 400) / (replicas - 10)", "NaN"],
    ["log(demand - 400)", "-Infinity"],
    ["sqrt(demand - 401)", "NaN"],
    ["0 - demand", "-400"],
    ["demand > 3", "true"],
    ["exp(demand * 1000)", "Infinity"],
  ])("is refused when it is evaluated, and nothing is decided by it: %s", async (formula, yields) => {
    const decision = decide(await compilePolicy(policy({ formula })), [observation({ demand: 400, asked: 10 })]);
    expect(decision.result).toEqual({
      kind: "refused",
      because: `the formula yields ${yields}, expected a number of replicas`,
    });
  });
});
