import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { type Origins, resolveSettings } from "../adapters/settings/resolve.ts";
import type { Settings } from "../adapters/settings/schema.ts";
import { SETTING_TEXTS } from "../adapters/settings/table.ts";

const USUAL_FILE = "headroom.yaml";

export type FetchedSettings =
  | { readonly ok: true; readonly settings: Settings; readonly origins: Origins }
  /** What is wrong with them, each with its place. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Settings from flags, the environment and the settings file. */
export async function fetchSettings(
  flags: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): Promise<FetchedSettings> {
  const named = flags["config"] ?? env["HEADROOM_CONFIG"];
  const name = typeof named === "string" ? named : USUAL_FILE;
  const text = await readFile(name, "utf8").catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== "string" && (named !== undefined || text.code !== "ENOENT"))
    return { ok: false, problems: [`the settings file ${name} cannot be read: ${text.message}`] };
  const resolved = resolveSettings({ flags, env, file: typeof text === "string" ? { name, text } : undefined });
  if (resolved.ok) return resolved;
  return { ok: false, problems: resolved.problems.map(({ where, problem }) => `${where}: ${problem}`) };
}

/** Each setting with the place that its value comes from. Secrets are in files, whose names alone are settings. */
export function printSettings(settings: Settings, origins: Origins): string {
  const values: Readonly<Record<string, unknown>> = settings;
  const rows = SETTING_TEXTS.map(([name]) => [name, shown(values[name]), origins.get(name) ?? "default"] as const);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map(([name, value, origin]) => `${name.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${origin}\n`)
    .join("");
}

const shown = (value: unknown): string =>
  value === undefined ? "-" : typeof value === "string" ? value : inspect(value, { breakLength: Infinity, depth: 5 });
