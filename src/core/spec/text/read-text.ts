import { sourceText } from "../../diagnostics/source-text.ts";
import { type Decoded, decodeUtf8 } from "./decode-utf8.ts";
import { type FileReport, fileReport } from "./file-report.ts";
import { LIMITS } from "./limits.ts";
import type { SpecNode } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";

/** A spec file as it was read: few have findings later, and data with their places take ten times the room of a text. */
export interface ReadFile {
  readonly file: string;
  /** Bytes where they are yet to prove that they are text. */
  readonly content: string | Uint8Array;
}

/** What a text holds, and what is wrong with it as such. */
interface TextReading {
  readonly report: FileReport;
  /** Undefined when the text is no YAML that this format takes. */
  readonly root: SpecNode | undefined;
  /** Whether all of it is UTF-8. */
  readonly complete: boolean;
}

/** Reads the data of a file with their places. */
export function readText({ file, content }: ReadFile): TextReading {
  const { text, complete } = toText(content);
  // Editors on Windows begin files with a byte order mark, which is no part of the first line.
  const report = fileReport(sourceText(file, text.replace(/^\uFEFF/, "")));
  if (complete) return { report, root: parseYaml(report), complete };
  const end = report.source.text.length;
  report.add(
    { from: end, to: end + 1 },
    { code: "yaml-not-utf8", problem: "the bytes that follow are not UTF-8", remedy: "save the file as UTF-8" },
  );
  return { report, root: undefined, complete };
}

function toText(content: string | Uint8Array): Decoded {
  if (typeof content === "string") return { text: content, complete: true };
  // A file that is too large is refused for its size, whatever it holds.
  if (content.length > LIMITS.fileBytes) return { text: " ".repeat(content.length), complete: true };
  return decodeUtf8(content);
}
