import type { Diagnostic, Place } from "./diagnostic.ts";
import { sourceExcerpt } from "./source-excerpt.ts";
import { printable } from "./printable.ts";

/** What a piece of the text is, for a caller who colours it. */
export type PaintRole = "error" | "warning" | "code" | "gutter" | "help";

/** Colours a piece of text; the caller knows whether it writes to a terminal. */
export type Paint = (role: PaintRole, text: string) => string;

const plain: Paint = (_role, text) => text;

/**
 * Diagnostics as a compiler shows them: place, source line, caret, help; a blank line between two.
 *
 * @param sources - text by file name; without a file's text its source line is left out
 * @returns the empty string for no diagnostics, else text that ends with a newline
 */
export function renderText(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  paint: Paint = plain,
): string {
  return diagnostics.map((diagnostic) => renderOne(diagnostic, sources, paint)).join("\n");
}

function renderOne(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>, paint: Paint): string {
  const { severity, code, problem, remedy, related = [] } = diagnostic;
  const lines = [`${printPlace(diagnostic)} ${paint(severity, severity)} ${paint("code", code)}`];
  const source = sources.get(diagnostic.file);
  if (source === undefined) {
    lines.push(`   ${printable(problem)}`);
  } else {
    const { text, indent, underline } = sourceExcerpt(source, diagnostic);
    const gutter = `${String(diagnostic.line).padStart(5)} | `;
    lines.push(`${paint("gutter", gutter)}${text}`);
    lines.push(`${" ".repeat(gutter.length)}${indent}${paint(severity, `${underline} ${printable(problem)}`)}`);
  }
  lines.push(`   ${paint("help", "help:")} ${printable(remedy)}`);
  for (const other of related) lines.push(`   ${paint("help", "also:")} ${printPlace(other)} ${printable(other.note)}`);
  return `${lines.join("\n")}\n`;
}

const printPlace = ({ file, line, column }: Place): string => `${printable(file)}:${line}:${column}`;

/** Diagnostics for machines: one JSON document with a stable order of fields. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  const items = diagnostics.map(({ file, line, column, length, severity, code, problem, remedy, related = [] }) => ({
    file,
    line,
    column,
    length,
    severity,
    code,
    problem,
    remedy,
    related: related.map((other) => ({
      file: other.file,
      line: other.line,
      column: other.column,
      length: other.length,
      note: other.note,
    })),
  }));
  return `${JSON.stringify({ diagnostics: items }, undefined, 2)}\n`;
}

/**
 * Diagnostics as workflow commands, which GitHub shows beside the changed lines.
 *
 * @see GitHub documentation, "Workflow commands": data and properties are escaped differently
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ file, line, column, severity, code, problem, remedy }) => {
      const properties = `file=${escapeProperty(file)},line=${line},col=${column},title=${escapeProperty(code)}`;
      return `::${severity} ${properties}::${escapeData(`${printable(problem)}\nhelp: ${printable(remedy)}`)}\n`;
    })
    .join("");
}

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
