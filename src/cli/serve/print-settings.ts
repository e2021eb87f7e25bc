import { inspect } from "node:util";
import type { Origins } from "../../adapters/settings/resolve.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import { SETTING_TEXTS } from "../../adapters/settings/table.ts";

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
