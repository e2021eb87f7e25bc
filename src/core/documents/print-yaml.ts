import { Document, Scalar, visit } from "yaml";
import { printable } from "../diagnostics/printable.ts";

/**
 * Line breaks and controls of Unicode that Go's YAML reader takes for syntax or refuses; they stand in double quotes
 * alone, as escapes.
 */
const UNREADABLE = /[\u0080-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Prints YAML so that the same value gives the same bytes; `comment` stands above it, line by line. A comment may name
 * files, and a file may be called anything: what would end its line is no part of it.
 */
export function printYaml(value: object, comment: readonly string[]): string {
  const header = comment.map((line) => `# ${printable(line).replaceAll(UNREADABLE, "\ufffd")}\n`).join("");
  const document = new Document(value, { version: "1.2", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      // In a block of text, white space alone is taken for indentation when it is read back.
      if (typeof node.value === "string" && (node.value.trim() === "" || node.value.search(UNREADABLE) !== -1))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // Lines are never folded: a folded query reads badly in a diff.
  return (
    header +
    document
      .toString({ lineWidth: 0 })
      .replaceAll(UNREADABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
  );
}
