import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { specJsonSchema } from "../../../../src/core/spec/shape/json-schema.ts";
import { parseSpec } from "../../../../src/core/spec/parse-spec.ts";
import { specShape } from "../../../../src/core/spec/shape/shape.ts";

const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(specJsonSchema());

/** One of several alternatives is written as `oneOf` in the schema; the parser says so in words of its own. */
const COUNTS = new Set(["indicator-count", "events-count", "capacity-count", "exclude-fields"]);

const golden = (name: string): string => readFileSync(join(import.meta.dirname, "../../../golden", name), "utf8");
const whole: unknown = parse(golden("specs/whole.yaml"));

/** Whether the parser finds the shape right: by the same schema that it uses, and by its counts of alternatives. */
async function parserAccepts(data: unknown): Promise<boolean> {
  if (!specShape.safeParse(data).success) return false;
  const parsed = await parseSpec(stringify(data, { aliasDuplicateObjects: false }), "spec.yaml");
  return (
    parsed.ok ||
    !parsed.diagnostics.some(
      ({ code, problem }) => COUNTS.has(code) || (code === "wrong-count" && problem.includes("labels")),
    )
  );
}

describe("the JSON Schema", () => {
  it("accepts the whole format, and its committed copy is the same", () => {
    expect(validate(whole)).toBe(true);
    expect(
      JSON.parse(readFileSync(join(import.meta.dirname, "../../../../docs/reference/headroom-v1.schema.json"), "utf8")),
    ).toEqual(specJsonSchema());
  });

  it("accepts and refuses what the parser does, for a good spec with any value changed", async () => {
    const paths = [...pathsOf(whole)];
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        false,
        0,
        1,
        -1,
        0.5,
        1.5,
        100,
        1e12,
        "",
        "x",
        "a-b",
        "A_b",
        "on",
        "off",
        "page",
        "ticket",
        "30d",
        "1h30m",
        "30 d",
        "99.9%",
        "100%",
        "0%",
        "99.9",
        "<0.8",
        "Deployment/a",
        "0 8 * * *",
        "https://a.example/b",
        "javascript:x",
        "5m",
        "month",
        "classic",
        "publish",
        [],
        ["a"],
        [1],
        {},
        { a: "b" },
        { calendar: "week" },
        "x".repeat(60),
        "x".repeat(10_001),
      ),
      fc.string({ maxLength: 5 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const change = fc.record({
      path: fc.constantFrom(...paths),
      value,
      kind: fc.constantFrom("replace" as const, "delete" as const, "add" as const),
    });
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(change, async ({ path, value: replacement, kind }) => {
        const data = changed(whole, path, kind, replacement);
        const expected = await parserAccepts(data);
        expect(validate(data)).toBe(expected);
        if (expected) accepted++;
        else refused++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(100);
  }, 120_000);

  it("describes every field, for editors", () => {
    const bare = [...fieldsOf(specJsonSchema(), "")]
      .filter(({ field }) => typeof field.description !== "string")
      .map(({ path }) => path);
    expect(bare).toEqual([]);
  });
});

function* pathsOf(data: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (Array.isArray(data)) for (const [i, item] of data.entries()) yield* pathsOf(item, [...path, i]);
  else if (isMap(data)) for (const [name, value] of Object.entries(data)) yield* pathsOf(value, [...path, name]);
}

const isMap = (data: unknown): data is Record<string, unknown> =>
  typeof data === "object" && data !== null && !Array.isArray(data);

/** A copy in which one value is replaced, deleted, or has an unknown neighbour. */
function changed(
  data: unknown,
  [step, ...rest]: readonly (string | number)[],
  kind: "replace" | "delete" | "add",
  value: unknown,
): unknown {
  if (step === undefined) return value;
  const inner = (child: unknown): unknown => changed(child, rest, kind, value);
  if (Array.isArray(data))
    return data.flatMap((item: unknown, i) =>
      i !== step ? [item] : rest.length > 0 ? [inner(item)] : kind === "delete" ? [] : [value],
    );
  if (!isMap(data)) return data;
  const entries = Object.entries(data).flatMap(([name, child]): [string, unknown][] =>
    name !== step
      ? [[name, child]]
      : rest.length > 0
        ? [[name, inner(child)]]
        : kind === "delete"
          ? []
          : [[name, kind === "add" ? child : value]],
  );
  return Object.fromEntries(rest.length === 0 && kind === "add" ? [...entries, ["surplus", value]] : entries);
}

function* fieldsOf(schema: unknown, path: string): Generator<{ path: string; field: Record<string, unknown> }> {
  if (!isMap(schema)) return;
  for (const [name, field] of Object.entries(isMap(schema.properties) ? schema.properties : {})) {
    if (isMap(field)) yield { path: `${path}.${name}`, field };
    yield* fieldsOf(field, `${path}.${name}`);
  }
  yield* fieldsOf(schema.items, path);
  if (Array.isArray(schema.anyOf)) for (const branch of schema.anyOf) yield* fieldsOf(branch, path);
}
