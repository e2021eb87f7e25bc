import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMap, isNode, isScalar, type Pair, parseDocument, stringify, type YAMLMap } from "yaml";

const VALUES = join(import.meta.dirname, "..", "helm", "headroom", "values.yaml");

const INTRODUCTION = `# Values of the Helm chart

What may be set when \`helm/headroom\` is installed: see [Install with Helm](../how-to/install-with-helm.md). A name that is not here is refused. What the service itself can do is on [the page of settings](settings.md).

| value | default | |
|---|---|---|
`;

/** A value, or a group of values, as values.yaml has it. */
interface ChartValue {
  /** `metricsApi.external.group` */
  readonly path: string;
  /** Undefined for a group. */
  readonly default: string | undefined;
  readonly says: string;
}

/** docs/reference/helm-values.md */
export async function chartReference(): Promise<string> {
  const rows = chartValues(await readFile(VALUES, "utf8")).map(({ path, default: usual, says }) => {
    const shown = usual === undefined || usual === '""' ? "" : `\`${usual}\``;
    return `| \`${path}\` | ${shown} | ${says.replaceAll("|", "\\|")} |\n`;
  });
  return `${INTRODUCTION}${rows.join("")}`;
}

/** All values with the comments that stand above them, in the order of the file. @throws where one has no comment */
function chartValues(text: string): readonly ChartValue[] {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new TypeError("values.yaml holds no map");
  return valuesIn(contents, "");
}

function valuesIn(map: YAMLMap, above: string): readonly ChartValue[] {
  return map.items.flatMap((pair, index) => {
    const path = `${above}${nameOf(pair)}`;
    // The comment above the first name of a map is the map's.
    const says = commentOf(pair.key) ?? (index === 0 ? commentOf(map) : undefined);
    if (says === undefined) throw new Error(`values.yaml says nothing of ${path}`);
    if (isGroup(pair.value)) return [{ path, default: undefined, says }, ...valuesIn(pair.value, `${path}.`)];
    return [{ path, default: flow(pair.value), says }];
  });
}

const nameOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** A map whose names are explained one by one. */
const isGroup = (value: unknown): value is YAMLMap => isMap(value) && commentOf(value) !== undefined;

/** The last paragraph of what stands above. */
const commentOf = (node: unknown): string | undefined =>
  (isNode(node) ? node.commentBefore : undefined)
    ?.split("\n\n")
    .at(-1)
    ?.split("\n")
    .map((line) => line.trim())
    .join(" ");

const flow = (value: unknown): string =>
  stringify(isNode(value) ? value.toJSON() : value, { collectionStyle: "flow", lineWidth: 0 }).trim();
