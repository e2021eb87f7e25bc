import { SCHEMA_FILE, specJsonSchema } from "../src/core/spec/shape/json-schema.ts";

/** docs/reference/headroom-v1.schema.json */
export const specSchemaFile = (): string => `${JSON.stringify(specJsonSchema(), undefined, 2)}\n`;

/** The parts of JSON Schema that the spec's schema uses. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly additionalProperties?: Schema | false;
}

const INTRODUCTION = `# The spec

A spec is a YAML file that describes one service: its SLOs, what may explain their symptoms, and how its replicas follow load. Specs lie in \`slo-specs/\` and are checked by \`headroom check\`. What each message means is on [the page of diagnostics](diagnostics.md).

For completion and hints in an editor, begin the file with this line ([the schema](${SCHEMA_FILE}) is made from the same source as the checks):

\`\`\`yaml
# yaml-language-server: $schema=../docs/reference/${SCHEMA_FILE}
\`\`\`

## A small spec

\`\`\`yaml
version: headroom/v1
service: checkout
runbook: https://runbooks.example.com/checkout
slos:
  - name: availability
    description: Checkout requests that do not fail.
    target: 99.9%
    events:
      total: http_requests_total{job="checkout"}
      bad: http_requests_total{job="checkout",code=~"5.."}
  - name: latency
    target: 99%
    latency:
      histogram: http_request_duration_seconds{job="checkout"}
      under: 300ms
\`\`\`

## Rules of the file

- YAML 1.2, UTF-8, at most 256 KiB, one document, no aliases, tags or merge keys. A query with brackets or commas is quoted where it stands between \`{ }\` or \`[ ]\`.
- A selector is a metric with matchers, \`http_requests_total{job="checkout"}\`: no function, range, offset or comparison. A list of selectors is summed.
- A query is PromQL that yields an instant vector. In a \`promql\` indicator \`{{window}}\` stands for the window.
- A duration is written as in Prometheus: \`300ms\`, \`5m\`, \`1h30m\`, \`30d\`.
- \`by\` makes one SLO of each combination of label values. A label of the data that is called like one of Headroom's own (\`service\`, \`namespace\`, \`slo\` and some more) gets another name: \`by: [{label: service, as: backend}]\`. A name that only Prometheus 3 knows is written as it is, \`http.route\`, and carried with underscores, \`http_route\`.
- \`delay\`, of a file or of one SLO, is for samples that come late with their own timestamps, as those of cloud exporters do. Rules, budgets, statuses and signals then speak of how things were so long ago, and say how old that is; \`SliDataMissing\` waits that much longer. \`headroom check --prometheus\` tells where a delay is missing.
- A name has small letters, digits and dashes, and at most 53 characters.
- Every service stands in one file. A bad file is refused whole, and takes no other down.
- In a folder, files that end in \`.yaml\` or \`.yml\` are specs, those in its subfolders too. Hidden entries are skipped. Links to files of the folder are followed, links out of it and to folders are not. YAML with \`apiVersion\` and \`kind\`, and kustomizations, are passed over with a note. An entry that cannot be read is told like any other problem; the service goes on with what it last said.
`;

/** docs/reference/spec.md */
export function specReference(): string {
  const schema: Schema = specJsonSchema();
  return `${INTRODUCTION}\n${sections("The file", "", schema).join("\n")}`;
}

/** A table of a map's fields, and the sections of the maps inside it. */
function sections(title: string, path: string, { properties = {}, required = [], description }: Schema): string[] {
  const rows = Object.entries(properties).map(
    ([name, field]) => `| \`${name}\` | ${kindOf(field)} | ${required.includes(name) ? "yes" : ""} | ${cell(field)} |`,
  );
  const heading = path === "" ? `## ${title}` : `## \`${path}\``;
  const own = `${[heading, "", ...(path === "" || description === undefined ? [] : [description, ""]), "| field | value | required | meaning |", "|---|---|---|---|", ...rows].join("\n")}\n`;
  const inner = Object.entries(properties).flatMap(([name, field]) => {
    const map = mapIn(field);
    return map === undefined ? [] : sections(name, path === "" ? name : `${path}.${name}`, map);
  });
  return [own, ...inner];
}

/** The map with named fields that a field holds: itself, as an item, or as one of its alternatives. */
function mapIn(field: Schema): Schema | undefined {
  if (field.properties !== undefined) return field;
  if (field.items !== undefined) return mapIn(field.items);
  return field.anyOf?.map(mapIn).find((map) => map !== undefined);
}

function kindOf({ type, anyOf, items, enum: values, const: constant, additionalProperties }: Schema): string {
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(", ");
  if (anyOf !== undefined) return [...new Set(anyOf.map(kindOf))].join(" or ");
  if (items !== undefined) return `list of ${kindOf(items)}`;
  if (typeof additionalProperties === "object") return "map of texts";
  return KINDS[type ?? ""] ?? "text";
}

const KINDS: Readonly<Record<string, string>> = {
  object: "map",
  number: "number",
  integer: "whole number",
  boolean: "`true`, `false`",
  string: "text",
};

function cell({ description = "", examples = [], default: usual }: Schema): string {
  const shown = examples.map(code).join(", ");
  const otherwise = usual === undefined ? "" : ` Default: ${code(usual)}.`;
  return `${description}${otherwise}${shown === "" ? "" : ` Example: ${shown}`}`.replaceAll("|", "\\|");
}

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
