import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import { run } from "../programs/child.ts";
import { execForm, parseDockerfile, variablesOf } from "../test/docker/dockerfile.ts";
import { type HeadroomProcess, serveHeadroom } from "../test/fixtures/headroom-process.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MAIN = `${ROOT}dist/src/cli/main.js`;

let built: Promise<void> | undefined;

/** Builds what users run, once. */
export function ensureBuilt(): Promise<void> {
  built ??= run(process.execPath, [`${ROOT}scripts/build.ts`], { cwd: ROOT });
  return built;
}

/**
 * A service as users run it: what is measured of sources is the reading of types, too.
 *
 * @param preload - a module that is loaded before it
 */
export async function serveBuilt(args: readonly string[], preload?: URL): Promise<HeadroomProcess> {
  await ensureBuilt();
  const { variables, nodeOptions } = await imageSettings();
  const imported = preload === undefined ? [] : [`--import=${preload.href}`];
  return serveHeadroom(args, variables, undefined, [...nodeOptions, ...imported, MAIN]);
}

/** What the image sets for the same program. */
async function imageSettings(): Promise<{
  readonly variables: Readonly<Record<string, string>>;
  readonly nodeOptions: readonly string[];
}> {
  const steps = parseDockerfile(await readFile(`${ROOT}Dockerfile`, "utf8")).at(-1)?.steps ?? [];
  const textsOf = (name: string): readonly string[] =>
    steps.filter(({ instruction }) => instruction === name).map(({ text }) => text);
  const [entrypoint] = textsOf("ENTRYPOINT");
  return {
    variables: variablesOf(textsOf("ENV").join(" ")),
    nodeOptions: (execForm(entrypoint) ?? []).filter((word) => word.startsWith("--")),
  };
}
