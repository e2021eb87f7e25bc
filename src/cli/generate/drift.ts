import { readdir, readFile, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { replaceFiles } from "../../adapters/files/replace-files.ts";
import { GENERATED_MARK, type GeneratedFile } from "../../core/documents/generated-file.ts";
import { lineDiff } from "./line-diff.ts";
import type { ProblemOutput } from "../show-problems.ts";

/** Where generated files live below the output folder; nothing else is ever looked at. */
const FOLDERS = ["alert-rules", "alert-rules/tests", "dashboards", "autoscaling"];

/** One file that is not as the specs want it. */
export interface Drift {
  readonly path: string;
  /** Undefined when there is none. */
  readonly found: string | undefined;
  /** Undefined when it should be gone. */
  readonly wanted: string | undefined;
}

/** Files that speak of all services together. */
const OF_ALL = new Set(["alert-rules/alertmanager-inhibit.yaml", "dashboards/overview.json"]);

/**
 * Compares what should be there with what is. A file that `generate` once wrote and now would not is drift as well.
 * When `partOfAll` names the services of specs that are only a part of all, files of other services are none, and the
 * files of all together are left to a run that knows all.
 */
export async function findDrift(
  out: string,
  files: readonly GeneratedFile[],
  partOfAll: ReadonlySet<string> | undefined,
): Promise<readonly Drift[]> {
  const changed = await Promise.all(
    files.map(async ({ path, text }): Promise<Drift> => ({
      path,
      found: await fetchIfThere(join(out, path)),
      wanted: text,
    })),
  );
  const stale = await staleFiles(out, new Set(files.map(({ path }) => path)));
  const own = stale.filter(({ path }) => partOfAll === undefined || partOfAll.has(serviceOf(path)));
  const isPart = own.length < stale.length;
  const drift = changed.filter(({ path, found, wanted }) => found !== wanted && !(isPart && OF_ALL.has(path)));
  return [...drift, ...own].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Makes the files as wanted: all new ones are written before the first old one is replaced or deleted. */
export async function mendDrift(out: string, drift: readonly Drift[]): Promise<void> {
  await replaceFiles(
    drift.flatMap(({ path, wanted }) => (wanted === undefined ? [] : [{ path: join(out, path), text: wanted }])),
  );
  for (const { path, wanted } of drift) if (wanted === undefined) await rm(join(out, path));
}

/** The drift as one unified diff; on GitHub with an annotation for each file; as JSON a list of files. */
export function printDrift(drift: readonly Drift[], output: ProblemOutput): string {
  const diff = drift.map(({ path, found, wanted }) => lineDiff(path, found, wanted)).join("");
  switch (output) {
    case "text":
      return diff;
    case "json":
      return `${JSON.stringify({ drift: drift.map((one) => ({ path: one.path, state: stateOf(one) })) }, undefined, 2)}\n`;
    case "github":
      return (
        diff +
        drift
          .map(
            (one) =>
              `::error file=${one.path},title=drift::${stateOf(one)}: run headroom generate and commit what it writes\n`,
          )
          .join("")
      );
  }
}

/** Files are named for their service, and names have no dots. */
const serviceOf = (path: string): string => posix.basename(path).split(".")[0] ?? "";

const stateOf = ({ found, wanted }: Drift): "missing" | "stale" | "changed" =>
  found === undefined ? "missing" : wanted === undefined ? "stale" : "changed";

async function staleFiles(out: string, wanted: ReadonlySet<string>): Promise<readonly Drift[]> {
  const paths = await Promise.all(
    FOLDERS.map(async (folder) => (await namesIn(join(out, folder))).map((name) => `${folder}/${name}`)),
  );
  const stale: Drift[] = [];
  for (const path of paths.flat().filter((candidate) => !wanted.has(candidate))) {
    const found = await fetchIfThere(join(out, path));
    if (found !== undefined && isOurs(path, found)) stale.push({ path, found, wanted: undefined });
  }
  return stale;
}

/** Only what carries our mark may be deleted: a rule file's first line, a dashboard's uid and tag. */
function isOurs(path: string, text: string): boolean {
  if (path.endsWith(".yaml")) return text.startsWith(`# ${GENERATED_MARK} `);
  return path.endsWith(".json") && /^ {2}"uid": "headroom(-[a-z0-9-]+)?"/m.test(text) && /^ {4}"headroom"/m.test(text);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function fetchIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
