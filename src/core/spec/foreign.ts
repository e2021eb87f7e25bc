import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { placeOf, type SourceText } from "../diagnostics/source-text.ts";

/** Where it is said how specs of others become ours. */
const MOVING = "docs/how-to/from-other-slo-tools.md";

/** Specs of other tools, by what they say of themselves. */
const TOOLS: readonly { readonly tool: string; readonly sign: RegExp }[] = [
  { tool: "Sloth", sign: /^(?:version:\s*["']?prometheus\/v\d|apiVersion:\s*["']?sloth\.slok\.dev\/).*/m },
  { tool: "Pyrra", sign: /^apiVersion:\s*["']?pyrra\.dev\/.*/m },
  { tool: "OpenSLO", sign: /^apiVersion:\s*["']?openslo(?:\.com)?\/.*/m },
];

/** Actions of templates that are no part of any value: what Helm fills in, and its control structures. */
const TEMPLATE =
  /\{\{-?\s*(?:\/\*|(?:\$|\.)(?:Values|Release|Chart|Capabilities|Files|Template)\b|(?:include|template|define|block|if|else|range|with|end|toYaml|tpl|required)\b).*/;

const OWN_VERSION = /^version:\s*["']?headroom\//m;
const API_VERSION = /^apiVersion:\s*["']?([^\s"'#]+).*/m;
const KIND = /^kind:\s*["']?([^\s"'#]+)/m;

/**
 * What a file is that was refused as a spec: one finding in the place of all that a reader of specs finds in it.
 *
 * @returns undefined for what may be meant as a spec of ours
 */
export function foreignFinding(source: SourceText): Diagnostic | undefined {
  const { text } = source;
  for (const { tool, sign } of TOOLS) {
    const match = sign.exec(text);
    if (match !== null) return at(source, match, specOf(tool));
  }
  const template = TEMPLATE.exec(text);
  if (template !== null) return at(source, template, TEMPLATE_FOUND);
  if (OWN_VERSION.test(text)) return undefined;
  const apiVersion = API_VERSION.exec(text);
  const what = whatOf(source, apiVersion?.[1]);
  return what === undefined ? undefined : at(source, apiVersion ?? { index: 0, 0: "" }, noSpec(what));
}

/** Whether a finding says that a file has nothing to do with SLOs, so that a folder may well hold it. */
export const isPassedOver = ({ code }: Diagnostic): boolean => code === "foreign-file";

function whatOf({ file, text }: SourceText, apiVersion: string | undefined): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1);
  if (/^kustomization\.ya?ml$/.test(name) || apiVersion?.startsWith("kustomize.config.k8s.io/") === true)
    return "a kustomization";
  if (apiVersion === undefined) return undefined;
  if (/^Chart\.ya?ml$/.test(name)) return "a Helm chart";
  const kind = KIND.exec(text)?.[1];
  return kind === undefined ? undefined : `a ${kind} (${apiVersion})`;
}

type Finding = Pick<Diagnostic, "code" | "problem" | "remedy">;

const specOf = (tool: string): Finding => ({
  code: "foreign-spec",
  problem: `this is a spec of ${tool}, which headroom does not read`,
  remedy: `write its SLOs as a spec of headroom: ${MOVING} says how`,
});

const TEMPLATE_FOUND: Finding = {
  code: "foreign-spec",
  problem: "this is a template of Helm, which is no YAML until it is filled in",
  remedy: "render it first (helm template), and check what comes out",
};

const noSpec = (what: string): Finding => ({
  code: "foreign-file",
  problem: `this is ${what}, no spec`,
  remedy: "name specs, or the folder that holds them: it is passed over there",
});

function at(source: SourceText, match: { readonly index: number; readonly 0: string }, told: Finding): Diagnostic {
  return { ...told, severity: "error", ...placeOf(source, match.index, match.index + Math.max(1, match[0].length)) };
}
