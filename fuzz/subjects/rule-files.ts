import fc from "fast-check";
import { stringify } from "yaml";
import { lintRules } from "../../src/core/rules/lint/lint.ts";
import { promql } from "../promql-generator.ts";
import type { Failure, Outcome } from "../subject.ts";
import { hostileText, mutated } from "../texts.ts";

const FILES = 400;

const rule = fc.record(
  {
    alert: hostileText,
    expr: promql,
    for: fc.constantFrom("5m", "", "x"),
    labels: fc.dictionary(hostileText, hostileText),
  },
  { requiredKeys: ["expr"] },
);
const file = fc
  .record({
    groups: fc.array(fc.record({ name: hostileText, rules: fc.array(rule, { maxLength: 4 }) }), { maxLength: 2 }),
  })
  .map((value) => stringify(value))
  .chain(mutated);

/** Rule files of any origin, whole and broken: `lint` ends, and every place that it names is in the file. */
export function fuzzRuleFiles(seed: number): Promise<Outcome> {
  const files = fc.sample(file, { numRuns: FILES, seed });
  const failures = files.flatMap((input): readonly Failure[] => {
    const problem = wrongWith(input);
    return problem === undefined ? [] : [{ input, problem }];
  });
  return Promise.resolve({ tried: files.length, failures });
}

function wrongWith(text: string): string | undefined {
  try {
    const lines = text.split("\n").length;
    const lost = lintRules([{ file: "rules.yaml", text }]).diagnostics.find(
      ({ line, column }) => !(line >= 1 && line <= lines + 1 && column >= 1),
    );
    return lost === undefined ? undefined : `a place outside of the file: ${JSON.stringify(lost)}`;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
