import fc from "fast-check";
import { generateDashboards } from "../../src/core/dashboards/generate.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { type Promtool, promtools, refusedFiles, type RulesWithTests } from "../promtools.ts";
import { smallest } from "../smallest.ts";
import { spec } from "../spec-generator.ts";
import type { Failure, Outcome } from "../subject.ts";

const SPECS = 120;
/** A test plays hours of alerts, which takes promtool seconds; rules alone are checked at once. */
const MOST_TESTED = 2;
const MOST_SHRUNK = 1;

const NEWER = new Set(["promql-utf8-name", "promql-experimental"]);

/** What came of a spec that `check` lets pass. */
type Passed = { readonly input: string; readonly isNewer: boolean; readonly generated: RulesWithTests };

/** Specs that `check` lets pass: what is generated of them loads, and its own tests hold. */
export async function fuzzSpecs(seed: number): Promise<Outcome> {
  const specs = fc.sample(spec, { numRuns: SPECS, seed });
  const tools = await promtools();
  const failures: Failure[] = [];
  for (const failure of await failuresOf(specs, tools)) {
    const fails = async (text: string): Promise<boolean> => (await failuresOf([text], tools)).length > 0;
    if (failures.length >= MOST_SHRUNK) failures.push(failure);
    else failures.push(...(await failuresOf([await smallest(failure.input, lines, fails)], tools)));
  }
  return { tried: specs.length, failures };
}

const lines = (text: string): readonly string[] => text.match(/.*\n|.+$/g) ?? [];

async function failuresOf(specs: readonly string[], tools: readonly Promtool[]): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const passed: Passed[] = [];
  for (const input of specs) {
    const result = await generate(input);
    if (typeof result === "string") failures.push({ input, problem: result });
    else if (result !== undefined) passed.push(result);
  }
  for (const tool of tools) {
    const held = passed.filter(({ isNewer }) => tool.version === 3 || !isNewer);
    if (held.length === 0) continue;
    const refused = await refusedFiles(
      tool,
      held.map(({ generated }, i) => (i < MOST_TESTED ? generated : { ...generated, tests: undefined })),
    );
    for (const [at, why] of refused)
      failures.push({ input: held[at]?.input ?? "", problem: `promtool ${tool.version}: ${why}` });
  }
  return failures;
}

/** @returns a text for what went wrong, and undefined for a spec that does not pass */
async function generate(text: string): Promise<Passed | string | undefined> {
  try {
    const { services, diagnostics } = await parseSpecs([{ file: "fuzzed.yaml", text }]);
    if (services.length === 0) return undefined;
    generateDashboards(services, {});
    const files = generateRules(services);
    const textOf = (end: string): string => files.find(({ path }) => path.endsWith(end))?.text ?? "";
    return {
      input: text,
      isNewer: diagnostics.some(({ code }) => NEWER.has(code)),
      generated: { rules: textOf(".rules.yaml"), tests: textOf(".test.yaml") },
    };
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
