import { features, type Promtool, type Refusals, runPromtool } from "./promtools.ts";

/** What is generated of one spec: rules, and their tests by the name that they give to the rules' file. */
export interface RulesWithTests {
  readonly rules: string;
  /** Undefined where they are not to be played. */
  readonly tests: string | undefined;
}

/** What a promtool says of rule files and their tests: all at once, and by halves where it is not content. */
export async function refusedFiles(tool: Promtool, files: readonly RulesWithTests[]): Promise<Refusals> {
  const why = await refusal(tool, files);
  if (why === undefined) return new Map();
  if (files.length === 1) return new Map([[0, why]]);
  const middle = Math.ceil(files.length / 2);
  const first = await refusedFiles(tool, files.slice(0, middle));
  const second = await refusedFiles(tool, files.slice(middle));
  return new Map([...first, ...[...second].map(([at, said]): [number, string] => [at + middle, said])]);
}

async function refusal(tool: Promtool, files: readonly RulesWithTests[]): Promise<string | undefined> {
  const rules = files.map((file, i): [string, string] => [`${i}.rules.yaml`, file.rules]);
  const tests = files.flatMap((file, i): [string, string][] =>
    file.tests === undefined
      ? []
      : [[`${i}.test.yaml`, file.tests.replace(/^ {2}- \.\.\/.*\.rules\.yaml$/m, `  - ${i}.rules.yaml`)]],
  );
  const all = Object.fromEntries([...rules, ...tests]);
  const checked = await runPromtool(
    tool,
    ["check", "rules", "--lint=none", ...features(tool), ...rules.map(([name]) => name)],
    all,
  );
  if (checked.code !== 0) return `check rules: ${checked.output}`;
  if (tests.length === 0) return undefined;
  const tested = await runPromtool(tool, ["test", "rules", ...tests.map(([name]) => name)], all);
  return tested.code === 0 ? undefined : `test rules: ${tested.output}`;
}
