import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { specJsonSchema } from "../../../src/core/spec/shape/json-schema.ts";

interface Schema {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** A spec with every map that has defaults, and none of what they stand for. */
const BARE = `
version: headroom/v1
service: shop
slos:
  - name: latency
    target: 99%
    latency: {histogram: seconds, under: 300ms}
    alerts: {name: {}, severities: {}}
  - name: month
    target: 99%
    window: {calendar: month}
    probe: {success: up}
    alerts: {}
scaling:
  - name: shop
    target: Deployment/shop
    demand: sum(x)
    replicas: count(up)
    backlog: {query: sum(waiting), drainWithin: 5m}
    saturation: {query: max(x), limit: 0.9}
    capacity: {perReplica: 50}
    overload: {}
    change: {}
    stale: {}
    limits: {min: 2, max: 20}
    schedule: [{cron: "0 8 * * 1-5", for: 2h, floor: 12}]
    forecast: {}
`;

type Given = readonly [path: readonly string[], value: unknown];

function defaultsIn(schema: Schema, path: readonly string[] = []): readonly Given[] {
  return [
    ...(schema.default === undefined ? [] : [[path, schema.default] as const]),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => defaultsIn(field, [...path, name])),
    ...(schema.items === undefined ? [] : defaultsIn(schema.items, [...path, "*"])),
    ...(schema.anyOf ?? []).flatMap((alternative) => defaultsIn(alternative, path)),
  ];
}

/** Writes a value into every map that a path leads to and that lacks it; tells how many there were. */
function write(data: unknown, [step = "", ...rest]: readonly string[], value: unknown): number {
  if (Array.isArray(data)) return data.reduce((sum: number, item) => sum + write(item, rest, value), 0);
  if (typeof data !== "object" || data === null) return 0;
  if (rest.length > 0) return write(Reflect.get(data, step), rest, value);
  return step in data ? 0 : Number(Reflect.set(data, step, value));
}

const DEFAULTS = defaultsIn(specJsonSchema());

describe("a default of the schema", () => {
  it("is told for every kind of field", () => {
    expect(DEFAULTS.length).toBeGreaterThan(20);
    expect(DEFAULTS).toContainEqual([["scaling", "*", "stale", "maxAge"], "90s"]);
  });

  it.each(DEFAULTS.map(([path, value]) => ({ field: path.join("."), path, value })))(
    "is what holds where a spec leaves $field out",
    async ({ path, value }) => {
      const data: unknown = parse(BARE);
      expect(write(data, path, value)).toBeGreaterThan(0);
      // One line each, so that places are the same but for the lines.
      const [bare, written] = await Promise.all(
        [stringify(parse(BARE)), stringify(data)].map((text) => parseSpec(text, "a")),
      );
      expect(meaning(written)).toEqual(meaning(bare));
    },
  );
});

/** Without places, and without whether a namespace was named, which is what naming it is for. */
function meaning(parsed: Awaited<ReturnType<typeof parseSpec>> | undefined): unknown {
  if (parsed?.ok !== true) throw new Error(JSON.stringify(parsed?.diagnostics));
  return JSON.parse(
    JSON.stringify({ ...parsed.value, sourcePlace: undefined }, (key, value: unknown) =>
      ["place", "hasNamespace"].includes(key) ? null : value,
    ),
  );
}
