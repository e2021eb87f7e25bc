import fc from "fast-check";
import { lintAutoscalers } from "../../src/core/manifests/lint.ts";
import { lintRules, nothingToLint } from "../../src/core/rules/lint/lint.ts";
import { isPlace } from "../places.ts";
import { ruleFile } from "../rule-file-generator.ts";
import { smallest } from "../smallest.ts";
import type { Failure, Outcome } from "../subject.ts";

const FILES = 400;

/** Some hundred times what the slowest file takes, so that a busy machine is no failure. */
const LONGEST_MS = 20_000;

/** Rule files of any origin, whole and broken: `lint` ends, and every place that it names is in the file. */
export async function fuzzRuleFiles(seed: number): Promise<Outcome> {
  const files = fc.sample(ruleFile, { numRuns: FILES, seed });
  const [first, ...failures] = files.flatMap((input): readonly Failure[] => {
    const problem = wrongWith(input);
    return problem === undefined ? [] : [{ input, problem }];
  });
  if (first === undefined) return { tried: files.length, failures };
  const least = await smallest(first.input, parts, (text) => Promise.resolve(wrongWith(text) !== undefined));
  return { tried: files.length, failures: [{ input: least, problem: wrongWith(least) ?? first.problem }, ...failures] };
}

const parts = (text: string): readonly string[] => text.match(/\w+|\s+|[^]/gu) ?? [];

function wrongWith(text: string): string | undefined {
  const startMs = performance.now();
  try {
    const files = [{ file: "rules.yaml", text }];
    const told = [...lintRules(files).diagnostics, ...lintAutoscalers(files).diagnostics, ...files.map(nothingToLint)];
    const lost = told.find((each) => !isPlace(text, each));
    if (lost !== undefined) return `a place outside of the file: ${JSON.stringify(lost)}`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const tookMs = performance.now() - startMs;
  return tookMs > LONGEST_MS ? `it took ${tookMs} ms` : undefined;
}
