import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goToolchain } from "../../../programs/go-programs.ts";
import { anchoredRegex } from "../../../src/core/promql/anchored-regex.ts";
import { regexFault } from "../../../src/core/promql/regex-fault.ts";
import { askGo, type GoAnswer, type RegexQuestion } from "../../fixtures/go-regexp.ts";
import { regexQuestion } from "./regex-generator.ts";

const go = await goToolchain();
const SEED = 42;
/** For a machine that is busy; what would not end at all is what the test is after. */
const PATIENCE_MS = 120_000;

/** What we say of a value that the two majors of Prometheus match alike, and of one that they do not. */
function differences({ pattern, values }: RegexQuestion, { refused, v2, v3 }: GoAnswer): readonly string[] {
  const isRefused = regexFault(pattern) !== undefined;
  if (isRefused !== (refused !== "")) return [`${JSON.stringify(pattern)}: Go says ${refused || "it is valid"}`];
  if (isRefused) return [];
  const test = anchoredRegex(pattern);
  return values.flatMap((value, i) => {
    const right = v2?.[i] === v3?.[i] ? v3?.[i] : undefined;
    const said = test?.(value);
    return said === right ? [] : [`${JSON.stringify([pattern, value])}: ${String(said)}, Go says ${String(right)}`];
  });
}

describe("anchoredRegex", () => {
  it.each([
    { pattern: "5..", yes: ["500"], no: ["50", "5000"] },
    { pattern: "a|b", yes: ["a", "b"], no: ["ab", ""] },
    { pattern: "a|", yes: ["a", ""], no: ["|", "a|"] },
    { pattern: "(?i)get", yes: ["GET", "get"], no: ["got"] },
    { pattern: "a\\-b\\/c", yes: ["a-b/c"], no: ["a+b/c"] },
    { pattern: "(?P<x>a)+", yes: ["aa"], no: ["b"] },
    { pattern: "[[:alpha:]_]+", yes: ["a_B"], no: ["a1"] },
    { pattern: "[:alpha:]+", yes: ["alpha", ":"], no: ["b"] },
    { pattern: "[[:^alpha:]]", yes: ["1"], no: ["a"] },
    { pattern: "[(?P<]+", yes: ["(?P<", "P"], no: ["p"] },
    { pattern: "(?i)\\P{Lu}", yes: ["1"], no: ["a", "A"] },
    { pattern: "a\\sb", yes: ["a b"], no: ["a\u00a0b", "a\u2003b", "a\vb"] },
    { pattern: "\\Qa.b\\E", yes: ["a.b"], no: ["aab"] },
    { pattern: "a\\z", yes: ["a"], no: ["a\n"] },
    { pattern: "\\pL", yes: ["é"], no: ["1"] },
    { pattern: "(?s).*", yes: ["", "a\nb"], no: [] },
    { pattern: "a\\\\-b", yes: ["a\\-b"], no: ["a-b"] },
    { pattern: "/api/v\\d+", yes: ["/api/v12"], no: ["/api/v"] },
  ])("reads $pattern as Prometheus does", ({ pattern, yes, no }) => {
    const test = anchoredRegex(pattern);
    for (const value of yes) expect([value, test?.(value)]).toEqual([value, true]);
    for (const value of no) expect([value, test?.(value)]).toEqual([value, false]);
  });

  it("leaves to Prometheus what its versions say differently of a line break", () => {
    expect(anchoredRegex(".*")?.("a\nb")).toBeUndefined();
    expect(anchoredRegex("(?-s:.*)")?.("a\nb")).toBe(false);
    expect(anchoredRegex("a.*")?.("b\nb")).toBe(false);
    expect(anchoredRegex("[^b]*")?.("a\na")).toBe(true);
  });

  it("says the same of a value however often it comes, and however many others come in between", () => {
    const test = anchoredRegex("[0-9]*7(\\.x+)?") ?? expect.fail("it is a regular expression");
    const values = Array.from({ length: 350 }, (_, i) => `${i}${i % 3 === 0 ? `.${"x".repeat(i)}` : ""}`);
    for (const order of [values, values.toReversed(), values.flatMap((value) => [value, value])])
      for (const value of order) expect([value, test(value)]).toEqual([value, /^\d*7(\.x+)?$/.test(value)]);
  });

  it("leaves to Prometheus what is no regular expression, and what would take long", () => {
    expect(anchoredRegex("a)|(?:b")).toBeUndefined();
    expect(anchoredRegex(`${"x{1000}".repeat(400)}[a-z]`)).toBeUndefined();
    expect(anchoredRegex(".*a.{900}b")?.("ab".repeat(50_000))).toBeUndefined();
  });

  it(
    "comes to an end on values that make engines backtrack, 100 KB of them too",
    () => {
      const program = fileURLToPath(new URL("slow-values.ts", import.meta.url));
      const { stdout, signal } = spawnSync(process.execPath, [program], {
        encoding: "utf8",
        timeout: PATIENCE_MS - 10_000,
      });
      expect({ stdout, signal }).toEqual({ stdout: "42 values\n", signal: null });
    },
    PATIENCE_MS,
  );

  it.skipIf(go === undefined)(
    `says what Go's engine says of thousands of patterns and values${go === undefined ? ": there is no Go toolchain" : ""}`,
    async () => {
      const questions = fc.sample(regexQuestion, { numRuns: 4000, seed: SEED });
      const answers = await askGo(questions);
      const valid = answers.filter(({ refused }) => refused === "");
      expect(valid.length).toBeGreaterThan(2500);
      expect(valid.filter(({ v3 }) => v3?.includes(true)).length).toBeGreaterThan(1000);
      expect(answers.flatMap((answer, i) => differences(questions[i] ?? { pattern: "", values: [] }, answer))).toEqual(
        [],
      );
    },
    PATIENCE_MS,
  );
});
