import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { regexFault } from "../../../src/core/promql/regex-fault.ts";
import { printSelector } from "../../../src/core/promql/selector.ts";
import { PROMTOOLS } from "../../fixtures/promtool.ts";

const folder = mkdtempSync(join(tmpdir(), "regex-oracle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The regular expressions that one of the promtools refuses; it names each rule that does not parse. */
async function refusedByPromtool(regexes: readonly string[]): Promise<ReadonlySet<string>> {
  const sets = await Promise.all(PROMTOOLS.map(async ({ path }) => refusedBy(await path(), regexes)));
  return new Set(sets.flatMap((set) => [...set]));
}

function refusedBy(promtool: string, regexes: readonly string[]): ReadonlySet<string> {
  const file = join(folder, "rules.yaml");
  const rules = regexes.map((value, i) => ({
    record: `r${i}`,
    expr: printSelector({ metric: "x", matchers: [{ label: "a", operator: "=~", value }] }),
  }));
  writeFileSync(file, stringify({ groups: [{ name: "g", rules }] }));
  const { stdout, stderr } = spawnSync(promtool, ["check", "rules", "--lint=none", file], {
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  return new Set(
    [...`${stdout}${stderr}`.matchAll(/rule \d+, "r(\d+)":/g)].map((match) => regexes[Number(match[1])] ?? ""),
  );
}

const PIECES = [
  "a",
  "b",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "*",
  "+",
  "?",
  "|",
  "^",
  "$",
  ".",
  "\\",
  "\\d",
  "\\w",
  "\\pL",
  "\\p{Greek}",
  "\\p{No}",
  "\\Q",
  "\\E",
  "\\A",
  "\\z",
  "\\Z",
  "\\C",
  "(?:",
  "(?i)",
  "(?i:",
  "(?P<n>",
  "(?<n>",
  "(?=",
  "(?!",
  "(?<=",
  "\\1",
  "\\b",
  "\\B",
  "{2}",
  "{2,}",
  "{2,5}",
  "{5,2}",
  "{1001}",
  "(a{300}",
  "[a-z]",
  "[z-a]",
  "[^a]",
  "[[:alpha:]]",
  "[[:foo:]]",
  "[a",
  "\\x41",
  "\\x{1F600}",
  "\\x{110000}",
  "\\xZ",
  "\\u0041",
  "\\cA",
  "\\e",
  "\\/",
  "-",
  ",",
  "1",
  "é",
  "😀",
  "(?#",
  "(?s-i)",
  "(?x)",
  "(?U)",
  "\\07",
  "\\0",
  "\\8",
  "\\n",
  "\\ ",
  "&&",
  "~",
];

/** What chance hardly finds: names of classes, escapes, and what is too deep or too large. */
const RARE = [
  ..."Kawi Garay Letter letter Cn LC Any ASCII Assigned Unknown Zzzz Latn Cs Greek} Nag_Mundari Old_Italic SignWriting"
    .split(" ")
    .map((name) => `\\p{${name}}`),
  "\\pCn",
  "\\p",
  "\\p{}",
  "\\p{^}",
  "\\p{^Greek}",
  "\\p{L&}",
  "\\pé",
  "\\\u007f",
  "\\\n",
  "\\é",
  "(?P<é>a)",
  "(?P<n>a)(?P<n>b)",
  "[[:alpha:]-z]",
  "[[:foo]",
  "[[:a]b:]]",
  "[a-\\d]",
  "[\\d-a]",
  "[^]-a]",
  "[\\b]",
  "[\\Qa\\E]",
  "\\x{}",
  "\\x{000041}",
  "\\78",
  "a{2}{3}",
  "\\Qab\\E{2}",
  "a\\Q\\E*",
  "(?i)*",
  "|*",
  `${"(".repeat(900)}a${")".repeat(900)}`,
  `${"(".repeat(1001)}a${")".repeat(1001)}`,
  `${"(".repeat(999)}a${")".repeat(999)}`,
  `${"(?:".repeat(1001)}a${")".repeat(1001)}`,
  `${"(a".repeat(450)}${")".repeat(450)}`,
  `${"(a".repeat(600)}${")".repeat(600)}`,
  `${"(a|b".repeat(600)}${")".repeat(600)}`,
  `${"(?:a*".repeat(600)}${")*".repeat(600)}`,
  "a{1000}".repeat(500),
  "a{1000}".repeat(4000),
  "((ab{10}){10}c{10}){10}",
  "(a{0}){1001}",
  "((a{100}){100}){0}",
  "((a{2,}){501})+",
];

describe("regexFault", () => {
  it("refuses exactly what Prometheus' engine refuses", async () => {
    const piece = fc.constantFrom(...PIECES);
    const short = fc.sample(
      fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join("")),
      { numRuns: 3000, seed: 42 },
    );
    const long = fc.sample(
      fc
        .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom("a", ".", "\\d", "|", "(?:b)") }, piece), {
          minLength: 5,
          maxLength: 20,
        })
        .map((pieces) => pieces.join("")),
      { numRuns: 2000, seed: 42 },
    );
    const regexes = [...new Set([...short, ...long, ...RARE])];
    const refused = await refusedByPromtool(regexes);
    expect(refused.size).toBeGreaterThan(500);
    expect(regexes.length - refused.size).toBeGreaterThan(500);
    expect(regexes.filter((regex) => (regexFault(regex) !== undefined) !== refused.has(regex))).toEqual([]);
  });

  it.each([
    { regex: "a(?=b)", said: "lookahead or lookbehind" },
    { regex: "(a)\\1", said: "refers back to a group" },
    { regex: "(?>a)", said: "atomic group" },
    { regex: "a++", said: "+ repeats a repetition" },
    { regex: "*", said: "* has nothing to repeat" },
    { regex: "(a{500}){3}", said: "more than 1000" },
    { regex: "[a", said: "[ is never closed" },
    { regex: "a)", said: ") closes nothing" },
    { regex: "\\y", said: "\\y means nothing" },
  ])("says of $regex that $said", ({ regex, said }) => {
    expect(regexFault(regex)?.problem).toContain(said);
  });
});
