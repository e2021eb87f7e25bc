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

/** What lets a promtool load all that its Prometheus can be told to. */
export const features = ({ version }: Promtool): readonly string[] =>
  version === 3 ? ["--enable-feature=promql-experimental-functions"] : [];

/** How a promtool ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a promtool in a folder of its own that holds these files. */
export async function runPromtool(
  { path }: Promtool,
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-fuzz-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await run(path, args, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
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
