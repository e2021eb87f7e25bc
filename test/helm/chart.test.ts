import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SETTINGS } from "../../src/adapters/settings/table.ts";

// What can be told of the chart without helm; the rest is in test/cluster/chart.test.ts.

const ROOT = join(import.meta.dirname, "..", "..");
const read = (file: string): Promise<string> => readFile(join(ROOT, file), "utf8");

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

const schema: Schema = JSON.parse(await read("helm/headroom/values.schema.json"));
const values: object = parse(await read("helm/headroom/values.yaml"));
const chart = parse(await read("helm/headroom/Chart.yaml"));

describe("the chart's schema of values", () => {
  it("is a JSON Schema that the chart's own values satisfy", () => {
    const isValid = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(schema);
    isValid(values);
    expect(isValid.errors).toBeNull();
  });

  it("has the names that values.yaml has", () => {
    expect(namesOfSchema(schema)).toEqual(namesOfValues(values, schema));
  });

  it("refuses unknown names wherever it has names", () => {
    const isOpen = (one: Schema): boolean => one.properties !== undefined && one.additionalProperties !== false;
    expect(everySchema(schema).filter(isOpen)).toEqual([]);
  });

  it("refuses a slip, a wrong type and a wrong unit", () => {
    const isValid = new Ajv({ strictTypes: false }).compile(schema);
    expect(isValid({ metricsAPI: { enabled: true } })).toBe(false);
    expect(isValid({ metricsApi: { external: { enabled: "yes" } } })).toBe(false);
    expect(isValid({ settings: { step: "30 seconds" } })).toBe(false);
    expect(isValid({ specs: { "shop.json": "" } })).toBe(false);
    expect(isValid({ prometheus: { url: "http://me:secret@prometheus:9090" } })).toBe(false);
  });
});

describe("the chart's version", () => {
  it("is the project's", async () => {
    const { version } = JSON.parse(await read("package.json"));
    expect(chart).toMatchObject({ version, appVersion: version });
  });
});

describe("a setting of the service", () => {
  it("is decided by the chart or may be given in its values, and never both", async () => {
    const [decided, open] = [await settingsOfTemplates(), settingsOfValues()];
    expect(decided.filter((name) => open.includes(name))).toEqual([]);
    // The addresses of Prometheus are given as sources.default, with its credentials.
    const elsewhere = ["prometheus", "prometheusPublicUrl"];
    const missing = Object.keys(SETTINGS).filter((name) => ![...decided, ...open, ...elsewhere].includes(name));
    expect(missing).toEqual([]);
  });

  it("that the chart names exists", async () => {
    const named = [...(await settingsOfTemplates()), ...settingsOfValues()];
    expect(named.filter((name) => !Object.keys(SETTINGS).includes(name))).toEqual([]);
  });
});

const settingsOfValues = (): readonly string[] => Object.keys(schema.properties?.["settings"]?.properties ?? {});

async function settingsOfTemplates(): Promise<readonly string[]> {
  const template = await read("helm/headroom/templates/_settings.tpl");
  const [, own = ""] = /define "headroom.ownSettings" -}}\n([\s\S]*?)\n{{- end -}}\n\n/.exec(template) ?? [];
  return [...new Set([...own.matchAll(/^(\w+): /gm)].map(([, name = ""]) => name))];
}

/** Given by Helm, or named by users. */
const OTHERS = new Set(["global", "settings", "specs"]);

/** Paths of all values: `image.repository`. */
const namesOfSchema = (of: Schema, path = ""): readonly string[] =>
  Object.entries(of.properties ?? {})
    .filter(([name]) => !OTHERS.has(name))
    .flatMap(([name, inner]) =>
      inner.properties === undefined ? [`${path}${name}`] : namesOfSchema(inner, `${path}${name}.`),
    )
    .toSorted();

const namesOfValues = (map: object, of: Schema, path = ""): readonly string[] =>
  Object.entries(map)
    .filter(([name]) => !OTHERS.has(name))
    .flatMap(([name, value]) => {
      const inner = of.properties?.[name];
      return inner?.properties === undefined ? [`${path}${name}`] : namesOfValues(value, inner, `${path}${name}.`);
    })
    .toSorted();

function everySchema(node: unknown): readonly Schema[] {
  if (typeof node !== "object" || node === null) return [];
  return [node, ...Object.values(node).flatMap(everySchema)];
}
