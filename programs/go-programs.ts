import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cache-folder.ts";
import { output, run } from "./child.ts";
import { findProgram } from "./find-program.ts";
import type { Say } from "./say.ts";

/** Programs that are built from Go modules, all of one go.mod. */
export interface GoPrograms {
  /** What they are, for people: "Prometheus 3.15.0". */
  readonly title: string;
  /** The folder of its go.mod, below `test/`; also its name in the cache. */
  readonly module: string;
  /** Flags besides the usual ones; they may need the module's own definition. */
  readonly flags: readonly string[];
  readonly programs: readonly GoProgram[];
  /** Folders that are kept beside the programs. */
  readonly folders?: readonly GoFolder[];
}

/** A folder of a module that is needed as it is. */
export interface GoFolder {
  readonly name: string;
  /** A package of the module. */
  readonly package: string;
  /** From the module's root. */
  readonly path: string;
}

export interface GoProgram {
  /** As it is called when it is built. */
  readonly name: string;
  readonly package: string;
  /** A change of its main.go before it is built. */
  readonly patch?: Replacement;
}

/** Data, not a function: a function's text depends on who has compiled it, and the key in the cache with it. */
interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** Paths of programs and folders by their names. */
export type ProgramPaths = Readonly<Record<string, string>>;

const USUAL = ["build", "-mod=readonly", "-trimpath", "-buildvcs=false"];

/** Name and version of the Go toolchain, or undefined where there is none. */
export const goToolchain = (): Promise<string | undefined> => output("go", ["env", "GOVERSION", "GOOS", "GOARCH"]);

/** The definition of a module under `test/`. */
export const goModule = (module: string): Promise<string> => readFile(join(moduleFolder(module), "go.mod"), "utf8");

/**
 * Finds programs in the cache, or builds them once; the key is all that they are made of.
 *
 * @param signal - ends a build that takes too long, with an error
 */
export async function ensureGoPrograms(
  wanted: GoPrograms,
  toolchain: string,
  say: Say,
  signal?: AbortSignal,
): Promise<ProgramPaths> {
  const { title, module, flags, programs, folders = [] } = wanted;
  const sums = await readFile(join(moduleFolder(module), "go.sum"), "utf8");
  const parts = programs.map(({ name, package: of, patch }) => `${name} ${of} ${patch ? JSON.stringify(patch) : ""}`);
  const key = createHash("sha256")
    .update([await goModule(module), sums, toolchain, ...USUAL, ...flags, ...parts, JSON.stringify(folders)].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const folder = join(cacheFolder(), module.replaceAll("/", "-"), key);
  const kept = await findAll([...programs, ...folders], folder);
  if (kept !== undefined) return kept;
  say(`building ${title} from Go modules (some minutes, once)`);
  await build(wanted, folder, signal);
  const built = await findAll([...programs, ...folders], folder);
  if (built === undefined) throw new Error(`the build of ${title} left not all of its programs in ${folder}`);
  return built;
}

/** All of the programs in a folder, or undefined when one is missing. */
export async function findAll(
  programs: readonly { readonly name: string }[],
  folder: string,
): Promise<ProgramPaths | undefined> {
  const found = await Promise.all(
    programs.map(async ({ name }) => [name, await findProgram([name], [folder])] as const),
  );
  const paths = found.flatMap(([name, path]) => (path === undefined ? [] : [[name, path] as const]));
  return paths.length < programs.length ? undefined : Object.fromEntries(paths);
}

const moduleFolder = (module: string): string => fileURLToPath(new URL(`../test/${module}`, import.meta.url));

async function build(
  { module, flags, programs, folders = [] }: GoPrograms,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    for (const program of programs) {
      const { patch } = program;
      const [cwd, from] =
        patch === undefined
          ? [moduleFolder(module), program.package]
          : [await patchedModule(module, program.package, patch, work), `./${PATCHED}`];
      await go([...USUAL, ...flags, "-o", join(work, program.name), from], cwd, signal);
    }
    for (const kept of folders) {
      const root = await listed(module, "{{.Module.Dir}}", kept.package);
      await cp(join(root, kept.path), join(work, kept.name), { recursive: true });
    }
    await rm(join(work, SOURCES), { recursive: true, force: true });
    await rename(work, folder);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Two builds at once end with the same programs: the first to finish has filled the folder.
    if ((await findAll([...programs, ...folders], folder)) === undefined) throw error;
  }
}

const SOURCES = "sources";
const PATCHED = "patched";

/** A copy of a module's definition beside the main package of a program, whose main.go is changed. */
async function patchedModule(module: string, of: string, { from, to }: Replacement, work: string): Promise<string> {
  const [original = "", ...files] = (await listed(module, '{{.Dir}}{{range .GoFiles}}{{"\\n"}}{{.}}{{end}}', of)).split(
    "\n",
  );
  const folder = join(work, SOURCES);
  await mkdir(join(folder, PATCHED), { recursive: true });
  for (const file of ["go.mod", "go.sum"]) await copyFile(join(moduleFolder(module), file), join(folder, file));
  // Written, not copied: what the module cache holds may not be changed, nor may its copies.
  for (const file of files) await writeFile(join(folder, PATCHED, file), await readFile(join(original, file)));
  const source = await readFile(join(original, "main.go"), "utf8");
  const changed = source.replace(from, () => to);
  if (changed === source) throw new Error(`the change to ${of} found nothing to change: look at its main.go`);
  await writeFile(join(folder, PATCHED, "main.go"), changed);
  return folder;
}

/** What Go says of a package, were it only for a change fit to be built; its module is brought if need be. */
async function listed(module: string, format: string, of: string): Promise<string> {
  const said = await output("go", ["list", "-e", "-mod=readonly", "-f", format, of], moduleFolder(module));
  if (said === undefined || said === "") throw new Error(`go knows no package ${of} in test/${module}`);
  return said;
}

const go = (args: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<void> =>
  // Builds take minutes: whoever else works here goes first.
  run("nice", ["go", ...args], {
    cwd,
    env: { ...process.env, CGO_ENABLED: "0" },
    ...(signal === undefined ? {} : { signal }),
  });
