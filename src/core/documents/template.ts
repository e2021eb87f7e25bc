import type { Fault } from "../diagnostics/fault.ts";
import type { Span } from "../diagnostics/span.ts";

/** A place that another tool fills in before the text is what it looks like. */
export interface Template extends Span {
  /** What fills it in. */
  readonly tool: string;
  /** How to have it filled in, as an instruction. */
  readonly render: string;
}

interface Mark {
  readonly mark: RegExp;
  readonly tool: string;
  readonly render: string;
}

const HELM = { tool: "Helm", render: "render the chart first, as in: helm template CHART > rendered.yaml" } as const;
const SOME = { tool: "some tool", render: "have that tool write the file first" } as const;

/** What no rule has in its annotations: these hold templates of Prometheus, such as `{{ $labels.instance }}`. */
const IN_FILES: readonly Mark[] = [
  {
    mark: /\{\{-?[^}]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|tpl|toYaml|nindent)\b)[^}]*\}\}|\{\{-?\s*\/\*/,
    ...HELM,
  },
  { mark: /\{%.*?%\}/s, tool: "Jinja", render: "have Ansible, or whatever fills it in, write the file first" },
  { mark: /<%.*?%>/s, tool: "ERB", render: "have Puppet, or whatever fills it in, write the file first" },
  { mark: /\{\{[#^/>][\w.]+[^}]*\}\}/, tool: "mustache", render: "have it filled in first" },
  { mark: /\[\[.*?\]\]/, ...SOME },
];

/** A query has no template of its own. */
const IN_QUERIES: readonly Mark[] = [
  ...IN_FILES,
  { mark: /\{\{.*?\}\}/s, ...SOME },
  {
    mark: /\$\{[^}]*\}|\$__?\w+|\$[a-zA-Z]\w*/,
    tool: "Grafana, Terraform or a shell",
    render: "have it filled in first",
  },
  { mark: /@[A-Z][A-Z\d_]*@|__[A-Z][A-Z\d_]*__|%\(\w+\)[sdf]|<[A-Za-z][\w -]*>/, ...SOME },
];

/**
 * The first mark of a template in YAML that does not parse.
 *
 * @param fault - where it does not: braces without quotes there are of a tool that is not known
 */
export function templateInYaml(text: string, fault?: number): Template | undefined {
  const known = templateBy(IN_FILES, text);
  if (known !== undefined || fault === undefined) return known;
  const from = text.lastIndexOf("\n", text.lastIndexOf("\n", fault - 1) - 1) + 1;
  const end = text.indexOf("\n", fault);
  const found = templateBy(
    [{ mark: /^[^"'\n]*?\{\{[^}]*\}\}/m, ...SOME }],
    text.slice(from, end === -1 ? text.length : end),
  );
  return found && { ...found, from: found.from + from, to: found.to + from };
}

/** The first mark of a template in a query that does not parse. */
export const templateInQuery = (text: string): Template | undefined => templateBy(IN_QUERIES, text);

function templateBy(marks: readonly Mark[], text: string): Template | undefined {
  for (const { mark, tool, render } of marks) {
    const match = mark.exec(text);
    if (match === null) continue;
    const indent = /^\s*/.exec(match[0])?.[0].length ?? 0;
    const [line = ""] = match[0].slice(indent).split("\n");
    return { tool, render, from: match.index + indent, to: match.index + indent + line.length };
  }
  return undefined;
}

/** What is said of a template, wherever it stands. */
export const templateFault = <Where>(where: Where, { tool, render }: Template, what: string): Fault & Where => ({
  code: "unfilled-template",
  severity: "error",
  ...where,
  problem: `${what}, which ${tool} fills in`,
  remedy: `${render}, and lint what comes out`,
});
