import { LineCounter, isMap, isNode, isScalar, parseDocument } from "yaml";
import { nearest } from "../../core/diagnostics/nearest.ts";
import { envName, flagName, SETTING_TEXTS } from "./table.ts";

const SETTING_NAMES = SETTING_TEXTS.map(([name]) => name);

/** What is wrong with a setting, and where it was given. */
export interface SettingsProblem {
  /** `--listen`, `HEADROOM_LISTEN` or `headroom.yaml:3:1` */
  readonly where: string;
  /** What was found, and what to write instead. */
  readonly problem: string;
}

/** Values from one place, not yet checked. */
export interface Layer {
  readonly values: Readonly<Record<string, unknown>>;
  /** Where the value of a setting stands. */
  readonly where: (setting: string) => string;
  readonly problems: readonly SettingsProblem[];
}

/** Flags by setting name; undefined where a flag was not given. */
export function flagLayer(flags: Readonly<Record<string, unknown>>): Layer {
  const given = SETTING_NAMES.filter((name) => flags[name] !== undefined);
  return { values: Object.fromEntries(given.map((name) => [name, flags[name]])), where: flagName, problems: [] };
}

/** Variables that Kubernetes sets for a Service named headroom; they are not settings. */
const SERVICE_LINK = /^HEADROOM(?:_[A-Z0-9]+)*_(?:SERVICE_(?:HOST|PORT.*)|PORT(?:_.*)?)$/;

export function envLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const values: Record<string, string> = {};
  const problems: SettingsProblem[] = [];
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
      problems.push({ where: variable, problem: `no such setting; did you mean HEADROOM_${meant}?` });
  }
  return { values, where: envName, problems };
}

export function fileLayer(file: { readonly name: string; readonly text: string }): Layer {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file.name}:${line}:${col}`;
  };
  const layer = (
    values: Layer["values"],
    problems: readonly SettingsProblem[],
    places = new Map<string, string>(),
  ): Layer => ({ values, problems, where: (setting) => places.get(setting) ?? file.name });

  if (document.errors.length > 0)
    return layer(
      {},
      document.errors.map((error) => ({
        where: placeOf(error.pos[0]),
        problem: error.message.split("\n", 1)[0] ?? "",
      })),
    );
  if (document.contents === null) return layer({}, []);
  if (!isMap(document.contents))
    return layer({}, [
      { where: placeOf(0), problem: "the file holds no settings; write lines such as listen: 127.0.0.1:8080" },
    ]);

  const values: Record<string, unknown> = {};
  const places = new Map<string, string>();
  const problems: SettingsProblem[] = [];
  for (const { key, value } of document.contents.items) {
    const name = String(isScalar(key) ? key.value : key);
    const where = placeOf(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
    if (SETTING_NAMES.some((setting) => setting === name)) {
      const plain: unknown = isNode(value) ? value.toJS(document, { maxAliasCount: 0 }) : value;
      // `name:` with nothing behind it means that the setting is not given.
      if (plain !== null) values[name] = plain;
      places.set(name, where);
    } else problems.push({ where, problem: unknownField(name, SETTING_NAMES) });
  }
  return layer(values, problems, places);
}

export function unknownField(name: string, known: readonly string[]): string {
  const meant = nearest(name, known) ?? known.find((candidate) => candidate.startsWith(name));
  return `unknown setting ${name}; ${meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`}`;
}
