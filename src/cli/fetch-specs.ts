import { open, stat } from "node:fs/promises";
import { normalize } from "node:path";
import { readStart, SPEC_BYTES } from "../adapters/files/file-start.ts";
import { codeOf, reasonOf } from "../adapters/files/refused-entry.ts";
import { scanSpecs } from "../adapters/files/scan.ts";
import type { Diagnostic } from "../core/diagnostics/diagnostic.ts";
import { printable } from "../core/diagnostics/printable.ts";
import { byPlace } from "../core/diagnostics/source-text.ts";
import type { SpecDefaults } from "../core/objective/spec-defaults.ts";
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

/** A YAML file as it was read, up to a little more than a spec may have. */
export interface YamlFile extends SpecFile {
  readonly text: Uint8Array;
}

/** What was read, and which entries of folders could not be. */
export interface YamlFiles {
  readonly files: readonly YamlFile[];
  readonly refused: readonly Diagnostic[];
}

/**
 * Reads spec files: those named, all `*.yaml` and `*.yml` below folders that are named, and standard input for `-`.
 * What a folder holds that has nothing to do with SLOs is told on standard error, and passed over.
 *
 * @param sourceNames - the names of Prometheus servers that the settings give, where these are known
 * @param defaults - what the settings say where specs do not
 * @throws UsageError for a path that cannot be read, and for folders without a spec
 */
export async function fetchSpecs(
  paths: readonly string[],
  sourceNames?: readonly string[],
  defaults?: SpecDefaults,
): Promise<FetchedSpecs> {
  const { files, refused } = await fetchYamlFiles(paths.length === 0 ? DEFAULT_SPEC_PATHS : paths, SPEC_BYTES);
  const sources = new Map(files.map(({ file, text }) => [file, new TextDecoder().decode(text)]));
  const { services, diagnostics, passedOver, read } = await parseSpecs(files, sourceNames, defaults);
  for (const { file, problem } of passedOver) process.stderr.write(`${printable(file)}: passed over; ${problem}\n`);
  return { services, diagnostics: [...diagnostics, ...refused].toSorted(byPlace), passedOver, sources, read };
}

/**
 * Reads files that are named, all YAML files below folders that are named, and standard input for `-`.
 *
 * @param mostBytes - how much is read of each
 * @throws UsageError as {@link fetchSpecs}
 */
export async function fetchYamlFiles(paths: readonly string[], mostBytes: number): Promise<YamlFiles> {
  const files = new Map<string, YamlFile>();
  const refused = new Map<string, Diagnostic>();
  for (const path of paths) {
    const found = await fetchPath(path, mostBytes);
    for (const each of found.files) files.set(each.file, each.isNamed === true ? each : (files.get(each.file) ?? each));
    for (const each of found.refused) refused.set(each.file, each);
  }
  if (files.size + refused.size === 0) throw new UsageError(`no *.yaml or *.yml file in ${paths.join(", ")}`);
  return { files: [...files.values()], refused: [...refused.values()] };
}

/** Whether a whole folder is meant, so that a service without a file is a service that is gone. */
export async function holdsFolder(paths: readonly string[]): Promise<boolean> {
  const kinds = await Promise.all(
    (paths.length === 0 ? DEFAULT_SPEC_PATHS : paths).filter((path) => path !== STDIN).map((path) => stat(path)),
  );
  return kinds.some((kind) => kind.isDirectory());
}

async function fetchPath(path: string, mostBytes: number): Promise<YamlFiles> {
  if (path === STDIN) return { files: [{ file: STDIN, text: await readStdin(mostBytes), isNamed: true }], refused: [] };
  const found = await stat(path).catch((error: unknown) => refuse(path, reasonOf(codeOf(error))));
  if (!found.isDirectory()) return { files: [await fetchNamed(path, mostBytes)], refused: [] };
  const scan = await scanSpecs(path, { most: mostBytes });
  if (scan.kind === "unreadable") return refuse(path, scan.problem);
  return {
    files: scan.files.map(({ file, bytes }) => ({ file: shown(file), text: bytes })),
    refused: scan.refused.map((each) => ({ ...each, file: shown(each.file) })),
  };
}

/** Whoever names a pipe waits for what comes out of it. */
async function fetchNamed(path: string, mostBytes: number): Promise<YamlFile> {
  try {
    await using handle = await open(path);
    return { file: shown(normalize(path)), text: await readStart(handle, mostBytes), isNamed: true };
  } catch (error) {
    return refuse(path, reasonOf(codeOf(error)));
  }
}

async function readStdin(mostBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let left = mostBytes;
  for await (const part of process.stdin) {
    const bytes = Buffer.from(part).subarray(0, left);
    parts.push(bytes);
    left -= bytes.length;
    if (left <= 0) break;
  }
  return Buffer.concat(parts);
}

/** Diagnostics and generated headers are the same on every system. */
const shown = (file: string): string => file.replaceAll("\\", "/");

function refuse(path: string, reason: string): never {
  throw new UsageError(`cannot read ${path}: ${reason}`);
}
