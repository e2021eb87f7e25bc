import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, normalize, relative, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import type { AlertNaming } from "../core/objective/alert-naming.ts";
import { parseSpecs, type SpecFile, type ParsedSpecs } from "../core/spec/parse-specs.ts";
import { UsageError } from "./usage-error.ts";

/** Where specs lie unless the command line says otherwise. */
const DEFAULT_SPEC_PATHS: readonly string[] = ["slo-specs"];

/** Stands for standard input on the command line. */
const STDIN = "-";

/** Specs that were read, good and bad, with their texts for showing what is wrong in them. */
export interface FetchedSpecs extends ParsedSpecs {
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Reads spec files: those named, all `*.yaml` and `*.yml` below folders that are named, and standard input for `-`.
 *
 * @param sourceNames - the names of Prometheus servers that the settings give, where these are known
 * @param naming - what the settings call alerts
 * @throws UsageError for a path that cannot be read, and for folders without a spec
 */
export async function fetchSpecs(
  paths: readonly string[],
  sourceNames?: readonly string[],
  naming?: AlertNaming,
): Promise<FetchedSpecs> {
  const files = await fetchYamlFiles(paths.length === 0 ? DEFAULT_SPEC_PATHS : paths);
  const sources = new Map(files.map(({ file, text }) => [file, new TextDecoder().decode(text)]));
  return { ...(await parseSpecs(files, sourceNames, naming)), sources };
}

/**
 * Reads files that are named, all YAML files below folders that are named, and standard input for `-`.
 * @throws UsageError as {@link fetchSpecs}
 */
export async function fetchYamlFiles(
  paths: readonly string[],
): Promise<readonly (SpecFile & { readonly text: Uint8Array })[]> {
  const names = new Set((await Promise.all(paths.map(listFiles))).flat());
  if (names.size === 0) throw new UsageError(`no *.yaml or *.yml file in ${paths.join(", ")}`);
  return fetchAll([...names]);
}

/** Whether a whole folder is meant, so that a service without a file is a service that is gone. */
export async function holdsFolder(paths: readonly string[]): Promise<boolean> {
  const kinds = await Promise.all(
    (paths.length === 0 ? DEFAULT_SPEC_PATHS : paths).filter((path) => path !== STDIN).map((path) => stat(path)),
  );
  return kinds.some((kind) => kind.isDirectory());
}

async function listFiles(path: string): Promise<readonly string[]> {
  if (path === STDIN) return [path];
  const found = await stat(path).catch((error: unknown) => refuse(path, error));
  if (!found.isDirectory()) return [normalize(path)];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: unknown) =>
    refuse(path, error),
  );
  const wanted = entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
    // A mounted ConfigMap holds its files twice: in hidden folders, and linked beside these.
    .filter((entry) => !isHidden(relative(path, join(entry.parentPath, entry.name))));
  await Promise.all(
    wanted
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => staysInside(path, join(entry.parentPath, entry.name))),
  );
  return wanted.map((entry) => join(entry.parentPath, entry.name));
}

const isHidden = (file: string): boolean => file.split(sep).some((part) => part.startsWith("."));

/** What a folder of others links to outside of it is no spec of theirs: diagnostics would show its lines. */
async function staysInside(folder: string, link: string): Promise<void> {
  const [root, target] = await Promise.all([
    realpath(folder),
    realpath(link).catch((error: unknown) => refuse(link, error)),
  ]);
  if (!target.startsWith(root + sep))
    throw new UsageError(`cannot read ${link}: the link leads out of ${folder}; put the file itself there, or name it`);
}

/** Open files are limited by the system, so thousands are read by and by. */
const AT_ONCE = 64;

async function fetchAll(paths: readonly string[]): Promise<readonly (SpecFile & { readonly text: Uint8Array })[]> {
  const files: (SpecFile & { readonly text: Uint8Array })[] = [];
  for (let i = 0; i < paths.length; i += AT_ONCE)
    files.push(...(await Promise.all(paths.slice(i, i + AT_ONCE).map(fetchOne))));
  return files;
}

async function fetchOne(path: string): Promise<SpecFile & { readonly text: Uint8Array }> {
  if (path === STDIN) return { file: STDIN, text: await buffer(process.stdin) };
  // Diagnostics and generated headers are the same on every system.
  const file = path.replaceAll("\\", "/");
  return { file, text: await readFile(path).catch((error: unknown) => refuse(path, error)) };
}

function refuse(path: string, error: unknown): never {
  const reason =
    error instanceof Error && "code" in error ? (REASONS[String(error.code)] ?? String(error.code)) : String(error);
  throw new UsageError(`cannot read ${path}: ${reason}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "no permission",
  EISDIR: "it is a folder",
  ENOTDIR: "there is no such file or folder",
  ELOOP: "the link leads to itself",
};
