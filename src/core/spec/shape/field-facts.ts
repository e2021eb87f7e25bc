import type { Path } from "../text/node.ts";
import { specJsonSchema } from "./json-schema.ts";

/** What the schema says of one field. */
interface FieldFacts {
  /** Names of the fields inside, where it holds a map of such. */
  readonly fields: readonly string[];
  /** Whether it holds a map whose names an author chooses. */
  readonly hasFreeNames: boolean;
  readonly examples: readonly unknown[];
  readonly default: unknown;
}

/** The parts of a JSON Schema that facts are read from. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | false;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
}

/** The fields of each map by the way to it, in the order of the schema; `*` stands for a position or a free name. */
export const mapsOfFields = (): readonly (readonly [pattern: string, fields: readonly string[]])[] =>
  [...allFacts()].flatMap(([pattern, { fields }]) => (fields.length === 0 ? [] : [[pattern, fields] as const]));

/** The fields of the map at a way; empty where there is none. */
export const fieldsAt = (pattern: string): readonly string[] => allFacts().get(pattern)?.fields ?? [];

/** Whether the map at a way has names of the author's. */
const hasFreeNames = (pattern: string): boolean => allFacts().get(pattern)?.hasFreeNames === true;

/** What a person could write in a field: its examples, else its default; empty where the schema has neither. */
export function examplesAt(pattern: string): readonly string[] {
  const facts = allFacts().get(pattern);
  if (facts === undefined) return [];
  const { examples, default: usual } = facts;
  return (examples.length > 0 || usual === undefined ? examples : [usual]).map(printed);
}

/** Texts that need no quotes, in lines and in braces alike. */
const PLAIN = /^[a-zA-Z\d][\w./%+-]*(?: [\w./%+-]+)*$/;

/** As YAML between brackets, which stands on the line of its field. */
function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
  if (typeof value === "string") return PLAIN.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}: ${printed(inner)}`)
    .join(", ")}}`;
}

/** Collected at the first finding: a spec without any needs none. */
const allFacts = ((): (() => ReadonlyMap<string, FieldFacts>) => {
  let collected: Map<string, FieldFacts> | undefined;
  return () => {
    if (collected !== undefined) return collected;
    collected = new Map();
    collect(specJsonSchema(), "", collected);
    return collected;
  };
})();

function collect(schema: Schema, pattern: string, facts: Map<string, FieldFacts>): void {
  const { properties = {}, items, anyOf = [], additionalProperties, examples = [] } = schema;
  const before = facts.get(pattern);
  facts.set(pattern, {
    fields: [...(before?.fields ?? []), ...Object.keys(properties)],
    hasFreeNames: before?.hasFreeNames === true || typeof additionalProperties === "object",
    examples: before?.examples ?? examples,
    default: before === undefined ? schema.default : before.default,
  });
  const inside = (name: string): string => (pattern === "" ? name : `${pattern}.${name}`);
  for (const [name, field] of Object.entries(properties)) collect(field, inside(name), facts);
  if (items !== undefined) collect(items, inside("*"), facts);
  if (typeof additionalProperties === "object") collect(additionalProperties, inside("*"), facts);
  // An alternative is the same field again: what is said of the whole holds.
  for (const alternative of anyOf) collect(alternative, pattern, facts);
}

/** `slos.*.window`: a way without the positions and the free names. */
export const patternOf = (path: Path): string =>
  path.reduce<string>((way, step) => {
    const name = typeof step === "number" || hasFreeNames(way) ? "*" : step;
    return way === "" ? name : `${way}.${name}`;
  }, "");
