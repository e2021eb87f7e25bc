import { Composer, type CST, type Document, type ParsedNode, type YAMLParseError } from "yaml";
import { MAX_DEPTH, readTokens } from "../../documents/read-tokens.ts";
import { checkText } from "./check-text.ts";
import { LIMITS } from "./limits.ts";
import type { SpecNode } from "./node.ts";
import type { FileReport } from "./file-report.ts";
import { toSpecNode } from "./to-spec-node.ts";

/**
 * Reads a file's YAML into data with places.
 *
 * YAML's own freedoms that make two readers see two things (anchors, tags, merge keys, other versions, several
 * documents) are refused by name.
 *
 * @returns undefined when the file has no data that could be checked further; the report says why
 */
export function parseYaml(report: FileReport): SpecNode | undefined {
  if (!checkText(report)) return undefined;
  const tokens = parseTokens(report);
  if (tokens === undefined) return undefined;
  const options = {
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  } as const;
  const [document, second] = new Composer(options).compose(tokens, false, report.source.text.length);
  const root = document?.contents ?? undefined;
  if (document !== undefined && !checkDocument(report, document)) return undefined;
  if (second !== undefined) {
    const from = second.contents?.range[0] ?? second.range[0];
    report.add(
      { from, to: from + 1 },
      {
        code: "yaml-many-documents",
        problem: "a second document starts here, expected one document in a file",
        remedy: "put it into a file of its own",
      },
    );
    return undefined;
  }
  if (root === undefined || isNothing(root)) {
    report.add(
      { from: 0, to: 1 },
      {
        code: "yaml-empty",
        problem: "the file holds no data",
        remedy: 'write a spec, beginning with "version: headroom/v1", or delete the file',
      },
    );
    return undefined;
  }
  return toSpecNode(root, report);
}

const isNothing = (root: ParsedNode): boolean => "value" in root && root.value === null;

const tooManyEntries = {
  code: "yaml-too-many-entries",
  problem: `the list or map that begins here has more than ${LIMITS.entries} entries`,
  remedy: "split the file",
} as const;

const tooDeep = {
  code: "yaml-depth",
  problem: `lists and maps are nested more than ${MAX_DEPTH} deep here`,
  remedy: "a spec needs 6 levels at most: delete the surplus brackets or dashes",
} as const;

function parseTokens(report: FileReport): readonly CST.Token[] | undefined {
  const read = readTokens(report.source.text, LIMITS.entries);
  if (read.ok) return read.tokens;
  report.add({ from: read.from, to: read.from + 1 }, read.why === "too-deep" ? tooDeep : tooManyEntries);
  return undefined;
}

function checkDocument(report: FileReport, document: Document.Parsed): boolean {
  const { yaml } = document.directives;
  if (yaml.explicit === true && yaml.version !== "1.2") {
    report.add(
      { from: Math.max(0, report.source.text.indexOf("%YAML")), to: report.source.text.length },
      {
        code: "yaml-version",
        problem: `the file asks for YAML ${yaml.version}, expected 1.2, where "yes" and "010" mean other things`,
        remedy: "delete the line",
      },
    );
    return false;
  }
  const [error] = document.errors;
  if (error === undefined) return true;
  report.add({ from: error.pos[0], to: error.pos[1] }, syntaxFinding(error));
  return false;
}

/** One fault of syntax makes more behind it, so only the first is told. */
function syntaxFinding(error: YAMLParseError): {
  code: "yaml-tab-indent" | "yaml-syntax";
  problem: string;
  remedy: string;
} {
  if (error.code === "TAB_AS_INDENT") {
    return { code: "yaml-tab-indent", problem: "the line is indented with a tab", remedy: "indent with spaces" };
  }
  if (/Unexpected flow-(map|seq)-start/.test(error.message)) {
    return {
      code: "yaml-syntax",
      problem: "a bracket stands inside text between { } or [ ]",
      remedy: `quote the text: {query: 'sum(rate(x[5m]))'}`,
    };
  }
  if (error.code === "MISSING_CHAR" && error.message.includes("map values")) {
    return {
      code: "yaml-syntax",
      problem: "a field's name stands here without a value",
      remedy: "write a colon, a space and the value behind it",
    };
  }
  const [first = "", ...rest] = error.message;
  return {
    code: "yaml-syntax",
    problem: `${first.toLowerCase()}${rest.join("")}`,
    remedy: REMEDIES[error.code] ?? "look at the indentation, quotes and brackets here",
  };
}

const REMEDIES: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "quote text that holds a colon and a space: 'a: b'",
  MULTILINE_IMPLICIT_KEY: "put a colon and a space behind the field's name",
  BAD_SCALAR_START: "quote the text",
  BAD_INDENT: "line the fields of one map up, and close each bracket",
  MISSING_CHAR: "close the quote or the bracket",
  BAD_DQ_ESCAPE: "write the text in single quotes, or \\\\ for a backslash",
};
