import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { nearest } from "../../core/diagnostics/nearest.ts";
import { type SettingsFault, settingsFault } from "./settings-fault.ts";
import { envName, flagName, SETTING_TEXTS } from "./table.ts";

const SETTING_NAMES = SETTING_TEXTS.map(([name]) => name);

/** Values from one place, not yet checked. */
export interface Layer {
  readonly values: Readonly<Record<string, unknown>>;
  /** Where the value of a setting stands. */
  readonly where: (setting: string) => string;
  readonly faults: readonly SettingsFault[];
}

/** Flags by setting name; undefined where a flag was not given. */
export function flagLayer(flags: Readonly<Record<string, unknown>>): Layer {
  const given = SETTING_NAMES.filter((name) => flags[name] !== undefined);
  return { values: Object.fromEntries(given.map((name) => [name, flags[name]])), where: flagName, faults: [] };
}

/** Variables that Kubernetes sets for a Service named headroom; they are not settings. */
const SERVICE_LINK = /^HEADROOM(?:_[A-Z0-9]+)*_(?:SERVICE_(?:HOST|PORT.*)|PORT(?:_.*)?)$/;

export function envLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const values: Record<string, string> = {};
  const faults: SettingsFault[] = [];
  const known = new Map(
    SETTING_TEXTS.filter(([, { fileOnly }]) => fileOnly !== true).map(([name]) => [envName(name), name]),
  );
  for (const [variable, value] of Object.entries(env)) {
    if (value === undefined || !variable.startsWith("HEADROOM_") || SERVICE_LINK.test(variable)) continue;
    const setting = known.get(variable);
    const meant = nearest(
      variable.slice("HEADROOM_".length),
      [...known.keys()].map((name) => name.slice("HEADROOM_".length)),
    );
    if (setting !== undefined) values[setting] = value;
    // Other programs may share the prefix: only what looks like a slip is refused.
    else if (meant !== undefined)
      faults.push(settingsFault("setting-unknown", variable, "no such setting", `did you mean HEADROOM_${meant}?`));
  }
  return { values, where: envName, faults };
}

export function fileLayer(file: { readonly name: string; readonly text: string }): Layer {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file.name}:${line}:${col}`;
  };
  const refused = (faults: readonly SettingsFault[]): Layer => ({ values: {}, where: () => file.name, faults });
  if (document.errors.length > 0) return refused(document.errors.map((error) => syntaxFault(error, placeOf)));
  const { contents } = document;
  if (contents === null) return refused([]);
  if (isMap(contents))
    return mapLayer(document, contents, (offset) => (offset === undefined ? file.name : placeOf(offset)));
  const remedy = "write lines such as listen: 127.0.0.1:8080";
  return refused([settingsFault("settings-syntax", placeOf(0), "the file holds no settings", remedy)]);
}

function syntaxFault({ message, pos: [from] }: YAMLParseError, placeOf: (offset: number) => string): SettingsFault {
  // The place stands before it already, and is drawn below it.
  const problem = message.replace(/ at line \d+, column \d+:[\s\S]*/, "");
  return settingsFault("settings-syntax", placeOf(from), problem, "look at the indentation, quotes and brackets there");
}

/** @param placeOf - where an offset stands, or the file as a whole */
function mapLayer(document: Document, contents: YAMLMap, placeOf: (offset: number | undefined) => string): Layer {
  const values: Record<string, unknown> = {};
  const places = new Map<string, string>();
  const faults: SettingsFault[] = [];
  for (const { key, value } of contents.items) {
    const name = String(isScalar(key) ? key.value : key);
    const where = placeOf(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
    if (SETTING_NAMES.some((setting) => setting === name)) {
      const plain: unknown = isNode(value) ? value.toJS(document, { maxAliasCount: 0 }) : value;
      // `name:` with nothing behind it means that the setting is not given.
      if (plain !== null) values[name] = plain;
      places.set(name, where);
    } else faults.push(unknownField(name, SETTING_NAMES, where));
  }
  return { values, faults, where: (setting) => places.get(setting) ?? placeOf(undefined) };
}

/** @param owner - the setting that the field was looked for in, if it is inside one */
export function unknownField(name: string, known: readonly string[], where: string, owner = ""): SettingsFault {
  const meant = nearest(name, known) ?? known.find((candidate) => candidate.startsWith(name));
  const remedy = meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`;
  return settingsFault("setting-unknown", where, `${owner}unknown setting ${name}`, remedy);
}
