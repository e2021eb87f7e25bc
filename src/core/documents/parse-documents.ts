import { Composer, type CST, type Document, type YAMLParseError } from "yaml";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { PlacedText } from "./placed-text.ts";
import { MAX_DEPTH, readTokens } from "./read-tokens.ts";
import { templateFault, templateInYaml } from "./template.ts";

/** The documents of a YAML text of any origin, with what does not parse in them. */
export interface ParsedDocuments {
  readonly documents: readonly Document.Parsed[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML that another program is for: what stands in it is looked at as far as it parses. */
export function parseDocuments(placed: PlacedText): ParsedDocuments {
  const read = readTokens(placed.text);
  if (!read.ok) return { documents: [], diagnostics: [tooDeep(placed, read.from)] };
  const strict = compose(read.tokens, placed.text);
  const { documents, errors } = strict.errors.length === 0 ? strict : (composeJoined(placed.text) ?? strict);
  const [first] = errors;
  const template = first === undefined ? undefined : templateInYaml(placed.text, first.pos[0]);
  return {
    documents,
    diagnostics:
      template === undefined
        ? errors.map((error) => noYaml(placed, error))
        : [templateFault(placed.placeOf(template), template, "this is a template")],
  };
}

function compose(
  tokens: readonly CST.Token[],
  text: string,
): { documents: Document.Parsed[]; errors: YAMLParseError[] } {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const documents = [...composer.compose(tokens, false, text.length)];
  return { documents, errors: documents.flatMap((document) => document.errors.slice(0, 1)) };
}

const QUOTED_VALUE = /^[ \t]*(?:- +)*[\w.-]+:[ \t]+(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')/gms;

/** Jinja's marks around a text that it is to leave alone. */
const RAW = /\{%[-+]?\s*(?:end)?raw\s*[-+]?%\}/g;

/**
 * The programs that such YAML is for let a quoted text go on in lines that are not indented further than its field.
 * The lines are joined with characters in the place of those that they lose, so that places stay true.
 */
function composeJoined(text: string): ReturnType<typeof compose> | undefined {
  const plain = text.replaceAll(RAW, (mark) => " ".repeat(mark.length));
  const read = readTokens(plain.replaceAll(QUOTED_VALUE, (value) => value.replaceAll(/[\r\n]/g, " ")));
  const joined = read.ok ? compose(read.tokens, text) : undefined;
  return joined?.errors.length === 0 ? joined : undefined;
}

const tooDeep = (placed: PlacedText, from: number): Diagnostic => ({
  code: "yaml-depth",
  severity: "error",
  ...placed.placeOf({ from, to: from + 1 }),
  problem: `lists and maps are nested more than ${MAX_DEPTH} deep here`,
  remedy: "delete the surplus brackets, colons or dashes",
});

const noYaml = (placed: PlacedText, error: YAMLParseError): Diagnostic => ({
  code: "yaml-syntax",
  severity: "error",
  ...placed.placeOf({ from: error.pos[0], to: error.pos[1] }),
  problem: lowerFirst(error.message),
  remedy: "look at the indentation, quotes and brackets here",
});

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
