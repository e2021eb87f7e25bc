import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrometheus3 } from "../programs/prometheus-3.ts";
import { ensureTools } from "../programs/ensure-tools.ts";

/** Why a promtool refuses each of many things, by their positions. */
export type Refusals = ReadonlyMap<number, string>;

/** A promtool; version 2 is the system's, 2.42 on Debian 12. */
export interface Promtool {
  readonly version: 2 | 3;
  readonly path: string;
}

export const promtools = async (): Promise<readonly Promtool[]> => [
  { version: 2, path: (await ensureTools(["promtool"])).promtool },
  { version: 3, path: (await ensurePrometheus3()).promtool },
];

/** Holds all queries against a promtool at once, each as a recording rule. */
export async function refusedQueries({ version, path }: Promtool, queries: readonly string[]): Promise<Refusals> {
  const rules = queries.map((expr, i) => ({ record: `r${i}`, expr }));
  const file = inAscii({ groups: [{ name: "g", rules }] });
  const features = version === 3 ? ["--enable-feature=promql-experimental-functions"] : [];
  const output = await withFile(file, async (name) => {
    const ended = await run(path, ["check", "rules", "--lint=none", ...features, name]);
    return ended.output;
  });
  const refused = [...output.matchAll(/rule \d+, "r(\d+)": (.*)/g)].map(([, rule, why]): [number, string] => [
    Number(rule),
    why ?? "",
  ]);
  // A file that is no YAML to Go would refuse nothing by name.
  if (refused.length === 0 && !output.includes("SUCCESS")) throw new Error(`promtool said ${output.slice(0, 500)}`);
  return new Map(refused);
}

/** JSON, which is YAML too, with escapes for what Go's YAML reader takes for the end of a line, or for no text. */
const inAscii = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

async function withFile<T>(text: string, use: (name: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-fuzz-"));
  try {
    const name = join(folder, "rules.yaml");
    await writeFile(name, text);
    return await use(name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

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

async function refusal({ path }: Promtool, files: readonly RulesWithTests[]): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-fuzz-"));
  try {
    const written = files.map((file, i) => ({
      rules: join(folder, `${i}.rules.yaml`),
      tests: join(folder, `${i}.test.yaml`),
      file,
      name: `${i}.rules.yaml`,
    }));
    for (const { rules, tests, file, name } of written) {
      await writeFile(rules, file.rules);
      if (file.tests !== undefined)
        await writeFile(tests, file.tests.replace(/^ {2}- \.\.\/.*\.rules\.yaml$/m, `  - ${name}`));
    }
    const checked = await run(path, ["check", "rules", "--lint=none", ...written.map(({ rules }) => rules)]);
    if (checked.code !== 0) return `check rules: ${checked.output}`;
    const played = written.flatMap(({ tests, file }) => (file.tests === undefined ? [] : [tests]));
    if (played.length === 0) return undefined;
    const tested = await run(path, ["test", "rules", ...played]);
    return tested.code === 0 ? undefined : `test rules: ${tested.output}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        output += part;
      });
    child.on("error", reject).on("close", (code) => {
      resolve({ code, output });
    });
  });
}
