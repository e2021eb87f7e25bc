import { cp, mkdir, readFile } from "node:fs/promises";
import { basename, join, matchesGlob } from "node:path";
import { run } from "../../programs/child.ts";
import { ROOT } from "../docs/markdown.ts";
import { copyFiles, projectFiles } from "../docs/project-copy.ts";
import { parseDockerfile, type Stage, variablesOf } from "./dockerfile.ts";

/** What the last stage of the Dockerfile leaves, in a folder instead of an image. */
export interface BuiltImage {
  /** The folder that is `/` in the image. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stage: Stage;
}

/** Does something else in the place of a command; false where the command is to run. */
export type Instead = (command: string, cwd: string) => Promise<boolean>;

/** Takes the Dockerfile's steps in new folders, with the Node.js and the npm of this machine. */
export async function buildImage(folder: string, instead: Instead): Promise<BuiltImage> {
  const context = join(folder, "context");
  await copyFiles(await contextFiles(), context);
  const built = new Map<string, BuiltImage>([["", { root: context, workdir: "/", env: {}, stage: NO_STAGE }]]);
  let last: BuiltImage | undefined;
  for (const [index, stage] of parseDockerfile(await readFile(join(context, "Dockerfile"), "utf8")).entries()) {
    last = await takeSteps(stage, join(folder, `stage-${index}`), built, instead);
    if (stage.name !== "") built.set(stage.name, last);
  }
  if (last === undefined) throw new Error("the Dockerfile has no stage");
  return last;
}

const NO_STAGE: Stage = { from: "scratch", name: "", steps: [] };

/** What `docker build` would send to the builder. */
async function contextFiles(): Promise<readonly string[]> {
  const ignored = (await readFile(join(ROOT, ".dockerignore"), "utf8")).split("\n").filter(Boolean);
  return (await projectFiles()).filter(
    (file) => !ignored.some((pattern) => matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`)),
  );
}

async function takeSteps(
  stage: Stage,
  root: string,
  built: ReadonlyMap<string, BuiltImage>,
  instead: Instead,
): Promise<BuiltImage> {
  let workdir = "/";
  const env: Record<string, string> = {};
  for (const { instruction, text } of stage.steps) {
    if (instruction === "WORKDIR") workdir = text;
    await mkdir(join(root, workdir), { recursive: true });
    if (instruction === "ENV") Object.assign(env, variablesOf(text));
    if (instruction === "COPY") await copy(text, join(root, workdir), built);
    if (instruction === "RUN") await runCommand(text, join(root, workdir), env, instead);
  }
  return { root, workdir, env, stage };
}

async function copy(text: string, cwd: string, built: ReadonlyMap<string, BuiltImage>): Promise<void> {
  const [, from = "", paths = ""] = /^(?:--from=(\S+) )?(.+)$/.exec(text) ?? [];
  const source = built.get(from);
  if (source === undefined) throw new Error(`COPY --from=${from} names no stage before it`);
  const names = paths.split(/ +/);
  const to = names.pop() ?? "";
  for (const name of names) {
    // Into a folder that ends in a slash, files keep their names; a folder gives its content.
    const target = to.endsWith("/") ? join(cwd, to, basename(name)) : join(cwd, to);
    await cp(join(source.root, name), target, { recursive: true, verbatimSymlinks: true });
  }
}

async function runCommand(
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  instead: Instead,
): Promise<void> {
  if (await instead(command, cwd)) return;
  const { PATH, HOME } = process.env;
  await run("sh", ["-c", command], { cwd, env: { PATH, HOME, npm_config_prefer_offline: "true", ...env } });
}
