import { readFile } from "node:fs/promises";
import { type Origins, resolveSettings, type SettingsInput } from "../adapters/settings/resolve.ts";
import { printSettingsFault } from "../adapters/settings/settings-fault.ts";
import type { Settings } from "../adapters/settings/schema.ts";
import { UsageError } from "./usage-error.ts";

const USUAL_FILE = "headroom.yaml";

export type FetchedSettings =
  | { readonly ok: true; readonly settings: Settings; readonly origins: Origins }
  /** What is wrong with them, each with its place. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Settings from flags, the environment and the settings file. */
export async function fetchSettings(
  flags: SettingsInput["flags"],
  env: SettingsInput["env"],
): Promise<FetchedSettings> {
  const named = flags["config"] ?? env["HEADROOM_CONFIG"];
  const name = typeof named === "string" ? named : USUAL_FILE;
  const text = await readFile(name, "utf8").catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== "string" && (named !== undefined || text.code !== "ENOENT"))
    return { ok: false, problems: [`the settings file ${name} cannot be read: ${text.message}`] };
  return resolve({ flags, env, file: typeof text === "string" ? { name, text } : undefined });
}

/**
 * For a command that runs once, what is wrong with its settings is wrong usage.
 * @throws UsageError that says all of it
 */
export function usable(fetched: FetchedSettings): Settings {
  if (!fetched.ok) throw new UsageError(fetched.problems.join("\n"));
  return fetched.settings;
}

function resolve(input: SettingsInput): FetchedSettings {
  const resolved = resolveSettings(input);
  if (resolved.ok) return resolved;
  return { ok: false, problems: resolved.faults.map(printSettingsFault) };
}
