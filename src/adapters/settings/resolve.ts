import type { z } from "zod";
import { namingFieldsAt } from "./alert-naming.ts";
import { envLayer, fileLayer, flagLayer, type Layer, unknownField } from "./layers.ts";
import { type Settings, settingsSchema } from "./schema.ts";
import { type SettingsFault, settingsFault } from "./settings-fault.ts";
import { SOURCE_FIELDS } from "./source.ts";
import { SETTING_TEXTS } from "./table.ts";

/** Where the value of each setting was given: a flag, a variable, a line of the file, or `default`. */
export type Origins = ReadonlyMap<string, string>;

export type ResolvedSettings =
  | { readonly ok: true; readonly settings: Settings; readonly origins: Origins }
  | { readonly ok: false; readonly faults: readonly SettingsFault[] };

export interface SettingsInput {
  /** By setting name; undefined where the flag was not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: { readonly name: string; readonly text: string } | undefined;
}

/** One value for each setting: a flag wins over the environment, that over the file, that over the default. */
export function resolveSettings({ flags, env, file }: SettingsInput): ResolvedSettings {
  const layers = [...(file === undefined ? [] : [fileLayer(file)]), envLayer(env), flagLayer(flags)];
  const raw: Record<string, unknown> = {};
  const origins = new Map<string, string>(SETTING_TEXTS.map(([name]) => [name, "default"]));
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer.values)) {
      raw[name] = value;
      origins.set(name, layer.where(name));
    }
  }
  const faults = [...layers.flatMap((layer) => layer.faults), ...layers.flatMap(twoDefaults)];
  const parsed = settingsSchema.safeParse(raw);
  if (parsed.success && faults.length === 0) return { ok: true, settings: parsed.data, origins };
  const issues = parsed.error?.issues ?? [];
  return { ok: false, faults: [...faults, ...issues.flatMap((issue) => toFaults(issue, origins))] };
}

/**
 * Credentials stay with the address that they were given for: the two ways of naming it cannot be mixed in one place.
 */
function twoDefaults({ values, where }: Layer): readonly SettingsFault[] {
  const { prometheus, sources } = values;
  const hasDefault = typeof sources === "object" && sources !== null && "default" in sources;
  if (prometheus === undefined || !hasDefault) return [];
  const problem = "the default Prometheus is given twice";
  return [settingsFault("setting-twice", where("prometheus"), problem, "keep either prometheus or sources.default")];
}

const fieldsAt = ([setting, ...inside]: readonly string[]): readonly string[] =>
  setting === "alerts" ? namingFieldsAt(inside) : SOURCE_FIELDS;

function toFaults(issue: z.core.$ZodIssue, origins: Origins): readonly SettingsFault[] {
  const path = issue.path.map(String);
  const [setting = ""] = path;
  const where = origins.get(setting) ?? setting;
  const owner = `${path.join(".")}: `;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownField(key, fieldsAt(path), where, owner));
  // The schema's own messages say what was found, and behind a semicolon what to write.
  const [, found = issue.message, remedy = "see docs/reference/settings.md"] =
    /^(.*?); (.*)$/s.exec(issue.message) ?? [];
  return [settingsFault("setting-value", where, `${owner}${found}`, remedy)];
}
